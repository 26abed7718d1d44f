/**
 * @file One map of points: drawn, moved, pointed at and outlined, by pointer and by keys. It knows places and bytes; what a point is, is its
 * owner's matter.
 */

import { easeCubicInOut } from "d3";
import { element } from "../../dom.ts";
import { radiusOf, type Size, toMap, toScreen, wholeMap, type Zoom, zoomAbout } from "./frame.ts";
import { Gestures } from "./gestures.ts";
import { drawingOrder, type Looks, type Palette } from "./looks.ts";
import { drawMarks, type MarkInk, type Marks, noMarks, type Outline } from "./marks.ts";
import { hasGraphicsProcessor, type PointPainter, pointPainter } from "./painter.ts";
import type { Place, Seen } from "./pick.ts";
import type { Tool } from "./tools.ts";

export interface ScatterEvents {
  /** Rests on a point, or on none. */
  point(point: number | undefined, at: Place): void;
  /** One point was clicked. `add`: beside those that are selected. */
  choose(point: number, add: boolean): void;
  /** Clicked where nothing is. */
  clear(): void;
  outline(points: readonly number[], add: boolean): void;
  zoom(zoom: Zoom): void;
  /** It was drawn, seen like this. */
  seen(zoom: Zoom, size: Size, ink: MarkInk): void;
  /** The touch tool is dragged: places of the map. */
  drag(x: number, y: number, phase: "start" | "move" | "end"): void;
  /** A key that means nothing to the map itself. */
  key(event: KeyboardEvent): void;
}

/** Of points on their way to another map. */
const travelMilliseconds = 650;
/** After the last movement, what was drawn fast is drawn well. */
const restMilliseconds = 120;

const emptyLooks: Looks = {
  colors: new Uint8Array(0),
  shapes: new Uint8Array(0),
  states: new Uint8Array(0),
  order: new Uint32Array(0),
};

export class ScatterPane {
  readonly element: HTMLElement;
  /** Takes the keys. */
  readonly canvas: HTMLCanvasElement;
  readonly #events: ScatterEvents;
  readonly #gestures: Gestures;
  #points = element("canvas", { class: "points" });
  #painter: PointPainter | undefined;
  #from = new Float32Array(0);
  #xy = new Float32Array(0);
  #looks = emptyLooks;
  #palette: Palette | undefined;
  #ink: MarkInk | undefined;
  #marks: Marks = noMarks;
  #zoom: Zoom = wholeMap;
  #size: Size = { width: 0, height: 0 };
  #frame: number | undefined;
  #travel: { readonly start: number; readonly long: number } | undefined;
  #movedAt = 0;
  tool: Tool = "pan";

