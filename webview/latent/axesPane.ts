/** @file The axes about one map on screen: drawn again as the map moves, and only where something about them has changed. */

import { svgMaker } from "../charts/svg.ts";
import { element } from "../dom.ts";
import { axesOf } from "./axes.ts";
import { drawAxes } from "./drawAxes.ts";
import type { DrawnMap } from "./mapPane.ts";
import type { Size, Zoom } from "./scatter/frame.ts";
import type { MarkInk } from "./scatter/marks.ts";

const make = svgMaker(document);

export class AxesPane {
  /** The map with its axes. */
  readonly element: HTMLElement;
  readonly #svg = make("svg", { class: "axes", "aria-hidden": "true" });
  #shown = "";

  constructor(map: HTMLElement) {
    this.element = element("div", { class: "plot" }, [map, this.#svg]);
  }

  show(drawn: DrawnMap | undefined, zoom: Zoom, size: Size, ink: MarkInk): void {
    const axes = drawn === undefined ? undefined : axesOf(drawn, zoom, size);
    const shown = JSON.stringify([axes, size, ink.text, ink.background]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.classList.toggle("straight", axes?.kind === "straight");
    this.#svg.setAttribute("font-family", ink.font);
    this.#svg.replaceChildren(...(axes === undefined ? [] : drawAxes(axes, size, make, ink)));
  }
}
