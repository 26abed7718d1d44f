/** @file One map on screen: its title, its canvas, and what pointers do there. What keys do concerns all panes, and belongs to the view. */

import type { VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { countText, durationText } from "../../src/core/format/figures.ts";
import type { Cell } from "../../src/core/task/space.ts";
import type { Square } from "../../src/core/task/split.ts";
import type { Layer } from "../charts/ramp.ts";
import type { Ink } from "../charts/svg.ts";
import { Canvas, useSize } from "../kit/canvas.ts";
import { Button } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { extentOf, type GridModel, type MapModel } from "./model/mapModel.ts";
import { insideGrid, squareBetween } from "./model/square.ts";
import { cellAt, paneHeight, plotOf, within, type Zoom, zoomAbout } from "./model/viewport.ts";
import { headline, summaryOf } from "./model/words.ts";
import { cellPicture, drawGrid, heldOutline } from "./paint/drawGrid.ts";

/** What all panes show alike, and what somebody does in one. */
export interface PaneView {
  readonly layer: Layer;
  readonly zoom: Zoom;
  readonly cursor: Cell | undefined;
  readonly pointed: Cell | undefined;
  readonly ink: Ink;
  readonly point: (cell: Cell | undefined) => void;
  /** A cell was clicked. */
  readonly choose: (map: MapModel, cell: Cell) => void;
  readonly zoomTo: (zoom: Zoom) => void;
  /** A square is drawn; `done` when the pointer is let go. */
  readonly draw: (square: Square, done: boolean) => void;
  readonly keys: (event: KeyboardEvent, map: MapModel) => void;
  readonly remove: (map: MapModel) => void;
  readonly cancel: (map: MapModel) => void;
}

interface PaneProps {
  readonly map: MapModel;
  readonly view: PaneView;
  /** Drags draw squares here. */
  readonly brushing: boolean;
  readonly squares: readonly Square[];
}

export function Pane({ map, view, brushing, squares }: PaneProps): VNode {
  const frame = useRef<HTMLDivElement>(null);
  const width = Math.floor(useSize(frame).width);
  const { grid } = map;
  return h("section", { class: "pane" }, [
    h("div", null, h(Title, { map, remove: view.remove }), h(Work, { map, cancel: view.cancel })),
    h("div", { ref: frame, class: "grid-frame", hidden: grid === undefined }, [
      grid !== undefined && width > 0 && h(Grid, { map, grid, view, brushing, squares, width }),
    ]),
    h("p", { class: "summary muted", role: "status" }, summaryOf(map)),
  ]);
}

function Title({ map, remove }: { readonly map: MapModel; readonly remove: PaneView["remove"] }): VNode {
  const { name, task, method } = map;
  return h("div", { class: "pane-title" }, [
    h("strong", null, name),
    h("span", { class: "muted" }, `${task} · ${method}`),
    h("span", { class: "headline" }, headline(map)),
    h(
      "button",
      { class: "close", type: "button", "aria-label": `Remove ${name} from the view`, onClick: () => remove(map) },
      ["×"],
    ),
  ]);
}

/** How far a training is. */
function Work({ map, cancel }: { readonly map: MapModel; readonly cancel: PaneView["cancel"] }): VNode | null {
  if (map.work === null) return null;
  const { phase, step, steps, seconds, problem } = map.work;
  const isOver = phase === "stopped" || phase === "failed";
  const words = {
    preparing: "preparing the samples",
    training: `training, step ${step} of ${steps}`,
    evaluating: `measuring, ${countText(step)} of ${countText(steps)} answers`,
    stopped: "stopped",
    failed: problem ?? "failed",
  }[phase];
  return h("div", { class: "work", role: "status" }, [
    h("progress", { max: Math.max(1, steps), value: step, "aria-label": words, hidden: isOver }),
    h("span", { class: phase === "failed" ? "word" : "" }, isOver ? words : `${words} · ${durationText(seconds)}`),
    h(Button, { hidden: isOver, click: () => cancel(map) }, "Cancel"),
  ]);
}

interface GridProps extends PaneProps {
  readonly grid: GridModel;
  readonly width: number;
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

function Grid({ map, grid, view, brushing, squares, width }: GridProps): VNode {
  const drag = useRef<Drag>(undefined);
  const { zoom } = view;
  const layer = view.layer === "accuracy" || grid.hasOracle ? view.layer : "accuracy";
  // The map is another one when cells of it were measured.
  const picture = useMemo(() => ({ picture: cellPicture(grid, layer), held: heldOutline(grid) }), [map, layer]);
  const extent = extentOf(grid);
  const height = paneHeight(width, extent, tallest());
  const plot = plotOf(width, height, extent);
  const { rows, columns } = grid.shown;
  const cellOf = ({ offsetX, offsetY }: MouseEvent): Cell | undefined => {
    const at = cellAt(offsetX, offsetY, plot, within(zoom, extent));
    return at && { row: at.row + rows.from, column: at.column + columns.from };
  };
  const drawSquare = ({ cell, moved }: Drag, event: PointerEvent, done: boolean): void => {
    if (moved || done) view.draw(insideGrid(squareBetween(cell, cellOf(event) ?? cell), rows, columns), done);
  };
  const moved = (event: PointerEvent): void => {
    const from = drag.current;
    if (from === undefined) {
      view.point(cellOf(event));
      return;
    }
    const [right, down] = [event.offsetX - from.x, event.offsetY - from.y];
    from.moved ||= Math.hypot(right, down) >= clickDistance;
    if (brushing) drawSquare(from, event, false);
    else if (from.moved) {
      const { k, row, column } = from.zoom;
      const size = plot.size * k;
      view.zoomTo(within({ k, row: row - down / size, column: column - right / size }, extent));
    }
  };
  return h(Canvas, {
    class: brushing ? "grid brushing" : "grid",
    role: "application",
    "aria-roledescription": "case map",
    label: `${summaryOf(map)} Arrows move the cell cursor, Enter runs its problem.`,
    width,
    height,
    paint: (context) => drawGrid(context, picture, { ...view, grid, layer, plot, zoom: within(zoom, extent), squares }),
    onKeyDown: (event: KeyboardEvent) => view.keys(event, map),
    onPointerMove: moved,
    onPointerLeave: () => view.point(undefined),
    onPointerDown(event: PointerEvent) {
      const cell = cellOf(event);
      if (cell === undefined || event.button !== 0) return;
      drag.current = { x: event.offsetX, y: event.offsetY, zoom, cell, moved: false };
      if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerUp(event: PointerEvent) {
      const from = drag.current;
      drag.current = undefined;
      if (from === undefined) return;
      if (brushing) drawSquare(from, event, true);
      else if (!from.moved) view.choose(map, from.cell);
    },
    onPointerCancel() {
      drag.current = undefined;
    },
    onWheel(event: WheelEvent) {
      const at = cellOf(event);
      if (at === undefined) return;
      event.preventDefault();
      const place = { row: at.row - rows.from, column: at.column - columns.from };
      view.zoomTo(zoomAbout(zoom, 2 ** (-event.deltaY / (event.ctrlKey ? 60 : 300)), place, extent));
    },
  });
}

/** Room for the whole grid with its title and the line below, in a window of usual height. */
function tallest(): number {
  return Math.max(320, window.innerHeight - 170);
}
