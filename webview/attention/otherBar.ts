/** @file The line that says which run the shown one is held against, and where another is chosen. */

import { countText } from "../../src/core/format/figures.ts";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";
import { element } from "../dom.ts";
import { button, progress } from "../ui.ts";

export interface OtherBarActions {
  choose(): void;
  clear(): void;
}

export class OtherBar {
  readonly element: HTMLElement;
  readonly #words = element("span", { class: "other-words" });
  readonly #message = element("span", { class: "notice", role: "alert", attributes: { hidden: true } });
  readonly #clear: HTMLElement;
  readonly #progress = progress("running and reading the other run");

  constructor({ choose, clear }: OtherBarActions) {
    this.#clear = button("Take Away", clear);
    this.element = element("div", { class: "other-bar try-row" }, [
      this.#words,
      button("Choose Run…", choose),
      this.#clear,
      this.#progress,
      this.#message,
    ]);
    this.show(undefined, null, false);
  }

  show(run: AttentionRun | undefined, message: string | null, busy: boolean): void {
    this.#words.textContent =
      run === undefined
        ? "Held against: no run yet"
        : `Held against: ${run.call} · ${run.model} · ${countText(run.shape.tokens.length)} tokens`;
    this.#clear.hidden = run === undefined;
    this.#progress.hidden = !busy;
    this.#message.hidden = message === null;
    this.#message.textContent = message ?? "";
  }
}
