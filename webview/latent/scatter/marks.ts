/** @file What is drawn over the points: where somebody stands, paths, neighbors, names of groups, an outline that is being drawn. */

import { labelPlaces } from "./labelPlaces.ts";
import type { Place } from "./pick.ts";

export interface Mark {
  /** In the square of the map. */
  readonly x: number;
  readonly y: number;
  readonly color: string;
  readonly text?: string;
  readonly kind: "ring" | "cross" | "ghost" | "line";
  /** Of a line, its other end. */
  readonly to?: Place;
}

export interface Marks {
  /** Indices of points. */
  readonly cursor: number | undefined;
  readonly pointed: number | undefined;
  /** One problem's points in their order. */
  readonly path: readonly number[];
  /** Joined with the cursor. */
  readonly neighbors: readonly number[];
  readonly labels: readonly { readonly x: number; readonly y: number; readonly text: string; readonly color: string }[];
  readonly extra: readonly Mark[];
}

export const noMarks: Marks = {
  cursor: undefined,
  pointed: undefined,
  path: [],
  neighbors: [],
  labels: [],
  extra: [],
};

export interface MarkInk {
  readonly text: string;
  readonly muted: string;
  readonly background: string;
  readonly accent: string;
  readonly font: string;
}

export interface Outline {
  readonly points: readonly Place[];
  readonly crosshair: Place | undefined;
}

