/**
 * @file What colours and shapes mean, with how many points have each. A click hides a value and shows it again, a double click shows it alone;
 * with the keyboard Enter and Shift+Enter.
 */

import { own } from "../../src/core/base/own.ts";
import { countText, numberText } from "../../src/core/format/figures.ts";
import type { Facet } from "../../src/protocol/latentView.ts";
import { svgMaker } from "../charts/svg.ts";
import { element } from "../dom.ts";
import type { Coloring } from "./coloring.ts";
import { shapeNames, shapePath } from "./scatter/looks.ts";

export interface LegendActions {
  /** The values of a facet that are hidden from now on. */
  hide(facet: string, values: readonly string[]): void;
}

export interface LegendContent {
  readonly coloring: Coloring;
  /** The facet that shapes show, where there is one. */
  readonly shape: Facet | undefined;
  readonly hidden: Readonly<Record<string, readonly string[]>>;
  readonly muted: string;
}

export class Legend {
  readonly element = element("div", { class: "legend", role: "group", attributes: { "aria-label": "Legend" } });
  readonly #actions: LegendActions;

  constructor(actions: LegendActions) {
    this.#actions = actions;
  }

  show({ coloring, shape, hidden, muted }: LegendContent): void {
    const focused = document.activeElement?.getAttribute("data-legend");
    const { facet, entries, range } = coloring;
    const parts: Node[] = [];
    if (facet !== undefined) {
      parts.push(element("div", { class: "legend-title", text: facet.name }));
      if (range !== undefined) parts.push(ramp(range));
      const values = entries.map(({ value }) => value);
      for (const { value, count, color, shape: at } of entries)
        parts.push(this.#entry(facet.name, value, values, own(hidden, facet.name) ?? [], swatch(color, at), count));
    }
    if (shape?.kind === "category" && shape.name !== facet?.name) {
      parts.push(element("div", { class: "legend-title", text: `${shape.name} (shape)` }));
      const last = shapeNames.length - 1;
      for (const [i, value] of shape.values.entries()) {
        const count = shape.of.reduce((sum, each) => sum + (each === i ? 1 : 0), 0);
        const drawn = swatch(muted, Math.min(i, last));
        parts.push(this.#entry(shape.name, value, shape.values, own(hidden, shape.name) ?? [], drawn, count));
      }
      if (shape.values.length > shapeNames.length)
        parts.push(element("div", { class: "muted", text: "The last ones share a shape." }));
    }
    this.element.replaceChildren(...parts);
    this.element.hidden = parts.length === 0;
    if (focused !== null && focused !== undefined)
      [...this.element.querySelectorAll<HTMLElement>("[data-legend]")]
        .find((it) => it.getAttribute("data-legend") === focused)
        ?.focus();
  }

  #entry(
    facet: string,
    value: string,
    values: readonly string[],
    hidden: readonly string[],
    drawn: SVGElement,
    count: number,
  ): HTMLElement {
    const isHidden = hidden.includes(value);
    const made = element(
      "button",
      {
        class: "legend-entry",
        title: `${value}: ${countText(count)} points. Click hides it, double click shows it alone.`,
        attributes: { type: "button", "aria-pressed": !isHidden, "data-legend": `${facet} ${value}` },
      },
      [
        drawn,
        element("span", { class: "legend-value", text: value }),
        element("span", { class: "legend-count", text: countText(count) }),
      ],
    );
    const toggle = (): void => {
      const others = hidden.filter((each) => each !== value);
      this.#actions.hide(facet, isHidden ? others : [...others, value]);
    };
    const solo = (): void => {
      const others = values.filter((each) => each !== value);
      const alone = !hidden.includes(value) && others.every((each) => hidden.includes(each));
      this.#actions.hide(facet, alone ? [] : others);
    };
    made.addEventListener("click", (event) => {
      if (event.detail <= 1) toggle();
    });
    made.addEventListener("dblclick", () => solo());
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.shiftKey) return;
      event.preventDefault();
      solo();
    });
    return made;
  }
}

export function swatch(color: string, shape: number): SVGSVGElement {
  const make = svgMaker(document);
  return make("svg", { viewBox: "-1.4 -1.4 2.8 2.8", width: 12, height: 12, class: "swatch", "aria-hidden": "true" }, [
    make("path", { d: shapePath(shapeNames[shape] ?? "circle"), fill: color }),
  ]);
}

function ramp({ low, high, stops }: NonNullable<Coloring["range"]>): HTMLElement {
  const bar = element("div", { class: "legend-ramp" });
  bar.style.setProperty("--stops", stops.join(", "));
  return element(
    "div",
    { role: "img", attributes: { "aria-label": `From ${numberText(low)} to ${numberText(high)}` } },
    [
      bar,
      element("div", { class: "legend-ends" }, [
        element("span", { text: numberText(low) }),
        element("span", { text: numberText(high) }),
      ]),
    ],
  );
}
