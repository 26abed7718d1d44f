/** @file The points as a list: what the map says, for people who do not see it, and for reading. Only those that are selected where some are. */

import { countText } from "../../../src/core/format/figures.ts";
import { element } from "../../dom.ts";
import { listElement, VirtualList } from "../../list/virtualList.ts";
import { axesWords } from "../axes.ts";
import { colorOf } from "../coloring.ts";
import { swatch } from "../legend.ts";
import { siteName } from "../sites.ts";
import { mapWords } from "../words.ts";
import type { SideActions, SideContext, SideTab } from "./context.ts";

const rowHeight = 40;

export class TableTab implements SideTab {
  readonly element: HTMLElement;
  readonly #actions: SideActions;
  readonly #list: VirtualList;
  readonly #summary = element("p", { class: "muted", role: "status" });
  #context: SideContext | undefined;
  #points: readonly number[] = [];
  #version = 0;
  #at = 0;

  constructor(actions: SideActions) {
    this.#actions = actions;
    this.#list = new VirtualList(listElement("Points", "listbox"), {
      role: "listbox",
      guess: () => rowHeight,
      exact: true,
      render: (index) => this.#row(index),
      rowKey: (index) => `${this.#version} ${this.#points[index]} ${this.#points[index] === this.#context?.cursor}`,
    });
    this.#list.element.addEventListener("keydown", (event) => this.#key(event));
    this.element = element("div", { class: "tab-body table-tab" }, [this.#summary, this.#list.element]);
  }

  update(context: SideContext): void {
    this.#context = context;
    const { cloud, selected, shown, drawn, coloring } = context;
    const all = [...Array(cloud.count).keys()].filter(
      (point) => shown(point) && (selected.size === 0 || selected.has(point)),
    );
    const color = coloring.facet;
    this.#points = all;
    this.#version++;
    const counts = coloring.entries.slice(0, 12).map(({ value, count }) => `${value} ${count}`);
    this.#summary.textContent = [
      `${countText(all.length)} of ${countText(cloud.count)} points of ${cloud.shown.name}`,
      ...(drawn?.answer == null ? [] : [`${siteName(drawn.site)}: ${mapWords(drawn.answer)}`, axesWords(drawn)]),
      ...(color === undefined || counts.length === 0 ? [] : [`${color.name}: ${counts.join(", ")}`]),
    ].join(". ");
    this.#list.update(all.length);
    const at = context.cursor === undefined ? -1 : all.indexOf(context.cursor);
    if (at >= 0) {
      this.#at = at;
      this.#list.reveal(at);
    }
  }

  #row(index: number): HTMLElement {
    const context = this.#context;
    const point = this.#points[index];
    if (context === undefined || point === undefined) return element("div");
    const { cloud, coloring } = context;
    const facet = coloring.facet;
    const row = element(
      "div",
      {
        class: point === context.cursor ? "point-row chosen" : "point-row",
        attributes: { "aria-selected": point === context.cursor },
      },
      [
        element("div", { class: "point-row-title" }, [
          swatch(colorOf(coloring, point), coloring.shapes?.[point] ?? 0),
          ` ${cloud.title(point)}`,
        ]),
        element("div", {
          class: "muted point-row-detail",
          text: [facet === undefined ? undefined : cloud.value(facet, point), cloud.detail(point)]
            .filter(Boolean)
            .join(" · "),
        }),
      ],
    );
    row.addEventListener("click", () => this.#actions.choose(point));
    row.addEventListener("dblclick", () => this.#actions.open(point));
    return row;
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -1e9, End: 1e9 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      this.#at = Math.max(0, Math.min(this.#points.length - 1, this.#at + by));
      const point = this.#points[this.#at];
      if (point !== undefined) this.#actions.choose(point);
    } else if (event.key === "Enter") {
      const point = this.#points[this.#at];
      if (point !== undefined) this.#actions.open(point);
    }
  }
}
