/** @file The axes about one map on screen: drawn again as the map moves, and only where something about them has changed. */

import { svgMaker } from "../charts/svg.ts";
import { axesOf } from "./model/axes.ts";
import type { DrawnMap } from "./model/drawnMap.ts";
import { drawAxes } from "./paint/drawAxes.ts";
import type { Size, Zoom } from "./scatter/frame.ts";
import type { MarkInk } from "./scatter/marks.ts";

const make = svgMaker(document);

export class AxesPane {
  readonly #place: HTMLElement;
  readonly #svg = make("svg", { class: "axes", "aria-hidden": "true" });
  #shown = "";

  /** The axes go about the map that is there. */
  constructor(place: HTMLElement) {
    this.#place = place;
    place.append(this.#svg);
  }

  show(drawn: DrawnMap | undefined, zoom: Zoom, size: Size, ink: MarkInk): void {
    const axes = drawn === undefined ? undefined : axesOf(drawn, zoom, size);
    const shown = JSON.stringify([axes, size, ink.text, ink.background]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#place.classList.toggle("straight", axes?.kind === "straight");
    this.#svg.setAttribute("font-family", ink.font);
    this.#svg.replaceChildren(...(axes === undefined ? [] : drawAxes(axes, size, make, ink)));
  }
}
