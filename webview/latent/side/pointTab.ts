/** @file The point somebody stands at: what is known of it, and the points nearest to it where they really lie; of a selection, what it is made of. */

import type { VNode } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { countText, numberText, percentText } from "../../../src/core/format/figures.ts";
import { useAnswer } from "../../kit/answer.ts";
import { Button } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import { Swatch } from "../legend.ts";
import { colorOf } from "../model/coloring.ts";
import { hookPointName, hookPointOf, isDoubled } from "../model/hookPoints.ts";
import type { SideContext, SideTabProps } from "./context.ts";

const neighborCount = 10;
const mostValues = 12;

export function PointTab(props: SideTabProps): VNode {
  const { context, actions } = props;
  const { cursor, cloud } = context;
  const isThere = cursor !== undefined && cursor < cloud.count;
  return h("div", null, [
    isThere
      ? h(About, { ...props, point: cursor })
      : h("p", { class: "muted hint" }, [
          "Click a point, or press an arrow key on the map. Enter opens it in the editor.",
        ]),
    h(Nearest, { ...props, point: isThere ? cursor : undefined }),
    context.selected.size > 1 && h(Selection, { context, clear: () => actions.select([]) }),
  ]);
}

function About({ context, actions, point }: SideTabProps & { readonly point: number }): VNode {
  const { cloud, drawn } = context;
  const { unit, models } = cloud.shown;
  const group = unit === "items" || unit === "problems" ? "" : cloud.groupName(point);
  const model = (drawn?.model ?? models[0])?.dir ?? "";
  return h("div", null, [
    h("div", { class: "point-title" }, cloud.title(point)),
    h("div", { class: "point-detail" }, unit === "items" ? `∴ ${cloud.detail(point)}` : cloud.detail(point)),
    group !== "" && h("div", { class: "muted" }, group),
    h("dl", { class: "facts" }, [
      cloud.facts(point).map(([name, value]) => [h("dt", null, name), h("dd", null, value)]),
    ]),
    h("div", { class: "point-actions" }, [
      h(Button, { click: () => actions.open(point) }, "Open in Editor"),
      h(Button, { click: () => actions.attention(model, point) }, "Show Attention"),
    ]),
  ]);
}

function Nearest({ context, actions, isFront, point }: SideTabProps & { readonly point: number | undefined }): VNode {
  const { endpoint, cloud, coloring, drawn } = context;
  const canAsk = isFront && point !== undefined && drawn !== undefined;
  const { value: near } = useAnswer(
    canAsk ? [cloud.shown.id, drawn.model.dir, drawn.hookPoint, point] : undefined,
    async (signal) => {
      if (!canAsk) throw new Error("There is no point to look around.");
      const { hookPoint, model } = drawn;
      const params = { model: model.dir, hookPoint: hookPointOf(hookPoint), point, neighbors: neighborCount };
      return { of: cloud, point, hookPoint, ...(await endpoint.request("nearest", params, { signal })) };
    },
  );
  const isShown = point !== undefined && near?.of === cloud;
  useLayoutEffect(() => {
    actions.neighbors(isFront && isShown ? [...near.points].filter((each) => each < cloud.count) : []);
  }, [near, isFront, isShown]);
  if (!isShown) return h("div", null);
  const { hookPoint, points, distances } = near;
  const base = isDoubled(hookPoint) ? cloud.count : Number.POSITIVE_INFINITY;
  const { column } = coloring;
  const own = column && cloud.value(column, near.point);
  const same = [...points].filter((each) => column && cloud.value(column, each % cloud.count) === own).length;
  const agreement = own === undefined ? "" : ` ${same} of ${points.length} have the same ${column?.name}.`;
  return h("div", null, [
    h("h2", null, `Nearest in ${hookPointName(hookPoint)}`),
    h("p", { class: "muted" }, `Where they really lie, not on the map.${agreement}`),
    h(
      "div",
      { class: "near-list" },
      [...points].map((each, i) => {
        const of = each % Math.min(base, 2 * cloud.count);
        return h(
          "button",
          {
            class: "near",
            type: "button",
            title: `${cloud.title(of)} ∴ ${cloud.detail(of)}`,
            onClick: () => actions.choose(of),
          },
          [
            h(Swatch, { color: colorOf(coloring, of), shape: coloring.shapes?.[of] ?? 0 }),
            h("span", { class: "near-title" }, `${each >= base ? "key: " : ""}${cloud.title(of)}`),
            h("span", { class: "number" }, numberText(Number((distances[i] ?? 0).toPrecision(3)))),
          ],
        );
      }),
    ),
  ]);
}

interface SelectionProps {
  readonly context: SideContext;
  readonly clear: () => void;
}

function Selection({ context: { cloud, coloring, selected }, clear }: SelectionProps): VNode {
  const { column, entries } = coloring;
  const counts = new Map<string, number>();
  if (column?.kind === "category")
    for (const point of selected) {
      const value = cloud.value(column, point) ?? "–";
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  const largest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, mostValues);
  return h("div", null, [
    h("h2", null, `${countText(selected.size)} selected`),
    column !== undefined && h("p", { class: "muted" }, `by ${column.name}`),
    largest.map(([value, count]) => {
      const paint = entries.find((each) => each.value === value)?.color ?? "currentColor";
      return h("div", { class: "share-row" }, [
        h("span", { class: "share-name", title: value }, value),
        h("span", { class: "share-bar", style: { "--share": String(count / selected.size), "--paint": paint } }),
        h("span", { class: "number" }, `${count} · ${percentText(count / selected.size)}`),
      ]);
    }),
    h(Button, { click: clear }, "Clear Selection"),
  ]);
}
