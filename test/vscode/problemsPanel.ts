/** @file The Problems panel as a person would read it. */
import { patience, type Workbench } from "./workbench.ts";

/** The rows of the Problems panel, opened out; related information has rows of its own. */
export async function problemsShown(workbench: Workbench): Promise<string[]> {
  const { page } = workbench;
  const panel = page.locator(".markers-panel");
  if (!(await panel.isVisible())) await page.keyboard.press("Control+Shift+m");
  const rows = panel.locator(".monaco-list-row");
  await rows.first().waitFor();
  const closed = panel.locator(".monaco-list-row[aria-expanded=false]");
  await workbench.until("every row to be opened out", patience, async () => {
    const value = await closed.count(); // one that was opened out may still stand there for a moment
    const twistie = closed.first().locator(".monaco-tl-twistie");
    if (value > 0) await twistie.click({ timeout: 1000 }).catch(() => {});
    return { done: value === 0, value };
  });
  const texts = await rows.allTextContents();
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+j");
  await panel.waitFor({ state: "hidden" });
  return texts.map((it) => it.replaceAll("\u00a0", " "));
}
