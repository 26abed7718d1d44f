/** @file The squares of a new training: what the recipe calls them, whether they can be held out, and the button that begins. */

import { countText } from "../../src/core/format/figures.ts";
import type { Square } from "../../src/core/task/split.ts";
import { element } from "../dom.ts";
import { button, textField } from "../ui.ts";
import type { MapModel } from "./mapModel.ts";
import { checkSquares } from "./square.ts";

export interface BrushActions {
  change(squares: readonly Square[]): void;
  train(squares: readonly Square[], steps: number): void;
  close(): void;
}

export class BrushPanel {
  readonly element = element("section", {
    class: "brush",
    attributes: { "aria-label": "Hold other squares out", hidden: true },
  });
  readonly #actions: BrushActions;
  readonly #list = element("div", { class: "squares" });
  readonly #verdict = element("div", { role: "status" });
  readonly #title = element("strong");
  readonly #train: HTMLElement;
  #squares: readonly Square[] = [];
  #steps = 0;
  #map = "";

  constructor(actions: BrushActions) {
    this.#actions = actions;
    const steps = textField("Steps of the training", "steps", (text) => {
      this.#steps = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
      this.#enable();
    });
    this.#train = button("Train With These Held Out", () => this.#actions.train(this.#squares, this.#steps), "primary");
    this.element.append(
      this.#title,
      element("p", {
        class: "muted",
        text: "Drag on the map to draw squares, or press b for one at the cell cursor; [ and ] make the last one smaller and larger, Delete removes it.",
      }),
      this.#list,
      this.#verdict,
      element("div", { class: "brush-actions" }, [
        element("span", { class: "muted", text: "Steps" }),
        steps.element,
        this.#train,
        button("Close", () => this.#actions.close()),
      ]),
    );
    this.#field = steps;
  }

  readonly #field: ReturnType<typeof textField>;

  /** `undefined` hides it. */
  show(map: MapModel | undefined, squares: readonly Square[]): void {
    this.element.hidden = map === undefined;
    if (map?.grid === undefined) return;
    if (this.#map !== map.id) {
      this.#map = map.id;
      this.#steps = map.steps;
      this.#field.set(String(map.steps));
    }
    this.#squares = squares;
    const { rows, columns } = map.grid.shown;
    this.#title.textContent = `Train ${map.name} again with other squares held out`;
    this.#list.replaceChildren(
      ...squares.map(({ centre, halfWidth }, index) => {
        const text = `${rows.name} ${centre[0] - halfWidth}–${centre[0] + halfWidth}, ${columns.name} ${centre[1] - halfWidth}–${centre[1] + halfWidth} (half-width ${halfWidth})`;
        const remove = element("button", {
          class: "close",
          text: "×",
          attributes: { type: "button", "aria-label": `Remove the square ${text}` },
        });
        remove.addEventListener("click", () => this.#actions.change(squares.filter((_, at) => at !== index)));
        return element("span", { class: "square" }, [text, remove]);
      }),
    );
    const checked = squares.length === 0 ? undefined : checkSquares(map.grid.space, squares);
    this.#verdict.className = checked?.kind === "refused" ? "word" : "muted";
    this.#verdict.textContent =
      checked === undefined
        ? "No square yet."
        : checked.kind === "refused"
          ? checked.why
          : `${checked.name}: trains on ${countText(checked.training)} cells, holds ${countText(checked.test)} out.`;
    this.#good = checked?.kind === "good";
    this.#enable();
  }

  #good = false;

  #enable(): void {
    if (this.#good && this.#steps >= 1) this.#train.removeAttribute("disabled");
    else this.#train.setAttribute("disabled", "");
  }
}
