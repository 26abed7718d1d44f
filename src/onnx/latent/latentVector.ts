/** @file z while the decoder is being built: every use of it gives it a part of its gradient. */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { gemm, sumRows } from "../operators/linear.ts";
import type { BatchShape } from "../transformer/attention.ts";

export class LatentVector {
  /** [batch, latent] */
  readonly z: TensorName;
  readonly #g: GraphBuilder;
  readonly #parts: TensorName[] = [];

  constructor(g: GraphBuilder, z: TensorName) {
    this.#g = g;
    this.z = z;
  }

  /** y = z W + b, for W [latent, columns]: [batch, columns]. dW = zᵀ dy, db = Σ dy, dz = dy Wᵀ. */
  project(weight: TensorName, bias?: TensorName) {
    const g = this.#g;
    return {
      output: gemm(g, this.z, weight, { add: bias }),
      backward: (dy: TensorName, gradients: Gradients): void => {
        gradients.set(weight, gemm(g, this.z, dy, { transA: true }));
        if (bias !== undefined) gradients.set(bias, sumRows(g, dy));
        this.addGradient(gemm(g, dy, weight, { transB: true }));
      },
    };
  }

  addGradient(dz: TensorName): void {
    this.#parts.push(dz);
  }

  /** The sum of what all uses gave, [batch, latent]; zeros when there were none. */
  gradient(): TensorName {
    const g = this.#g;
    if (this.#parts.length === 0) return g.node("Mul", [this.z, g.scalar(0)]);
    return this.#parts.length === 1 ? (this.#parts[0] ?? "") : g.node("Sum", this.#parts);
  }
}

/** x [batch * sequence, columns] as [batch, sequence, columns]. */
export function byRow(g: GraphBuilder, x: TensorName, { batch, sequence }: BatchShape, columns: number): TensorName {
  return g.node("Reshape", [x, g.node("Concat", [batch, sequence, g.integers(columns)], { attributes: { axis: 0 } })]);
}

/** x [token, columns] + y [batch, columns] for every token of a row. dx = du; dy = Σ over the row's tokens. */
export function addToRows(g: GraphBuilder, x: TensorName, y: TensorName, shape: BatchShape, columns: number) {
  const flat = g.integers(-1, columns);
  const sum = g.node("Add", [byRow(g, x, shape, columns), g.node("Unsqueeze", [y, g.integers(1)])]);
  return {
    output: g.node("Reshape", [sum, flat]),
    rowGradient: (du: TensorName): TensorName =>
      g.node("ReduceSum", [byRow(g, du, shape, columns), g.integers(1)], { attributes: { keepdims: 0 } }),
  };
}
