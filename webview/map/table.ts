/** @file The maps as a table: a row for each cell, a column for each map. For people who would rather read, and for screen readers. */

import { countText } from "../../src/core/format/figures.ts";
import type { Cell } from "../../src/core/task/space.ts";
import { element } from "../dom.ts";
import { listElement, VirtualList } from "../list/virtualList.ts";
import { dropdown } from "../ui.ts";
import type { MapModel } from "./mapModel.ts";
import type { Look } from "./state.ts";
import { cellsFor, textOf } from "./tableCells.ts";
import { placeWords } from "./words.ts";

type Filter = Look["filter"];

const filterWords: Readonly<Record<Filter, string>> = {
  held: "Held-out cells",
  wrong: "Cells that were answered wrong",
  all: "All cells",
};

export interface TableActions {
  filter(filter: Filter): void;
  choose(cell: Cell): void;
}

export class MapTable {
  readonly element: HTMLElement;
  readonly #list: VirtualList;
  readonly #count = element("span", { class: "muted", role: "status" });
  readonly #head = element("div", { class: "table-row table-head" });
  #maps: readonly MapModel[] = [];
  #cells: readonly Cell[] = [];
  #version = 0;

  constructor(initial: Filter, actions: TableActions) {
    const choices = (["held", "wrong", "all"] as const).map((value) => ({ value, text: filterWords[value] }));
    this.#list = new VirtualList(listElement("Cells", "list"), {
      role: "list",
      guess: () => 24,
      render: (index) => this.#row(index),
      rowKey: () => String(this.#version),
    });
    this.element = element("div", { class: "table" }, [
      element("div", { class: "table-bar" }, [dropdown("Which cells", choices, initial, actions.filter), this.#count]),
      this.#head,
      this.#list.element,
    ]);
    this.#list.element.addEventListener("click", ({ target }) => {
      const index = target instanceof Element ? target.closest("[data-row]")?.getAttribute("data-row") : null;
      const cell = index === null || index === undefined ? undefined : this.#cells[Number(index)];
      if (cell !== undefined) actions.choose(cell);
    });
  }

  show(maps: readonly MapModel[], filter: Filter): void {
    this.#maps = maps.filter(({ grid }) => grid !== undefined);
    this.#cells = cellsFor(this.#maps, filter);
    this.#version++;
    this.#head.replaceChildren(
      element("span", { text: "cell" }),
      ...this.#maps.map(({ name }) => element("span", { text: name })),
    );
    this.element.style.setProperty("--columns", String(this.#maps.length));
    const all = this.#maps[0]?.grid?.count ?? 0;
    this.#count.textContent = `${countText(this.#cells.length)} of ${countText(all)} cells`;
    this.#list.update(this.#cells.length);
    this.#list.refresh();
  }

  #row(index: number): HTMLElement {
    const cell = this.#cells[index];
    const first = this.#maps[0]?.grid;
    if (cell === undefined || first === undefined) return element("div");
    const at = first.indexOf(cell);
    const texts = this.#maps.map(({ grid }) => textOf(grid, cell));
    return element("div", { class: "table-row", attributes: { "data-row": index } }, [
      element("span", { text: at === undefined ? "" : placeWords(first, at) }),
      ...texts.map(({ text, wrong }) => element("span", { class: wrong ? "word" : "", text })),
    ]);
  }
}
