/** @file The Problems panel as a person would read it. */
import { patience, type Workbench } from "./workbench.ts";

/** The rows of the Problems panel, opened out; related information has rows of its own. */
export async function problemsShown(workbench: Workbench): Promise<string[]> {
  const { page } = workbench;
  const panel = page.locator(".markers-panel");
  const rows = panel.locator(".monaco-list-row");
  await workbench.until("the Problems panel to have rows", patience, async () => {
    // A window that is busy lets a key fall, and the key would close a panel that is open.
    if (!(await panel.isVisible())) await page.keyboard.press("Control+Shift+m");
    const value = await rows
      .first()
      .waitFor({ timeout: 5000 })
      .then(() => "", String);
    return { done: value === "", value };
  });
  const closed = panel.locator(".monaco-list-row[aria-expanded=false]");
  await workbench.until("every row to be opened out", patience, async () => {
    const value = await closed.count(); // one that was opened out may still stand there for a moment
    const twistie = closed.first().locator(".monaco-tl-twistie");
    if (value > 0) await twistie.click({ timeout: 1000 }).catch(() => {});
    return { done: value === 0, value };
  });
  const texts = await rows.allTextContents();
  await workbench.click(
    "the button that hides the panel",
    page.locator('.part.panel [aria-label^="Hide Panel"]').first(),
  );
  await panel.waitFor({ state: "hidden" });
  await page.locator(".editor-group-container.active .view-line").first().waitFor();
  await workbench.keys("Control+1");
  await page.locator(".editor-instance .monaco-editor.focused").waitFor();
  return texts.map((it) => it.replaceAll("\u00a0", " "));
}
