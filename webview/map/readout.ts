/** @file The line that tells what the pointed or chosen cell is: its problem, where it lies, and what each model answered. */

import type { Cell } from "../../src/core/task/space.ts";
import { element } from "../dom.ts";
import { anyGrid, type MapModel } from "./mapModel.ts";
import { cellWords, placeWords } from "./words.ts";

export interface Described {
  readonly problem: string;
  readonly answer: string;
}

export type Describe = (map: string, cell: number) => Promise<Described>;

export class Readout {
  readonly element = element("footer", { class: "readout", role: "status" });
  readonly #describe: Describe;
  /** What was described before: pointing at a cell again asks nothing. */
  readonly #known = new Map<string, Described>();
  #asked = "";

  constructor(describe: Describe) {
    this.#describe = describe;
  }

  show(maps: readonly MapModel[], cell: Cell | undefined): void {
    this.element.hidden = !anyGrid(maps);
    const hint = "Point at a cell to see its problem and the answers; click it to run it in the editor.";
    const map = maps.find(({ grid }) => cell !== undefined && grid?.indexOf(cell) !== undefined);
    const index = cell && map?.grid?.indexOf(cell);
    if (cell === undefined || map?.grid === undefined || index === undefined) {
      this.#asked = "";
      this.element.replaceChildren(element("span", { class: "muted", text: hint }));
      return;
    }
    const key = `${map.task} ${index}`;
    this.#asked = key;
    const known = this.#known.get(key);
    const problem = element("code", { class: "problem", text: known === undefined ? "…" : textOf(known) });
    this.element.replaceChildren(
      element("div", { class: "readout-head" }, [
        problem,
        element("span", { class: "muted", text: placeWords(map.grid, index) }),
      ]),
      ...maps.flatMap(({ grid, name }, style) => {
        const at = grid?.indexOf(cell);
        if (grid === undefined || at === undefined) return [];
        const { total, correct } = grid.shareOf(at);
        const kind = total === 0 ? "unread" : correct === total ? "correct" : "wrong";
        return [
          element("div", { class: "readout-map" }, [
            ...(maps.length > 1 ? [element("span", { class: `muted name style-${style % 6}`, text: name })] : []),
            element("span", { class: `verdict ${kind}`, text: cellWords(grid, at) }),
          ]),
        ];
      }),
    );
    if (known !== undefined) return;
    void this.#describe(map.id, index).then(
      (described) => {
        this.#known.set(key, described);
        if (this.#asked === key) problem.textContent = textOf(described);
      },
      () => {}, // the page or its panel is going
    );
  }
}

function textOf({ problem, answer }: Described): string {
  return `${problem} ${answer}`;
}
