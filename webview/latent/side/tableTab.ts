/** @file The points as a list: what the map says, for people who do not see it, and for reading. Only those that are selected where some are. */

import { Fragment, type VNode } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { countText } from "../../../src/core/format/figures.ts";
import { element } from "../../dom.ts";
import { h } from "../../kit/h.ts";
import { List } from "../../list/list.ts";
import type { VirtualList } from "../../list/virtualList.ts";
import { swatchElement } from "../legend.ts";
import { axesWords } from "../model/axes.ts";
import { colorOf } from "../model/coloring.ts";
import { hookPointName } from "../model/hookPoints.ts";
import { mapWords } from "../model/words.ts";
import type { SideContext, SideTabProps } from "./context.ts";

const rowHeight = 40;
const moves: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 12,
  PageUp: -12,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

export function TableTab({ context, actions }: SideTabProps): VNode {
  const { cloud, selected, shown, drawn, coloring, cursor } = context;
  const list = useRef<VirtualList>(null);
  const version = useRef(0);
  const at = useRef(0);
  const points = useMemo(() => {
    version.current++;
    return [...Array(cloud.count).keys()].filter(
      (point) => shown(point) && (selected.size === 0 || selected.has(point)),
    );
  }, [cloud, shown, selected, coloring]);
  useLayoutEffect(() => {
    const row = cursor === undefined ? -1 : points.indexOf(cursor);
    if (row < 0) return;
    at.current = row;
    list.current?.reveal(row);
  }, [cursor, points]);
  const counts = coloring.entries.slice(0, 12).map(({ value, count }) => `${value} ${count}`);
  const summary = [
    `${countText(points.length)} of ${countText(cloud.count)} points of ${cloud.shown.name}`,
    ...(drawn?.answer == null
      ? []
      : [`${hookPointName(drawn.hookPoint)}: ${mapWords(drawn.answer)}`, axesWords(drawn)]),
    ...(coloring.column === undefined || counts.length === 0 ? [] : [`${coloring.column.name}: ${counts.join(", ")}`]),
  ];
  const pressed = (event: KeyboardEvent): void => {
    const by = moves[event.key];
    if (by === undefined && event.key !== "Enter") return;
    if (by !== undefined) event.preventDefault();
    at.current = Math.max(0, Math.min(points.length - 1, at.current + (by ?? 0)));
    const point = points[at.current];
    if (point !== undefined) (by === undefined ? actions.open : actions.choose)(point);
  };
  const clicked = (go: (point: number) => void) => (event: Event) => {
    const row = event.target instanceof Element ? event.target.closest("[data-point]") : null;
    if (row !== null) go(Number(row.getAttribute("data-point")));
  };
  return h(Fragment, null, [
    h("p", { class: "muted", role: "status" }, summary.join(". ")),
    h(
      "div",
      {
        class: "table-list",
        onKeyDown: pressed,
        onClick: clicked(actions.choose),
        onDblClick: clicked(actions.open),
      },
      [
        h(List, {
          label: "Points",
          role: "listbox",
          count: points.length,
          of: points,
          guess: () => rowHeight,
          exact: true,
          render: (index) => rowOf(points[index], context),
          rowKey: (index) => `${version.current} ${points[index]} ${points[index] === cursor}`,
          listRef: list,
        }),
      ],
    ),
  ]);
}

function rowOf(point: number | undefined, { cloud, coloring, cursor }: SideContext): HTMLElement {
  if (point === undefined) return element("div");
  const isChosen = point === cursor;
  const value = coloring.column === undefined ? undefined : cloud.value(coloring.column, point);
  return element(
    "div",
    {
      class: isChosen ? "point-row chosen" : "point-row",
      attributes: { "aria-selected": isChosen, "data-point": point },
    },
    [
      element("div", { class: "point-row-title" }, [
        swatchElement(colorOf(coloring, point), coloring.shapes?.[point] ?? 0),
        ` ${cloud.title(point)}`,
      ]),
      element("div", {
        class: "muted point-row-detail",
        text: [value, cloud.detail(point)].filter(Boolean).join(" · "),
      }),
    ],
  );
}
