/** @file Bytes of attention as a small canvas, one pixel a cell, to be stretched without smoothing. */

import { probabilityOf } from "../../src/core/attention/quantise.ts";
import type { Ramp } from "./ramp.ts";

export interface CellOptions {
  readonly rows: number;
  readonly columns: number;
  readonly ramp: Ramp;
  /** Leaves this column empty. */
  readonly without?: number | undefined;
}

const shares = Float64Array.from({ length: 256 }, (_, byte) => probabilityOf(byte));

/** `bytes` are [row, column] as the engine sends them. */
export function drawCells(canvas: HTMLCanvasElement, bytes: Uint8Array, options: CellOptions): void {
  const { rows, columns, ramp, without } = options;
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (context === null || rows === 0 || columns === 0) return;
  const positions = Uint8Array.from(shares, (share) => ramp.position(share));
  const image = context.createImageData(columns, rows);
  const { data } = image;
  for (let i = 0; i < rows * columns; i++) {
    const position = without === i % columns ? 0 : (positions[bytes[i] ?? 0] ?? 0);
    if (position === 0) continue; // transparent: the background, or what cannot be seen, shows through
    data[i * 4] = ramp.bytes[position * 3] ?? 0;
    data[i * 4 + 1] = ramp.bytes[position * 3 + 1] ?? 0;
    data[i * 4 + 2] = ramp.bytes[position * 3 + 2] ?? 0;
    data[i * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
