/** @file A webview of the workbench, as a person sees it: the page inside the two frames that VS Code puts around it. */
import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

export class View {
  readonly #workbench: Workbench;
  readonly frame: FrameLocator;

  /** The n-th webview on screen. */
  constructor(workbench: Workbench, nth = 0) {
    this.#workbench = workbench;
    this.frame = workbench.page.frameLocator("iframe.webview.ready").nth(nth).frameLocator("#active-frame");
  }

  locator(selector: string): Locator {
    return this.frame.locator(selector);
  }

  /** Waits until an element's text fits; returns it. */
  async untilText(selector: string, pattern: RegExp, milliseconds = 60_000): Promise<string> {
    return this.#workbench.until(`${selector} to fit ${pattern}`, milliseconds, async () => {
      const value = (await this.locator(selector).first().textContent({ timeout: milliseconds })) ?? "";
      return { done: pattern.test(value), value };
    });
  }
}