/** `at` gives a point's place on screen, `place` that of a place of the map. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  marks: Marks,
  outline: Outline,
  {
    at,
    place,
    ink,
    radius,
  }: {
    readonly at: (point: number) => Place;
    readonly place: (x: number, y: number) => Place;
    readonly ink: MarkInk;
    readonly radius: number;
  },
): void {
  const { cursor, pointed, path, neighbors, labels, extra } = marks;
  context.lineJoin = "round";
  context.lineCap = "round";
  if (cursor !== undefined && neighbors.length > 0) {
    const [x, y] = at(cursor);
    const lines = new Path2D();
    for (const neighbor of neighbors) {
      lines.moveTo(x, y);
      lines.lineTo(...at(neighbor));
    }
    twice(context, lines, ink, ink.text, 1);
    for (const neighbor of neighbors) ring(context, at(neighbor), radius + 2.5, 1.2, ink.text, ink);
  }
  if (path.length > 1) drawPath(context, path.map(at), ink, radius);
  drawLabels(context, labels, place, { ink, radius });
  for (const mark of extra) {
    const from = place(mark.x, mark.y);
    if (mark.to !== undefined) drawLine(context, from, place(...mark.to), ink);
    drawExtra(context, mark, from, ink, radius);
  }
  if (pointed !== undefined) ring(context, at(pointed), radius + 3, 1.5, ink.text, ink);
  if (cursor !== undefined) ring(context, at(cursor), radius + 4, 2.5, ink.text, ink);
  drawOutline(context, outline, ink);
}

/** Names of groups whose middle is in sight. */
function drawLabels(
  context: CanvasRenderingContext2D,
  labels: Marks["labels"],
  place: (x: number, y: number) => Place,
  { ink, radius }: { readonly ink: MarkInk; readonly radius: number },
): void {
  context.font = `600 12px ${ink.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const { clientWidth: width, clientHeight: height } = context.canvas;
  const boxes = labels.map(({ x, y, text }) => ({ at: place(x, y), width: context.measureText(text).width, text }));
  const seen = labels.flatMap((label, i) => {
    const box = boxes[i];
    const inSight = box !== undefined && box.at[0] >= 0 && box.at[1] >= 0 && box.at[0] <= width && box.at[1] <= height;
    return inSight ? [{ ...label, ...box }] : [];
  });
  const places = labelPlaces(seen, radius, { width, height });
  for (const [i, { text, color }] of seen.entries()) {
    const found = places[i];
    if (found === undefined) continue;
    const [middle, top] = found;
    context.lineWidth = 4;
    context.strokeStyle = ink.background;
    context.strokeText(text, middle, top);
    context.fillStyle = color;
    context.fillText(text, middle, top);
  }
}

function drawPath(context: CanvasRenderingContext2D, places: readonly Place[], ink: MarkInk, radius: number): void {
  const line = new Path2D();
  for (const [i, each] of places.entries()) i === 0 ? line.moveTo(...each) : line.lineTo(...each);
  twice(context, line, ink, ink.accent, 2);
  // Arrows in the middle of legs that have room for one: which way the steps go.
  for (const [i, to] of places.entries()) {
    const from = places[i - 1];
    if (from === undefined) continue;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (length < 22) continue;
    const [dx, dy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const head = new Path2D();
    head.moveTo(x + dx * 5, y + dy * 5);
    head.lineTo(x - dx * 4 - dy * 4, y - dy * 4 + dx * 4);
    head.lineTo(x - dx * 4 + dy * 4, y - dy * 4 - dx * 4);
    head.closePath();
    context.fillStyle = ink.accent;
    context.fill(head);
  }
  const [first, last] = [places[0], places.at(-1)];
  if (first) ring(context, first, radius + 1.5, 2, ink.accent, ink);
  if (last) {
    context.fillStyle = ink.accent;
    context.beginPath();
    context.arc(last[0], last[1], radius + 1.5, 0, 2 * Math.PI);
    context.fill();
  }
}

function drawLine(context: CanvasRenderingContext2D, from: Place, to: Place, ink: MarkInk): void {
  const path = new Path2D();
  path.moveTo(...from);
  path.lineTo(...to);
  twice(context, path, ink, ink.text, 1.2);
}

function drawExtra(
  context: CanvasRenderingContext2D,
  { color, text, kind }: Mark,
  [x, y]: Place,
  ink: MarkInk,
  radius: number,
): void {
  if (kind === "cross") {
    const path = new Path2D();
    path.moveTo(x - 6, y);
    path.lineTo(x + 6, y);
    path.moveTo(x, y - 6);
    path.lineTo(x, y + 6);
    twice(context, path, ink, color, 2.5);
  } else if (kind === "ghost") {
    context.fillStyle = color;
    context.beginPath();
    context.arc(x, y, radius + 3, 0, 2 * Math.PI);
    context.fill();
    ring(context, [x, y], radius + 5, 2, ink.accent, ink);
  } else ring(context, [x, y], radius + 4, 2, color, ink);
  if (text === undefined || text === "") return;
  context.font = `12px ${ink.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const width = context.measureText(text).width;
  const right = x + 14 + width < context.canvas.clientWidth;
  const left = right ? x + 12 : x - 12 - width;
  context.fillStyle = ink.background;
  context.globalAlpha = 0.9;
  context.fillRect(left - 4, y - 10, width + 8, 20);
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.strokeRect(left - 4.5, y - 10.5, width + 9, 21);
  context.fillStyle = ink.text;
  context.fillText(text, left, y);
}

function drawOutline(context: CanvasRenderingContext2D, { points, crosshair }: Outline, ink: MarkInk): void {
  if (points.length > 1) {
    const path = new Path2D();
    for (const [i, each] of points.entries()) i === 0 ? path.moveTo(...each) : path.lineTo(...each);
    path.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = ink.accent;
    context.fill(path);
    context.globalAlpha = 1;
    context.setLineDash([5, 4]);
    context.lineWidth = 1.5;
    context.strokeStyle = ink.accent;
    context.stroke(path);
    context.setLineDash([]);
  }
  if (crosshair === undefined) return;
  const [x, y] = crosshair;
  const path = new Path2D();
  path.moveTo(x - 10, y);
  path.lineTo(x + 10, y);
  path.moveTo(x, y - 10);
  path.lineTo(x, y + 10);
  twice(context, path, ink, ink.text, 1.5);
}

/** Seen on any ground: a wider line of the background under it. */
function twice(context: CanvasRenderingContext2D, path: Path2D, ink: MarkInk, color: string, width: number): void {
  context.lineWidth = width + 2;
  context.strokeStyle = ink.background;
  context.globalAlpha = 0.7;
  context.stroke(path);
  context.globalAlpha = 1;
  context.lineWidth = width;
  context.strokeStyle = color;
  context.stroke(path);
}

function ring(
  context: CanvasRenderingContext2D,
  [x, y]: Place,
  radius: number,
  width: number,
  color: string,
  ink: MarkInk,
): void {
  const path = new Path2D();
  path.arc(x, y, radius, 0, 2 * Math.PI);
  twice(context, path, ink, color, width);
}
