/** @file One map on screen: its title, its canvas, and what pointers do there. Keys belong to the view, which moves all panes at once. */

import type { Cell } from "../../src/core/task/space.ts";
import type { Square } from "../../src/core/task/split.ts";
import type { Layer } from "../charts/ramp.ts";
import type { Ink } from "../charts/svg.ts";
import { element } from "../dom.ts";
import { cellPicture, drawGrid, heldOutline } from "./drawGrid.ts";
import type { GridModel, MapModel } from "./mapModel.ts";
import { PaneHead, type PaneHeadActions, setText } from "./paneHead.ts";
import { insideGrid, squareBetween } from "./square.ts";
import { cellAt, paneHeight, plotOf, within, type Zoom, zoomAbout } from "./viewport.ts";
import { summaryOf } from "./words.ts";

export interface PaneActions extends PaneHeadActions {
  point(cell: Cell | undefined): void;
  /** A cell was clicked. */
  choose(map: string, cell: Cell): void;
  zoom(zoom: Zoom): void;
  /** A square is drawn; `done` when the pointer is let go. */
  draw(map: string, square: Square, done: boolean): void;
}

/** What all panes show alike. */
export interface PaneLook {
  readonly layer: Layer;
  readonly zoom: Zoom;
  readonly cursor: Cell | undefined;
  readonly pointed: Cell | undefined;
  readonly ink: Ink;
  /** Drags draw squares here. */
  readonly brushing: boolean;
  readonly squares: readonly Square[];
}

/** A pointer that moves less than this has clicked. */
const clickDistance = 4;

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly zoom: Zoom;
  readonly cell: Cell;
  moved: boolean;
}

export class MapPane {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly #actions: PaneActions;
  readonly #head: PaneHead;
  readonly #summary = element("p", { class: "summary muted", role: "status" });
  readonly #frame: HTMLElement;
  #model: MapModel;
  #look: PaneLook | undefined;
  #width = 0;
  #drag: Drag | undefined;
  #picture: { readonly layer: Layer; readonly cells: OffscreenCanvas; readonly held: Path2D } | undefined;
  #frameRequest: number | undefined;

  constructor(model: MapModel, actions: PaneActions) {
    this.#model = model;
    this.#actions = actions;
    this.#head = new PaneHead(model.id, actions);
    this.canvas = element("canvas", {
      class: "grid",
      role: "application",
      attributes: { tabindex: 0, "aria-roledescription": "case map" },
    });
    this.#frame = element("div", { class: "grid-frame" }, [this.canvas]);
    this.element = element("section", { class: "pane" }, [this.#head.element, this.#frame, this.#summary]);
    this.#listen();
    new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === this.#width || width === 0) return;
      this.#width = width;
      this.redraw();
    }).observe(this.#frame);
  }

  get model(): MapModel {
    return this.#model;
  }

  show(model: MapModel): void {
    this.#model = model;
    this.#picture = undefined;
    this.redraw();
  }

  look(look: PaneLook): void {
    if (look.layer !== this.#look?.layer) this.#picture = undefined;
    this.#look = look;
    this.canvas.classList.toggle("brushing", look.brushing);
    this.redraw();
  }

  /** New cells were measured. */
  grown(): void {
    this.#picture = undefined;
    this.redraw();
  }

  redraw(): void {
    this.#frameRequest ??= requestAnimationFrame(() => {
      this.#frameRequest = undefined;
      this.#draw();
    });
  }

