/**
 * @file What colors and shapes mean, with how many points have each. A click hides a value and shows it again, a double click shows it alone;
 * with the keyboard Enter and Shift+Enter.
 */

import type { VNode } from "preact";
import { own } from "../../src/core/base/own.ts";
import { countText, numberText } from "../../src/core/format/figures.ts";
import type { Column } from "../../src/protocol/latentView.ts";
import { svgMaker } from "../charts/svg.ts";
import { h } from "../kit/h.ts";
import type { Coloring } from "./model/coloring.ts";
import { shapeNames, shapePath } from "./scatter/looks.ts";

interface LegendProps {
  readonly coloring: Coloring;
  /** What shapes show, where they show something. */
  readonly shape: Column | undefined;
  readonly hidden: Readonly<Record<string, readonly string[]>>;
  readonly muted: string;
  /** The values of a column that are hidden from now on. */
  readonly hide: (column: string, values: readonly string[]) => void;
}

export function Legend({ coloring, shape, hidden, muted, hide }: LegendProps): VNode {
  const { column, entries, range } = coloring;
  const hasShapes = shape?.kind === "category" && shape.name !== column?.name;
  const entry = (column: string, values: readonly string[], each: Omit<Entry, "hidden" | "hide" | "values">): VNode =>
    h(LegendEntry, {
      key: `${column} ${each.value}`,
      ...each,
      values,
      hidden: own(hidden, column) ?? [],
      hide: (now) => hide(column, now),
    });
  const title = (text: string): VNode => h("div", { class: "legend-title" }, text);
  const values = entries.map(({ value }) => value);
  return h(
    "div",
    { class: "legend", role: "group", "aria-label": "Legend", hidden: column === undefined && !hasShapes },
    [
      column !== undefined && [
        title(column.name),
        range !== undefined && h(Ramp, { range }),
        entries.map((each) => entry(column.name, values, each)),
      ],
      hasShapes && [
        title(`${shape.name} (shape)`),
        shape.values.map((value, i) => {
          const count = shape.of.reduce((sum, each) => sum + (each === i ? 1 : 0), 0);
          return entry(shape.name, shape.values, {
            value,
            count,
            color: muted,
            shape: Math.min(i, shapeNames.length - 1),
          });
        }),
        shape.values.length > shapeNames.length && h("div", { class: "muted" }, "The last ones share a shape."),
      ],
    ],
  );
}

interface Entry {
  readonly value: string;
  readonly values: readonly string[];
  readonly hidden: readonly string[];
  readonly color: string;
  readonly shape: number;
  readonly count: number;
  readonly hide: (values: readonly string[]) => void;
}

function LegendEntry({ value, values, hidden, color, shape, count, hide }: Entry): VNode {
  const isHidden = hidden.includes(value);
  const toggle = (): void => {
    const others = hidden.filter((each) => each !== value);
    hide(isHidden ? others : [...others, value]);
  };
  const solo = (): void => {
    const others = values.filter((each) => each !== value);
    const isAlone = !isHidden && others.every((each) => hidden.includes(each));
    hide(isAlone ? [] : others);
  };
  return h(
    "button",
    {
      class: "legend-entry",
      type: "button",
      title: `${value}: ${countText(count)} points. Click hides it, double click shows it alone.`,
      "aria-pressed": !isHidden,
      onClick: ({ detail }: MouseEvent) => detail <= 1 && toggle(),
      onDblClick: solo,
      onKeyDown(event: KeyboardEvent) {
        if (event.key !== "Enter" || !event.shiftKey) return;
        event.preventDefault();
        solo();
      },
    },
    [
      h(Swatch, { color, shape }),
      h("span", { class: "legend-value" }, value),
      h("span", { class: "legend-count" }, countText(count)),
    ],
  );
}

export function Swatch({ color, shape }: { readonly color: string; readonly shape: number }): VNode {
  return h("svg", { viewBox: "-1.4 -1.4 2.8 2.8", width: 12, height: 12, class: "swatch", "aria-hidden": true }, [
    h("path", { d: shapePath(shapeNames[shape] ?? "circle"), fill: color }),
  ]);
}

/** For the rows of a virtual list. */
export function swatchElement(color: string, shape: number): SVGSVGElement {
  const make = svgMaker(document);
  return make("svg", { viewBox: "-1.4 -1.4 2.8 2.8", width: 12, height: 12, class: "swatch", "aria-hidden": "true" }, [
    make("path", { d: shapePath(shapeNames[shape] ?? "circle"), fill: color }),
  ]);
}

function Ramp({ range: { low, high, stops } }: { readonly range: NonNullable<Coloring["range"]> }): VNode {
  return h("div", { role: "img", "aria-label": `From ${numberText(low)} to ${numberText(high)}` }, [
    h("div", { class: "legend-ramp", style: { "--stops": stops.join(", ") } }),
    h("div", { class: "legend-ends" }, h("span", null, numberText(low)), h("span", null, numberText(high))),
  ]);
}
