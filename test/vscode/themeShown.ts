/** @file Waits until a color theme is what a person sees, in the window and in its views. */
import type { Page } from "playwright-core";

/** `label` is the theme's name in the settings. */
export async function themeShown(page: Page, label: string): Promise<void> {
  const isLight = label.includes("Light");
  const [window, view] = label.includes("High Contrast")
    ? isLight
      ? ["hc-light", "vscode-high-contrast-light"]
      : ["hc-black", "vscode-high-contrast"]
    : isLight
      ? ["vs", "vscode-light"]
      : ["vs-dark", "vscode-dark"];
  await page.locator(`.monaco-workbench.${window}`).waitFor();
  const views = page.locator("iframe.webview.ready");
  for (let i = (await views.count()) - 1; i >= 0; i--) {
    const inner = views.nth(i).contentFrame().locator("#active-frame").contentFrame();
    await inner.locator(`body[data-vscode-theme-kind="${view}"]`).waitFor({ state: "attached" });
  }
}
