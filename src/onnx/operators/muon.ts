/**
 * @file Muon (Jordan et al., 2024): the momentum of each matrix, with its singular values brought to about 1 by five Newton-Schulz
 * iterations, is the direction of its update.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";
import type { AdamWScalars, AdamWState } from "./adamw.ts";
import { joinParts, splitParts } from "./parts.ts";

export interface MuonInputs {
  readonly weightDecay: number;
  readonly state: AdamWState;
  /** Of all matrices, end to end. */
  readonly gradient: TensorName;
  readonly sizes: readonly number[];
  /** [rows, columns] of each matrix. */
  readonly shapes: readonly (readonly number[])[];
}

const momentum = 0.95;
const iterations = 5;
/** X' = a X + b (X Xᵀ) X + c (X Xᵀ)² X */
const [a, b, c] = [3.4445, -4.775, 2.0315];

/**
 * m' = μ m + g; M = orthogonal(μ m' + g); p' = p − lr (0.4 sqrt(max(rows, columns)) M + decay p). The factor brings the update's root mean square near AdamW's
 * (Liu et al., 2025: 0.2 sqrt(max), doubled here), so that both take one rate. The second moments are not used.
 */
export function muon(g: GraphBuilder, scalars: AdamWScalars, inputs: MuonInputs): AdamWState {
  const { weightDecay, state, gradient, sizes, shapes } = inputs;
  const mul = (x: TensorName, y: TensorName): TensorName => g.node("Mul", [x, y]);
  const clipped = mul(gradient, scalars.clip);
  const first = g.node("Add", [mul(state.first, g.scalar(momentum)), clipped]);
  const ahead = g.node("Add", [mul(first, g.scalar(momentum)), clipped]);
  const directions = splitParts(g, ahead, sizes, 0).map((piece, i) => {
    const [rows = 1, columns = 1] = shapes[i] ?? [];
    return mul(
      g.node("Reshape", [orthogonal(g, piece, rows, columns), g.integers(-1)]),
      g.scalar(0.4 * Math.sqrt(Math.max(rows, columns))),
    );
  });
  const kept = g.node("Sub", [g.scalar(1), mul(scalars.learningRate, g.scalar(weightDecay))]);
  const parameter = g.node("Sub", [mul(state.parameter, kept), mul(joinParts(g, directions, 0), scalars.learningRate)]);
  return { parameter, first, second: g.node("Identity", [state.second]) };
}

/** [rows * columns] to [rows, columns] with singular values near 1. The products are of the smaller side. */
function orthogonal(g: GraphBuilder, piece: TensorName, rows: number, columns: number): TensorName {
  const squares = g.node("ReduceSumSquare", [piece], { attributes: { keepdims: 0 } });
  const norm = g.node("Add", [g.node("Sqrt", [squares]), g.scalar(1e-7)]);
  let x = g.node("Reshape", [g.node("Div", [piece, norm]), g.integers(rows, columns)]);
  const wide = rows <= columns;
  for (let i = 0; i < iterations; i++) {
    const square = g.node("Gemm", [x, x], { attributes: wide ? { transB: 1 } : { transA: 1 } });
    const mixed = g.node("Gemm", [square, square, square], { attributes: { alpha: { float: c }, beta: { float: b } } });
    x = g.node("Gemm", wide ? [mixed, x, x] : [x, mixed, x], { attributes: { beta: { float: a } } });
  }
  return x;
}
