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

export function columnScale(rows: PointRows, standardize: boolean): ColumnScale {
  return completed(columnScaleInSteps(rows, standardize));
}

/** Points [from, to) less the means and divided. */
export function scaledRows(rows: PointRows, scale: ColumnScale, from: number, to: number): Float32Array {
  const scaled = new Float32Array((to - from) * rows.width);
  completed(
    scaledInSteps({ ...rows, values: rows.values.subarray(from * rows.width, to * rows.width) }, scale, scaled),
  );
  return scaled;
}

/** Values between two steps: some milliseconds. */
const stepSize = 2 ** 21;

/** The same a step at a time, for whoever has to do something else meanwhile. */
export function* columnScaleInSteps(
  { points, width, values }: PointRows,
  standardize: boolean,
): Generator<void, ColumnScale> {
  const means = new Float64Array(width);
  for (const [from, to] of steps(values.length, width)) {
    for (let at = from; at < to; at += width) for (let j = 0; j < width; j++) means[j] += values[at + j];
    yield;
  }
  for (let j = 0; j < width; j++) means[j] /= points;
  const by = new Float64Array(width).fill(1);
  if (!standardize) return { means, by };
  const squares = new Float64Array(width);
  for (const [from, to] of steps(values.length, width)) {
    for (let at = from; at < to; at += width)
      for (let j = 0; j < width; j++) squares[j] += (values[at + j] - means[j]) ** 2;
    yield;
  }
  for (let j = 0; j < width; j++) {
    const deviation = Math.sqrt(squares[j] / points);
    if (deviation > 1e-12) by[j] = deviation;
  }
  return { means, by };
}

/** Writes the points less the means and divided into `scaled`. */
export function* scaledInSteps(
  { width, values }: PointRows,
  { means, by }: ColumnScale,
  scaled: Float32Array,
): Generator<void, void> {
  for (const [from, to] of steps(values.length, width)) {
    for (let at = from; at < to; at += width)
      for (let j = 0; j < width; j++) scaled[at + j] = (values[at + j] - means[j]) / by[j];
    yield;
  }
}

/** Whole points, [from, to) in values. */
function* steps(length: number, width: number): Generator<readonly [number, number]> {
  const size = Math.max(1, Math.floor(stepSize / Math.max(1, width))) * width;
  for (let from = 0; from < length; from += size) yield [from, Math.min(length, from + size)];
}

function completed<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
