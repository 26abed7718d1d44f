/** @file VS Code's debug view as a person reads it: the variables and where the session stands. */
import type { Locator } from "playwright-core";
import { patience, type Workbench } from "./workbench.ts";

export class DebugView {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  rows(): Locator {
    return this.#workbench.page.locator(".debug-variables .monaco-list-row");
  }

  /** Waits until the Variables view says `name =value`; returns the value. */
  untilVariable(name: string, value: string | RegExp): Promise<string> {
    return this.#workbench.until(`${name} to be ${value}`, patience, async () => {
      const texts = await this.rows().allTextContents();
      const found = texts.find((it) => it.startsWith(`${name} =`))?.slice(name.length + 2) ?? "";
      return { done: typeof value === "string" ? found === value : value.test(found), value: found };
    });
  }

  /** Waits until the session stands at a step of `add`, as the call stack tells. */
  untilStep(step: number): Promise<string> {
    return this.#workbench.until(`the session to stand at step ${step}`, patience, async () => {
      const value = (await this.#workbench.page.locator(".debug-call-stack .stack-frame").allTextContents()).join(
        " | ",
      );
      return { done: new RegExp(`add, step ${step}(?![0-9])`).test(value), value };
    });
  }

  /** Presses F10, which VS Code takes only while the session is stopped, as its toolbar shows. */
  async stepOver(): Promise<void> {
    await this.#workbench.page.locator(".debug-toolbar .codicon-debug-step-over:not(.disabled)").waitFor();
    await this.#workbench.keys("F10");
  }

  async stop(): Promise<void> {
    const { page } = this.#workbench;
    await this.#workbench.click("the stop button", page.locator(".debug-toolbar .codicon-debug-stop"));
    await page.locator(".debug-toolbar").waitFor({ state: "hidden" });
  }
}
