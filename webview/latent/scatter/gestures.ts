/**
 * @file What pointer and keys do on a map: move, zoom, point, outline. An outline can be drawn with keys as well: `l` begins one at a crosshair
 * that arrows move, Space sets a corner, Enter closes it; `r` begins a rectangle, Enter ends it.
 */

import { panBy, wholeMap } from "./frame.ts";
import type { Outline } from "./marks.ts";
import { type Place, pointAt, pointInMiddle, pointsWithin, pointTowards, rectangle } from "./pick.ts";
import type { ScatterEvents, ScatterPane } from "./scatterPane.ts";
import type { Tool } from "./tools.ts";

/** How near the pointer must be to a point, in pixels. */
const reach = 12;
/** A press that moves less is a click. */
const clickPixels = 4;

const arrows: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Press {
  readonly id: number;
  readonly start: Place;
  readonly tool: Tool;
  readonly add: boolean;
  last: Place;
  moved: boolean;
}

export class Gestures {
  readonly #pane: ScatterPane;
  readonly #events: ScatterEvents;
  #press: Press | undefined;
  #drawn: Place[] = [];
  /** An outline that keys draw. */
  #typed: { readonly kind: "lasso" | "rectangle"; corners: Place[]; at: Place } | undefined;

  constructor(pane: ScatterPane, events: ScatterEvents) {
    this.#pane = pane;
    this.#events = events;
    const { canvas } = pane;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", () => this.#cancel());
    canvas.addEventListener("pointerleave", () => this.#events.point(undefined, [0, 0]));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.#endTyping());
  }

  get outline(): Outline {
    if (this.#typed !== undefined) {
      const { kind, corners, at } = this.#typed;
      const [first] = corners;
      const points = kind === "rectangle" ? (first ? rectangle(first, at) : []) : [...corners, at];
      return { points, crosshair: at };
    }
    return { points: this.#drawn, crosshair: undefined };
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { canvas } = this.#pane;
    canvas.focus();
    canvas.setPointerCapture(event.pointerId);
    this.#events.point(undefined, [0, 0]); // nothing stands in the way of what is drawn or dragged
    const tool = event.shiftKey ? "lasso" : event.altKey ? "rectangle" : this.#pane.tool;
    const at = placeOf(event);
    this.#press = {
      id: event.pointerId,
      start: at,
      last: at,
      tool,
      add: event.ctrlKey || event.metaKey,
      moved: false,
    };
    if (tool === "touch") this.#events.drag(...this.#pane.mapPlace(at), "start");
  }

  #move(event: PointerEvent): void {
    const at = placeOf(event);
    const press = this.#press;
    if (press === undefined || press.id !== event.pointerId) {
      this.#events.point(pointAt(this.#pane.seen, at, reach), at);
      return;
    }
    const [dx, dy] = [at[0] - press.last[0], at[1] - press.last[1]];
    if (Math.hypot(at[0] - press.start[0], at[1] - press.start[1]) > clickPixels) press.moved = true;
    if (!press.moved) return;
    press.last = at;
    const { zoom, size } = this.#pane.seen;
    switch (press.tool) {
      case "pan":
        this.#events.point(undefined, at);
        this.#events.zoom(panBy(zoom, dx, dy, size));
        return;
      case "lasso":
        this.#drawn = [...(this.#drawn.length === 0 ? [press.start] : this.#drawn), at];
        break;
      case "rectangle":
        this.#drawn = rectangle(press.start, at);
        break;
      case "touch":
        this.#events.drag(...this.#pane.mapPlace(at), "move");
    }
    this.#pane.redraw();
  }

  #up(event: PointerEvent): void {
    const press = this.#press;
    if (press === undefined || press.id !== event.pointerId) return;
    this.#press = undefined;
    const at = placeOf(event);
    if (press.tool === "touch" && press.moved) this.#events.drag(...this.#pane.mapPlace(at), "end");
    else if (!press.moved) {
      const point = pointAt(this.#pane.seen, at, reach);
      if (point !== undefined) this.#events.choose(point, press.add);
      else if (!press.add) this.#events.clear();
    } else if (press.tool === "lasso" || press.tool === "rectangle") {
      this.#events.outline(pointsWithin(this.#pane.seen, this.#drawn), press.add);
    }
    this.#cancel();
  }

  #cancel(): void {
    this.#press = undefined;
    this.#drawn = [];
    this.#pane.redraw();
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaMode === 1 ? event.deltaY * 18 : event.deltaY;
    this.#pane.zoomBy(1.0018 ** -Math.max(-240, Math.min(240, pixels)), placeOf(event));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#typed !== undefined ? this.#type(event) : this.#do(event)) event.preventDefault();
    else this.#events.key(event);
  }

  #do({ key, shiftKey }: KeyboardEvent): boolean {
    const { seen } = this.#pane;
    const arrow = arrows[key];
    if (arrow !== undefined && shiftKey) {
      this.#events.zoom(panBy(seen.zoom, -arrow[0] * 40, -arrow[1] * 40, seen.size));
      return true;
    }
    if (arrow !== undefined) {
      const { cursor } = this.#pane;
      const next = cursor === undefined ? pointInMiddle(seen) : pointTowards(seen, cursor, arrow);
      if (next !== undefined) this.#events.choose(next, false);
      return true;
    }
    switch (key) {
      case "+":
      case "=":
        this.#pane.zoomBy(1.4, this.#centre());
        return true;
      case "-":
        this.#pane.zoomBy(1 / 1.4, this.#centre());
        return true;
      case "0":
        this.#events.zoom(wholeMap);
        return true;
      case "l":
        this.#typed = { kind: "lasso", corners: [], at: this.#centre() };
        break;
      case "r":
        this.#typed = { kind: "rectangle", corners: [this.#centre()], at: this.#centre() };
        break;
      default:
        return false;
    }
    this.#pane.redraw();
    return true;
  }

  /** The point somebody stands at, where it is in sight; else the middle. */
  #centre(): Place {
    const { cursor, seen } = this.#pane;
    const { width, height } = seen.size;
    const middle: Place = [width / 2, height / 2];
    if (cursor === undefined) return middle;
    const [x, y] = this.#pane.screenPlace(cursor);
    return x >= 0 && y >= 0 && x <= width && y <= height ? [x, y] : middle;
  }

  #type({ key, shiftKey }: KeyboardEvent): boolean {
    const typed = this.#typed;
    if (typed === undefined) return false;
    const arrow = arrows[key];
    const { width, height } = this.#pane.seen.size;
    if (arrow !== undefined) {
      const far = shiftKey ? 60 : 12;
      const hold = (value: number, most: number): number => Math.max(0, Math.min(most, value));
      typed.at = [hold(typed.at[0] + arrow[0] * far, width), hold(typed.at[1] + arrow[1] * far, height)];
    } else if (key === " " && typed.kind === "lasso") typed.corners = [...typed.corners, typed.at];
    else if (key === "Enter") {
      this.#events.outline(pointsWithin(this.#pane.seen, this.outline.points), shiftKey);
      this.#typed = undefined;
    } else if (key === "Escape") this.#typed = undefined;
    else return false;
    this.#pane.redraw();
    return true;
  }

  #endTyping(): void {
    this.#typed = undefined;
    this.#pane.redraw();
  }
}

function placeOf(event: MouseEvent): Place {
  return [event.offsetX, event.offsetY];
}
