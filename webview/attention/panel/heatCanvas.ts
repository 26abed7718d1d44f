/** @file A heat map, or several, on a canvas, with a cursor that follows the pointer and the arrow keys. */

import type { RefObject, VNode } from "preact";
import { Canvas } from "../../kit/canvas.ts";
import { h } from "../../kit/h.ts";
import { arrows, onKeys } from "../../kit/keys.ts";
import type { HeatCell } from "../paint/heatMap.ts";

interface HeatCanvasProps {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly canvasRef: RefObject<HTMLCanvasElement | null>;
  readonly paint: (context: CanvasRenderingContext2D) => void;
  /** The cell at a point of the canvas, in CSS pixels. */
  readonly at: (x: number, y: number) => HeatCell | undefined;
  readonly rows: number;
  readonly columns: number;
  readonly cursor: HeatCell | undefined;
  readonly move: (cell: HeatCell | undefined) => void;
}

export function HeatCanvas({ at, rows, columns, cursor, move, ...rest }: HeatCanvasProps): VNode {
  const moveTo = (cell: HeatCell | undefined): void => {
    if (cell?.row !== cursor?.row || cell?.column !== cursor?.column) move(cell);
  };
  const walk = ([down, right]: readonly [number, number]): void => {
    const { row, column } = cursor ?? { row: 0, column: 0 };
    const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
    moveTo({ row: clamp(row + down, rows), column: clamp(column + right, columns) });
  };
  return h(Canvas, {
    ...rest,
    onPointerMove: ({ offsetX, offsetY }: PointerEvent) => moveTo(at(offsetX, offsetY)),
    onPointerLeave: () => moveTo(undefined),
    onKeyDown: onKeys(Object.fromEntries(Object.entries(arrows).map(([key, by]) => [key, () => walk(by)]))),
  });
}
