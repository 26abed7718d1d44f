/** @file What of a tab can be exported: a picture of fixed size, and exact numbers. */

import type { Painter } from "./painter.ts";

/** It can be drawn anywhere. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly caption: string;
  /** Its colors are attention weights, which the figure's legend tells. */
  readonly isWeights?: boolean;
  paint(painter: Painter): void;
}

/** Exact numbers, with what their rows and columns are. */
export interface Numbers {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [row, column] */
  readonly values: Float32Array;
  readonly caption: string;
}
