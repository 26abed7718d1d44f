/** @file The maps as a table: a row for each cell, a column for each map. For people who would rather read, and for screen readers. */

import type { VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { countText } from "../../src/core/format/figures.ts";
import type { Cell } from "../../src/core/task/space.ts";
import { element } from "../dom.ts";
import { Dropdown } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { List } from "../list/list.ts";
import type { VirtualList } from "../list/virtualList.ts";
import type { MapModel } from "./model/mapModel.ts";
import { tableFilters, type ViewState } from "./model/state.ts";
import { cellsFor, textOf } from "./model/tableCells.ts";
import { placeWords } from "./model/words.ts";

type Filter = ViewState["filter"];

const filterWords: Readonly<Record<Filter, string>> = {
  held: "Held-out cells",
  wrong: "Cells that were answered wrong",
  all: "All cells",
};

interface MapTableProps {
  readonly maps: readonly MapModel[];
  readonly filter: Filter;
  readonly change: (filter: Filter) => void;
  readonly choose: (cell: Cell) => void;
}

export function MapTable({ maps: all, filter, change, choose }: MapTableProps): VNode {
  const version = useRef(0);
  const list = useRef<VirtualList>(null);
  const { maps, cells } = useMemo(() => {
    version.current++;
    const withGrid = all.filter(({ grid }) => grid !== undefined);
    return { maps: withGrid, cells: cellsFor(withGrid, filter) };
  }, [all, filter]);
  const count = maps[0]?.grid?.count ?? 0;
  const clicked = ({ target }: Event): void => {
    const row = target instanceof Element ? target.closest("[data-row]")?.getAttribute("data-row") : undefined;
    const cell = cells[Number(row ?? -1)];
    if (cell !== undefined) choose(cell);
  };
  return h("div", { class: "table", style: { "--columns": String(maps.length) }, onClick: clicked }, [
    h("div", { class: "table-bar" }, [
      h(Dropdown<Filter>, {
        label: "Which cells",
        choices: tableFilters.map((value) => ({ value, text: filterWords[value] })),
        value: filter,
        change,
      }),
      h("span", { class: "muted", role: "status" }, `${countText(cells.length)} of ${countText(count)} cells`),
    ]),
    h("div", { class: "table-row table-head" }, [
      h("span", null, "cell"),
      maps.map(({ name }) => h("span", null, name)),
    ]),
    h(List, {
      label: "Cells",
      role: "list",
      count: cells.length,
      of: cells,
      guess: () => 24,
      render: (index) => rowOf(cells[index], index, maps),
      rowKey: () => String(version.current),
      listRef: list,
    }),
  ]);
}

function rowOf(cell: Cell | undefined, index: number, maps: readonly MapModel[]): HTMLElement {
  const first = maps[0]?.grid;
  if (cell === undefined || first === undefined) return element("div");
  const at = first.indexOf(cell);
  const texts = maps.map(({ grid }) => textOf(grid, cell));
  return element("div", { class: "table-row", attributes: { "data-row": index } }, [
    element("span", { text: at === undefined ? "" : placeWords(first, at) }),
    ...texts.map(({ text, wrong }) => element("span", { class: wrong ? "word" : "", text })),
  ]);
}
