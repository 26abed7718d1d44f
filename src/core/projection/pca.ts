/**
 * @file Principal components of many points: from the products of their columns, or of the points where there are fewer of these, which
 * somebody may have computed elsewhere.
 */

import { Rng } from "../base/rng.ts";
import { largestEigen } from "./largestEigen.ts";
import { type ColumnScale, columnScale, type PointRows, scaledRows } from "./points.ts";

/** How many components' shares of the variance are given, if there are so many. */
const sharesGiven = 10;

export interface PcaOptions {
  /** Components of the map, from 0, largest variance first. */
  readonly axes: readonly [number, number];
  readonly scale?: ColumnScale;
  /** Sums of products of the scaled columns [width, width], or of the points [point, point] if `productsOf` says so. */
  readonly products?: Float64Array;
}

export interface PcaMap {
  /** [point, 2] */
  readonly coordinates: Float32Array;
  /** Of the first components. */
  readonly shares: number[];
  readonly shown: [number, number];
}

/** Whose products are the smaller matrix. */
export function productsOf({ points, width }: Pick<PointRows, "points" | "width">): "points" | "columns" {
  return points < width ? "points" : "columns";
}

/** Each axis points to where its largest value is positive. Points that are all the same give zeros. */
export function pca(rows: PointRows, { axes, scale = columnScale(rows, false), products }: PcaOptions): PcaMap {
  const { points, width } = rows;
  const smaller = productsOf(rows);
  const size = smaller === "points" ? points : width;
  const scaled = scaledRows(rows, scale, 0, points);
  const matrix = products ?? (smaller === "points" ? pointProducts(scaled, width) : columnProducts(scaled, width));
  let total = 0;
  for (let i = 0; i < size; i++) total += matrix[i * size + i];
  const exact = Math.max(...axes) + 1;
  const eigen = largestEigen(matrix, size, Math.min(size, Math.max(exact, sharesGiven)), exact, new Rng(1));
  const share = (axis: number): number => (total > 0 ? Math.max(0, eigen.values[axis] ?? 0) / total : 0);
  const coordinates = new Float32Array(points * 2);
  for (const [column, axis] of axes.entries()) {
    const direction = directionOf(
      eigen.vectors.values.subarray(axis * size, (axis + 1) * size),
      scaled,
      width,
      smaller,
    );
    if (direction === undefined) continue;
    for (let i = 0; i < points; i++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += scaled[i * width + j] * direction[j];
      coordinates[i * 2 + column] = sum;
    }
  }
  const known = Math.min(sharesGiven, eigen.values.length, Math.max(1, Math.min(points - 1, width)));
  return {
    coordinates,
    shares: Array.from({ length: known }, (_, axis) => share(axis)),
    shown: [share(axes[0]), share(axes[1])],
  };
}

/** An axis of length 1 in the space of the columns; undefined where the points do not spread along it. */
function directionOf(
  vector: Float64Array,
  scaled: Float32Array,
  width: number,
  smaller: "points" | "columns",
): Float64Array | undefined {
  const direction = new Float64Array(width);
  if (smaller === "columns") direction.set(vector);
  else
    for (const [i, weight] of vector.entries())
      for (let j = 0; j < width; j++) direction[j] += weight * scaled[i * width + j];
  let squared = 0;
  let largest = 0;
  for (const value of direction) {
    squared += value * value;
    if (Math.abs(value) > Math.abs(largest)) largest = value;
  }
  if (!(squared > 0)) return undefined;
  const by = Math.sign(largest) / Math.sqrt(squared);
  return direction.map((value) => value * by);
}

function columnProducts(scaled: Float32Array, width: number): Float64Array {
  const products = new Float64Array(width * width);
  for (let at = 0; at < scaled.length; at += width)
    for (let i = 0; i < width; i++) {
      const value = scaled[at + i];
      if (value === 0) continue;
      for (let j = 0; j <= i; j++) products[i * width + j] += value * scaled[at + j];
    }
  mirror(products, width);
  return products;
}

function pointProducts(scaled: Float32Array, width: number): Float64Array {
  const points = scaled.length / width;
  const products = new Float64Array(points * points);
  for (let a = 0; a < points; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += scaled[a * width + j] * scaled[b * width + j];
      products[a * points + b] = sum;
    }
  mirror(products, points);
  return products;
}

/** The upper half from the lower one. */
function mirror(products: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) products[j * size + i] = products[i * size + j];
}
