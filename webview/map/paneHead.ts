/** @file What stands above a map: its name and figures, and how far its training is. Elements stay as they are drawn: a click needs them to. */

import { countText, durationText } from "../../src/core/format/figures.ts";
import { element } from "../dom.ts";
import { button } from "../ui.ts";
import type { MapModel } from "./mapModel.ts";
import { headline } from "./words.ts";

export interface PaneHeadActions {
  remove(map: string): void;
  cancel(map: string): void;
}

export class PaneHead {
  readonly element: HTMLElement;
  readonly #name = element("strong");
  readonly #about = element("span", { class: "muted" });
  readonly #headline = element("span", { class: "headline" });
  readonly #close = element("button", { class: "close", text: "×", attributes: { type: "button" } });
  readonly #bar = element("progress");
  readonly #words = element("span");
  readonly #cancel: HTMLElement;
  readonly #work: HTMLElement;

  constructor(id: string, actions: PaneHeadActions) {
    this.#close.addEventListener("click", () => actions.remove(id));
    this.#cancel = button("Cancel", () => actions.cancel(id));
    this.#work = element("div", { class: "work", role: "status" }, [this.#bar, this.#words, this.#cancel]);
    this.element = element("div", {}, [
      element("div", { class: "pane-title" }, [this.#name, this.#about, this.#headline, this.#close]),
      this.#work,
    ]);
  }

  show(model: MapModel): void {
    const { name, task, method, work } = model;
    setText(this.#name, name);
    setText(this.#about, `${task} · ${method}`);
    setText(this.#headline, headline(model));
    this.#close.setAttribute("aria-label", `Remove ${name} from the view`);
    this.#work.hidden = work === null;
    if (work === null) return;
    const { phase, step, steps, seconds, problem } = work;
    const over = phase === "stopped" || phase === "failed";
    const words = {
      preparing: "preparing the samples",
      training: `training, step ${step} of ${steps}`,
      evaluating: `measuring, ${countText(step)} of ${countText(steps)} answers`,
      stopped: "stopped",
      failed: problem ?? "failed",
    }[phase];
    setText(this.#words, over ? words : `${words} · ${durationText(seconds)}`);
    this.#words.className = phase === "failed" ? "word" : "";
    this.#bar.max = Math.max(1, steps);
    this.#bar.value = step;
    this.#bar.setAttribute("aria-label", words);
    this.#bar.hidden = over;
    this.#cancel.hidden = over;
  }
}

/** Leaves the text alone where it is the same: screen readers would say it again. */
export function setText(of: HTMLElement, text: string): void {
  if (of.textContent !== text) of.textContent = text;
}
