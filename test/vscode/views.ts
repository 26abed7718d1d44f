/** @file A webview of the workbench, as a person sees it: the page inside the two frames that VS Code puts around it. */
import type { FrameLocator, Locator } from "playwright-core";
import type { LongRun } from "./longRun.ts";
import { patience, type Workbench } from "./workbench.ts";

export class View {
  readonly #workbench: Workbench;
  readonly frame: FrameLocator;

  /** The n-th webview on screen. */
  constructor(workbench: Workbench, nth = 0) {
    this.#workbench = workbench;
    this.frame = workbench.page.frameLocator("iframe.webview.ready").nth(nth).frameLocator("#active-frame");
  }

  locator(selector: string, options: { readonly hasText?: string } = {}): Locator {
    return this.frame.locator(selector, options);
  }

  /** Waits until an element's text fits; returns it. */
  async untilText(selector: string, pattern: RegExp, milliseconds = patience): Promise<string> {
    return this.#workbench.until(`${selector} to fit ${pattern}`, milliseconds, async () => {
      const read = this.locator(selector).first().textContent({ timeout: 10_000 });
      const value = (await read.catch(() => null)) ?? "";
      return { done: pattern.test(value), value };
    });
  }

  /** Takes an option of the dropdown with a name. */
  async choose(name: string, option: string): Promise<void> {
    const dropdown = this.locator(`vscode-dropdown[aria-label="${name}"]:visible`).first();
    await dropdown.click();
    await dropdown.locator("vscode-option", { hasText: option }).first().click();
  }

  /** Gives the view a run as the extension would, message by message. */
  async post({ run, status, pieces }: LongRun): Promise<void> {
    const notices = [
      { name: "show", notice: { run } },
      { name: "status", notice: { run: run.id, status } },
      ...pieces.map((notice) => ({ name: "grow", notice })),
    ];
    for (const { name, notice } of notices)
      await this.locator("body").evaluate((_, data) => window.postMessage(data, "*"), { kind: "notice", name, notice });
  }

  /**
   * Scrolls a list from its beginning to its end. Returns for each frame how long it took, and for how long of it the page itself worked
   * (script, style, layout, paint), in ms, and the most elements that the page had.
   */
  scrollThrough(list: string, count: number): Promise<{ frames: number[]; busy: number[]; most: number }> {
    return this.locator(list)
      .first()
      .evaluate(async (scrolled, frameCount) => {
        const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
        const channel = new MessageChannel();
        const drawn = () =>
          new Promise<number>((done) => {
            channel.port1.onmessage = () => done(performance.now());
            channel.port2.postMessage(undefined); // answered once the frame is drawn
          });
        const [frames, busy]: [number[], number[]] = [[], []];
        let most = 0;
        let last = await frame();
        for (let i = 0; i <= frameCount; i++) {
          scrolled.scrollTop = ((scrolled.scrollHeight - scrolled.clientHeight) * i) / frameCount;
          const now = await frame();
          frames.push(now - last);
          last = now;
          const start = performance.now();
          busy.push((await drawn()) - start);
          most = Math.max(most, document.querySelectorAll("*").length);
        }
        return { frames, busy, most };
      }, count);
  }
}
