/** @file One half of a block around its body: what it reads is normalized, what it gives is dropped in part, normalized and added, as the specification says. */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { type Dropped, drop } from "../operators/dropout.ts";
import type { Linear } from "../operators/linear.ts";
import type { Half, WeightNames } from "./names.ts";
import { foldedNorm, type NormedRows, normRows, unnormed } from "./norm.ts";
import { normsOf, type TransformerSpec } from "./specification.ts";

/** What stands between the norms of a half. */
export interface HalfBody {
  /** Nodes of the last product, [token, width]; `add` is added by the product itself. */
  product(add?: TensorName): Pick<Linear, "output">;
  /** From the gradient of the product to that of the normed rows. */
  backward(outputGradient: TensorName, gradients: Gradients): TensorName;
}

export interface BuiltHalf {
  /** [token, width]: the residual stream after the half. */
  readonly output: TensorName;
  /** Nodes for what the half adds to the residual stream, [token, width]; added on request. */
  readonly added: () => TensorName;
  /**
   * The gradient of what the half reads. `pass` says what of the residual stream's gradient goes along with it: all of it when absent,
   * because a half adds to what it reads.
   */
  backward(
    outputGradient: TensorName,
    gradients: Gradients,
    pass?: (residualGradient: TensorName) => TensorName | undefined,
  ): TensorName;
}

export interface HalfInputs {
  readonly spec: TransformerSpec;
  readonly names: WeightNames;
  /** Whether the norm's scale goes into the matrices that follow. */
  readonly foldsNorms: boolean;
  readonly layer: number;
  readonly half: Half;
  /** [token, width] each: what it reads, and what it adds to. */
  readonly reads: TensorName;
  readonly adds: TensorName;
  /** [token, width], 1 = keep; undefined when nothing is dropped. */
  readonly mask: TensorName | undefined;
}

export function buildHalf(g: GraphBuilder, inputs: HalfInputs, make: (input: NormedRows) => HalfBody): BuiltHalf {
  const { spec, names, foldsNorms, layer, half, reads, adds, mask } = inputs;
  const { placement, norm, width } = spec;
  const norms = normsOf(placement);
  const inputNorm = { norm, names: names.norm(layer, half), x: reads, width };
  const before = !norms.input ? unnormed(g, reads) : foldsNorms ? foldedNorm(g, inputNorm) : normRows(g, inputNorm);
  const body = make(before);
  const normed = (x: TensorName): NormedRows => normRows(g, { norm, names: names.outputNorm(layer, half), x, width });
  const dropped = (x: TensorName): Dropped =>
    mask === undefined ? { output: x, backward: (dy) => dy } : drop(g, x, mask, spec.dropout.residual);
  const back = (gradient: TensorName, gradients: Gradients, residual: TensorName | undefined): TensorName =>
    before.backward(body.backward(gradient, gradients), gradients, residual);

  if (placement === "pre" && mask === undefined) {
    return {
      output: body.product(adds).output,
      added: () => body.product().output,
      backward: (dy, gradients, pass = itself) => back(dy, gradients, pass(dy)),
    };
  }
  const product = dropped(body.product().output);
  if (placement === "post") {
    const sum = g.node("Add", [product.output, adds]);
    const after = normed(sum);
    return {
      output: after.output,
      added: () => product.output,
      backward: (dy, gradients, pass = itself) => {
        const dz = after.backward(dy, gradients);
        return back(product.backward(dz), gradients, pass(dz));
      },
    };
  }
  const after = norms.output ? normed(product.output) : unnormed(g, product.output);
  return {
    output: g.node("Add", [after.output, adds]),
    added: () => after.output,
    backward: (dy, gradients, pass = itself) =>
      back(product.backward(after.backward(dy, gradients)), gradients, pass(dy)),
  };
}

const itself = (gradient: TensorName): TensorName => gradient;