  #draw(): void {
    const { grid } = this.#model;
    const look = this.#look;
    if (look === undefined) return;
    this.#head.show(this.#model);
    this.#frame.hidden = grid === undefined;
    const summary = summaryOf(this.#model);
    setText(this.#summary, summary);
    this.canvas.setAttribute("aria-label", `${summary} Arrows move the cell cursor, Enter runs its problem.`);
    const context = this.canvas.getContext("2d");
    if (grid === undefined || this.#width === 0 || context === null) return;
    const extent = extentOf(grid);
    const height = paneHeight(this.#width, extent, tallest());
    const ratio = window.devicePixelRatio;
    if (this.canvas.width !== Math.round(this.#width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      Object.assign(this.canvas, { width: Math.round(this.#width * ratio), height: Math.round(height * ratio) });
      this.canvas.style.setProperty("width", `${this.#width}px`);
      this.canvas.style.setProperty("height", `${height}px`);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#picture ??= { layer: look.layer, cells: cellPicture(grid, look.layer), held: heldOutline(grid) };
    const plot = plotOf(this.#width, height, extent);
    const { layer, ink, cursor, pointed, squares } = look;
    const zoom = within(look.zoom, extent);
    const { cells: picture, held } = this.#picture;
    drawGrid(context, { picture, held }, { grid, layer, plot, zoom, ink, cursor, pointed, squares });
  }

  #listen(): void {
    const { canvas } = this;
    canvas.addEventListener("pointermove", (event) => this.#moved(event));
    canvas.addEventListener("pointerleave", () => this.#actions.point(undefined));
    canvas.addEventListener("pointerdown", (event) => {
      const cell = this.#cellOf(event);
      if (cell === undefined || this.#look === undefined || event.button !== 0) return;
      this.#drag = { x: event.offsetX, y: event.offsetY, zoom: this.#look.zoom, cell, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointerup", (event) => {
      const drag = this.#drag;
      this.#drag = undefined;
      if (drag === undefined || this.#look === undefined) return;
      if (this.#look.brushing) this.#drawSquare(drag, event, true);
      else if (!drag.moved) this.#actions.choose(this.#model.id, drag.cell);
    });
    canvas.addEventListener("pointercancel", () => {
      this.#drag = undefined;
    });
    canvas.addEventListener(
      "wheel",
      (event) => {
        const { grid } = this.#model;
        const at = this.#cellOf(event);
        if (grid === undefined || at === undefined || this.#look === undefined) return;
        event.preventDefault();
        const place = { row: at.row - grid.shown.rows.from, column: at.column - grid.shown.columns.from };
        const factor = 2 ** (-event.deltaY / (event.ctrlKey ? 60 : 300));
        this.#actions.zoom(zoomAbout(this.#look.zoom, factor, place, extentOf(grid)));
      },
      { passive: false },
    );
  }

  #moved(event: PointerEvent): void {
    const { grid } = this.#model;
    const [look, drag] = [this.#look, this.#drag];
    if (grid === undefined || look === undefined) return;
    if (drag === undefined) {
      this.#actions.point(this.#cellOf(event));
      return;
    }
    drag.moved ||= Math.hypot(event.offsetX - drag.x, event.offsetY - drag.y) >= clickDistance;
    if (look.brushing) this.#drawSquare(drag, event, false);
    if (look.brushing || !drag.moved) return;
    const size = this.#plot(grid).size * look.zoom.k;
    const [row, column] = [
      drag.zoom.row - (event.offsetY - drag.y) / size,
      drag.zoom.column - (event.offsetX - drag.x) / size,
    ];
    this.#actions.zoom(within({ k: drag.zoom.k, row, column }, extentOf(grid)));
  }

  #drawSquare({ cell, moved }: Drag, event: PointerEvent, done: boolean): void {
    const { grid, id } = this.#model;
    const to = this.#cellOf(event) ?? cell;
    if (grid === undefined || (!moved && !done)) return;
    const { rows, columns } = grid.shown;
    this.#actions.draw(id, insideGrid(squareBetween(cell, to), rows, columns), done);
  }

  #cellOf(event: MouseEvent): Cell | undefined {
    const { grid } = this.#model;
    if (grid === undefined || this.#look === undefined) return undefined;
    const at = cellAt(event.offsetX, event.offsetY, this.#plot(grid), within(this.#look.zoom, extentOf(grid)));
    return at && { row: at.row + grid.shown.rows.from, column: at.column + grid.shown.columns.from };
  }

  #plot(grid: GridModel) {
    return plotOf(this.#width, paneHeight(this.#width, extentOf(grid), tallest()), extentOf(grid));
  }
}

/** Room for the whole grid with its title and the line below, in a window of usual height. */
function tallest(): number {
  return Math.max(320, window.innerHeight - 170);
}

export function extentOf(grid: GridModel): { readonly rows: number; readonly columns: number } {
  return { rows: grid.rowCount, columns: grid.columnCount };
}
