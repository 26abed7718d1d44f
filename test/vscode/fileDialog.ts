/** @file VS Code's file dialog in a browser: a path is typed into it, and what is written there is read. */
import { readFile } from "node:fs/promises";
import { patience, type Workbench } from "./workbench.ts";

/** Answers the dialog that asks where to save, and waits for the file. Returns what it holds. */
export async function savedAs(workbench: Workbench, target: string): Promise<Buffer> {
  const input = workbench.page.locator(".quick-input-widget input");
  await input.waitFor();
  await workbench.until("the file dialog to close", patience, async () => {
    // The dialog first lists its folder, and what is typed meanwhile is lost.
    if (await input.isVisible()) {
      // It may close on what was typed before, just now.
      await input.fill(target, { timeout: 1000 }).catch(() => {});
      await workbench.page.waitForTimeout(400);
      // Accepted while it still shows its own proposal, it would save to another file.
      const stands = await input.inputValue({ timeout: 1000 }).catch(() => "");
      if (stands === target) await workbench.keys("Enter");
      await workbench.page.waitForTimeout(400);
    }
    return { done: !(await input.isVisible()), value: "" };
  });
  return workbench.until(`${target} to be written`, patience, async () => {
    const value = await readFile(target).catch(() => Buffer.alloc(0));
    return { done: value.length > 0, value };
  });
}
