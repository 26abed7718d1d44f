/** @file Bytes of attention as a small canvas, one pixel a cell, to be stretched without smoothing. */

import { probabilityOf } from "../../../src/core/attention/quantize.ts";
import type { Ramp } from "./ramp.ts";

export interface CellOptions {
  readonly rows: number;
  readonly columns: number;
  readonly ramp: Ramp;
  /** Leaves this column empty. */
  readonly without?: number | undefined;
}

const weights = Float64Array.from({ length: 256 }, (_, byte) => probabilityOf(byte));

/** `bytes` are [row, column] as the engine sends them. */
export function drawCells(canvas: HTMLCanvasElement, bytes: Uint8Array, options: CellOptions): void {
  const { rows, columns, ramp, without } = options;
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (context === null || rows === 0 || columns === 0) return;
  const image = context.createImageData(columns, rows);
  // A pixel is one number, and there are 256 of them: this runs over every cell of every new tile.
  const pixels = new Uint32Array(image.data.buffer);
  const colors = pixelsOf(ramp);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colors[bytes[i] ?? 0] ?? 0;
  if (without !== undefined) for (let i = without; i < pixels.length; i += columns) pixels[i] = 0;
  context.putImageData(image, 0, 0);
}

/** The pixel of each byte; nothing where the background, or what cannot be seen, shows through. */
function pixelsOf({ position, bytes }: Ramp): Uint32Array {
  const colors = new Uint8ClampedArray(256 * 4);
  for (const [byte, weight] of weights.entries()) {
    const at = position(weight);
    if (at > 0) colors.set([...bytes.subarray(at * 3, at * 3 + 3), 255], byte * 4);
  }
  return new Uint32Array(colors.buffer);
}
