/**
 * @file Products of many points by ONNX Runtime's matrix product, which is tens of times faster than JavaScript's loops. Computed a slice
 * of the points at a time with a turn of the event loop between, so that other requests are answered meanwhile.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { type ColumnScale, type PointRows, scaledRows } from "../../core/projection/points.ts";
import { GraphBuilder } from "../../onnx/graph.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import type { Runtime } from "../model/runtime.ts";

/** Multiplications of a slice: 10 to 30 ms. */
const sliceWork = 5e8;
/** What looking at a product takes, in multiplications. */
const scanWork = 200;

export class Products {
  readonly #runtime: Pick<Runtime, "open">;
  #columns: Promise<InferenceSession> | undefined;
  #rows: Promise<InferenceSession> | undefined;

  constructor(runtime: Pick<Runtime, "open">) {
    this.#runtime = runtime;
  }

  /** Aᵀ A of the scaled points, [width, width]. */
  async ofColumns(points: PointRows, scale: ColumnScale, signal: CancelSignal): Promise<Float64Array> {
    this.#columns ??= this.#open("columns", 1, 0);
    const session = await this.#columns;
    const { width } = points;
    const sums = new Float64Array(width * width);
    const size = Math.max(1, Math.min(points.points, Math.floor(sliceWork / (width * width))));
    for (let from = 0; from < points.points; from += size) {
      await nextTurn();
      throwIfCancelled(signal);
      const to = Math.min(points.points, from + size);
      const rows = new Tensor("float32", scaledRows(points, scale, from, to), [to - from, width]);
      const part = floats(await session.run({ a: rows, b: rows }));
      for (let i = 0; i < part.length; i++) sums[i] = (sums[i] ?? 0) + (part[i] ?? 0);
    }
    return sums;
  }

  /**
   * Slices of A Aᵀ: calls `visit` with the products of points [from, to) of `some`, or of all, with all points, [point, point], valid until it
   * returns.
   */
  async ofPoints(
    { points, width, values }: PointRows,
    some: readonly number[] | undefined,
    signal: CancelSignal,
    visit: (products: Float32Array, from: number, to: number) => void,
  ): Promise<void> {
    this.#rows ??= this.#open("rows", 0, 1);
    const session = await this.#rows;
    const all = new Float32Array(values); // the runtime takes no shared memory
    const whole = new Tensor("float32", all, [points, width]);
    const rows = some?.length ?? points;
    const size = Math.max(1, Math.min(rows, Math.floor(sliceWork / (points * Math.max(width, scanWork)))));
    for (let from = 0; from < rows; from += size) {
      await nextTurn();
      throwIfCancelled(signal);
      const to = Math.min(rows, from + size);
      const part = some === undefined ? all.slice(from * width, to * width) : new Float32Array((to - from) * width);
      for (const [i, point] of (some?.slice(from, to) ?? []).entries())
        part.set(all.subarray(point * width, (point + 1) * width), i * width);
      visit(floats(await session.run({ a: new Tensor("float32", part, [to - from, width]), b: whole })), from, to);
    }
  }

  async #open(name: string, transA: number, transB: number): Promise<InferenceSession> {
    const g = new GraphBuilder(`products of ${name}`);
    const a = g.input("a", "float32", ["m", "k"]);
    const b = g.input("b", "float32", ["n", "l"]);
    g.output(g.node("Gemm", [a, b], { name: "y", attributes: { transA, transB } }), "float32", ["p", "q"]);
    return (await this.#runtime.open(g.toBytes(), "cpu")).session;
  }
}

function floats(results: InferenceSession.OnnxValueMapType): Float32Array {
  const data = results.y?.data;
  if (!(data instanceof Float32Array)) throw new TypeError("The product is not float32.");
  return data;
}
