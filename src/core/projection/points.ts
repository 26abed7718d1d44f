/** @file Points as one array of float32 values, which is how the engine holds them, and their columns' means and deviations. */

export interface PointRows {
  readonly points: number;
  readonly width: number;
  /** [point, width] */
  readonly values: Float32Array;
}

export function pointRows(values: Float32Array, width: number): PointRows {
  return { points: width === 0 ? 0 : values.length / width, width, values };
}

export interface ColumnScale {
  readonly means: Float64Array;
  /** What a column is divided by; 1 for all where points are taken as they are, and for a column that is the same everywhere. */
  readonly by: Float64Array;
}

export function columnScale({ points, width, values }: PointRows, standardize: boolean): ColumnScale {
  const means = new Float64Array(width);
  for (let at = 0; at < values.length; at += width)
    for (let j = 0; j < width; j++) means[j] = (means[j] ?? 0) + (values[at + j] ?? 0);
  for (let j = 0; j < width; j++) means[j] = (means[j] ?? 0) / points;
  const by = new Float64Array(width).fill(1);
  if (!standardize) return { means, by };
  const squares = new Float64Array(width);
  for (let at = 0; at < values.length; at += width)
    for (let j = 0; j < width; j++) squares[j] = (squares[j] ?? 0) + ((values[at + j] ?? 0) - (means[j] ?? 0)) ** 2;
  for (let j = 0; j < width; j++) {
    const deviation = Math.sqrt((squares[j] ?? 0) / points);
    if (deviation > 1e-12) by[j] = deviation;
  }
  return { means, by };
}

/** Points [from, to) less the means and divided. */
export function scaledRows(
  { width, values }: PointRows,
  { means, by }: ColumnScale,
  from: number,
  to: number,
): Float32Array {
  const rows = new Float32Array((to - from) * width);
  for (let i = 0, at = from * width; i < rows.length; i += width, at += width)
    for (let j = 0; j < width; j++) rows[i + j] = ((values[at + j] ?? 0) - (means[j] ?? 0)) / (by[j] ?? 1);
  return rows;
}