  constructor(label: string, events: ScatterEvents) {
    this.#events = events;
    this.canvas = element("canvas", {
      class: "marks",
      role: "application",
      attributes: { tabindex: 0, "aria-label": label, "aria-roledescription": "map of points" },
    });
    this.element = element("div", { class: "scatter" }, [this.#points, this.canvas]);
    this.#gestures = new Gestures(this, events);
    this.#makePainter(hasGraphicsProcessor(document) ? undefined : "canvas");
    new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.element;
      if (width === this.#size.width && height === this.#size.height) return;
      this.#size = { width, height };
      this.redraw();
    }).observe(this.element);
  }

  get kind(): PointPainter["kind"] | "none" {
    return this.#painter?.kind ?? "none";
  }

  get seen(): Seen {
    return { xy: this.#xy, states: this.#looks.states, zoom: this.#zoom, size: this.#size };
  }

  get zoom(): Zoom {
    return this.#zoom;
  }

  get cursor(): number | undefined {
    return this.#marks.cursor;
  }

  /** New places for the points; they travel there unless there are others than before. */
  show(xy: Float32Array, travel: boolean): void {
    const whole = xy as Float32Array<ArrayBuffer>;
    const travels = travel && this.#xy.length === xy.length && xy.length > 0 && !reducedMotion();
    this.#from = travels ? this.#now() : whole;
    this.#xy = whole;
    this.#travel = travels ? { start: performance.now(), long: travelMilliseconds } : undefined;
    this.#painter?.move(this.#from, whole);
    this.redraw();
  }

  look(looks: Omit<Looks, "order">, palette: Palette, ink: MarkInk): void {
    this.#looks = { ...looks, order: drawingOrder(looks.states) };
    this.#palette = palette;
    this.#ink = ink;
    this.#painter?.look(this.#looks);
    this.redraw();
  }

  mark(marks: Marks): void {
    this.#marks = marks;
    this.#request();
  }

  zoomTo(zoom: Zoom): void {
    this.#zoom = zoom;
    this.#movedAt = performance.now();
    this.#request();
  }

  zoomBy(factor: number, at?: Place): void {
    const { width, height } = this.#size;
    this.#events.zoom(zoomAbout(this.#zoom, factor, at ?? [width / 2, height / 2], this.#size));
  }

  /** A place of the map for one of the screen. */
  mapPlace([x, y]: Place): Place {
    return toMap(x, y, this.#zoom, this.#size);
  }

  /** Where a point is on screen. */
  screenPlace(point: number): Place {
    return toScreen(this.#xy[2 * point] ?? 0, this.#xy[2 * point + 1] ?? 0, this.#zoom, this.#size);
  }

  redraw(): void {
    this.#request();
  }

  /** As it is on screen now, between two maps. */
  #now(): Float32Array<ArrayBuffer> {
    const mix = this.#mix(performance.now());
    if (mix >= 1 || this.#from.length !== this.#xy.length) return this.#xy;
    return this.#xy.map((to, i) => (this.#from[i] ?? 0) * (1 - mix) + to * mix);
  }

  #mix(now: number): number {
    if (this.#travel === undefined) return 1;
    return easeCubicInOut(Math.max(0, Math.min(1, (now - this.#travel.start) / this.#travel.long)));
  }

  #request(): void {
    this.#frame ??= requestAnimationFrame((now) => {
      this.#frame = undefined;
      this.#draw(now);
    });
  }

  #draw(now: number): void {
    const { width, height } = this.#size;
    if (width === 0 || height === 0 || this.#palette === undefined || this.#ink === undefined) return;
    const mix = this.#mix(now);
    if (mix >= 1) this.#travel = undefined;
    const moving = this.#travel !== undefined || now - this.#movedAt < restMilliseconds;
    const ratio = window.devicePixelRatio;
    const radius = radiusOf(this.#looks.order.length, this.#zoom);
    this.#painter?.draw({ zoom: this.#zoom, size: this.#size, ratio, radius, mix, palette: this.#palette, moving });
    this.#drawMarks(ratio, radius, mix, this.#ink);
    this.#events.seen(this.#zoom, this.#size, this.#ink);
    if (moving) this.#request();
  }

  #drawMarks(ratio: number, radius: number, mix: number, ink: MarkInk): void {
    const context = this.canvas.getContext("2d");
    if (context === null) return;
    const { width, height } = this.#size;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const between = mix < 1 && this.#from.length === this.#xy.length;
    const along = (i: number): number =>
      between ? (this.#from[i] ?? 0) * (1 - mix) + (this.#xy[i] ?? 0) * mix : (this.#xy[i] ?? 0);
    const place = (x: number, y: number): Place => toScreen(x, y, this.#zoom, this.#size);
    const at = (point: number): Place => place(along(2 * point), along(2 * point + 1));
    const outline: Outline = this.#gestures.outline;
    drawMarks(context, this.#marks, outline, { at, place, ink, radius });
  }

  #makePainter(forced?: PointPainter["kind"]): void {
    const lost = (): void => {
      // The graphics processor went away, as after sleep: go on without it.
      this.#painter?.dispose();
      this.#renewCanvas();
      this.#makePainter("canvas");
      this.#painter?.move(this.#from, this.#xy);
      this.#painter?.look(this.#looks);
      this.redraw();
    };
    this.#painter = pointPainter(this.#points, lost, forced);
    if (this.#painter === undefined && forced !== "canvas") {
      this.#renewCanvas();
      this.#makePainter("canvas");
    }
    if (this.#painter === undefined)
      this.element.append(
        element("p", {
          class: "notice",
          role: "alert",
          text: "This window can draw no points: it has neither WebGL nor a canvas. The table shows them all the same.",
        }),
      );
  }

  #renewCanvas(): void {
    const fresh = element("canvas", { class: "points" });
    this.#points.replaceWith(fresh);
    this.#points = fresh;
  }
}

export function reducedMotion(): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") || matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
