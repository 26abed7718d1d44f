/** @file Which two principal components a map shows, each with its share of the variance. */

import { percentText } from "../../src/core/format/figures.ts";
import { element } from "../dom.ts";
import { dropdown } from "../ui.ts";

type Shown = readonly [across: number, up: number];

/** As many as somebody can choose before the first map has told how many there are. */
const atFirst = 4;

export class ComponentFields {
  readonly element = element("span", { class: "labelled" });
  readonly #changed: (axes: [number, number]) => void;
  #built = "";

  constructor(changed: (axes: [number, number]) => void) {
    this.#changed = changed;
  }

  /** `shares`: of the first components, as far as they are known. */
  show(axes: Shown, shares: readonly number[]): void {
    const built = JSON.stringify([axes, shares]);
    if (built === this.#built) return;
    this.#built = built;
    const count = Math.max(shares.length, shares.length === 0 ? atFirst : 2, ...axes.map((axis) => axis + 1));
    const field = (words: string, at: 0 | 1): HTMLElement => {
      const other = axes[1 - at];
      const choices = Array.from({ length: count }, (_, axis) => {
        const share = shares[axis];
        return { value: String(axis), text: `${axis + 1}${share === undefined ? "" : ` (${percentText(share)})`}` };
      }).filter(({ value }) => value !== String(other));
      return dropdown(words, choices, String(axes[at]), (value) => {
        const chosen = Number(value);
        this.#changed(at === 0 ? [chosen, axes[1]] : [axes[0], chosen]);
      });
    };
    this.element.replaceChildren(
      element("span", { class: "muted", text: "component across" }),
      field("Component across", 0),
      element("span", { class: "muted", text: "up" }),
      field("Component upwards", 1),
    );
  }
}
