/** @file The feed-forward half of a block: f(x W1 + b1) W2 + b2, or where it is gated (f(x Wg + bg) ∘ (x W1 + b1)) W2 + b2 (Shazeer, 2020). */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { activate, activationScale } from "../operators/activation.ts";
import { linear, sumRows } from "../operators/linear.ts";
import type { HalfBody } from "./half.ts";
import type { WeightNames } from "./names.ts";
import type { NormedRows } from "./norm.ts";
import { type BiasedProduct, biasedProduct } from "./product.ts";
import type { TransformerSpec } from "./specification.ts";

export interface FeedForwardInputs {
  readonly spec: TransformerSpec;
  readonly names: WeightNames;
  readonly layer: number;
}

export function feedForwardBody(
  g: GraphBuilder,
  input: NormedRows,
  { spec, names, layer }: FeedForwardInputs,
): HalfBody {
  const { activation, gated, bias } = spec.feedForward;
  const scale = activationScale[activation];
  const first = enter(g, input, {
    weight: gated ? names.feedForwardGate(layer) : names.feedForwardInput(layer),
    bias: !bias ? undefined : gated ? names.feedForwardGateBias(layer) : names.feedForwardInputBias(layer),
    scale: scale.input,
  });
  const hidden = activate(g, activation, first.output);
  const other = gated
    ? enter(g, input, {
        weight: names.feedForwardInput(layer),
        bias: bias ? names.feedForwardInputBias(layer) : undefined,
        scale: 1,
      })
    : undefined;
  const product = other === undefined ? hidden.output : g.node("Mul", [hidden.output, other.output]);
  const last: BiasedProduct = biasedProduct(g, product, {
    weight: names.feedForwardOutput(layer),
    bias: bias ? names.feedForwardOutputBias(layer) : undefined,
    scale: scale.output,
  });
  return {
    product: last.product,
    backward: (gradient, gradients) => {
      // The activation wants its output's gradient with a factor; what is multiplied with it must not have it.
      const factor = other === undefined ? hidden.gradientScale : 1;
      const outer = last.inputGradient(gradient, factor);
      last.backward(gradient, gradients);
      if (other === undefined) return first.backward(hidden.backward(outer), gradients);
      const toOther = other.backward(g.node("Mul", [outer, hidden.output]), gradients);
      const toHidden = g.node("Mul", [outer, other.output]);
      const scaled = hidden.gradientScale === 1 ? toHidden : g.node("Mul", [toHidden, g.scalar(hidden.gradientScale)]);
      return first.backward(hidden.backward(scaled), gradients, toOther);
    },
  };
}

interface Entering {
  readonly weight: string;
  readonly bias: string | undefined;
  readonly scale: number;
}

/** scale (x W + b), for x normed [token, width]: [token, hidden]. */
function enter(g: GraphBuilder, input: NormedRows, { weight, bias, scale }: Entering) {
  const matrix = input.matrix(weight);
  const scaledBias = bias === undefined || scale === 1 ? bias : g.node("Mul", [bias, g.scalar(scale)]);
  const add = scaledBias === undefined ? {} : { add: scaledBias };
  const product = linear(g, input.output, matrix.output, { scale, widens: true, ...add });
  return {
    output: product.output,
    backward: (dy: TensorName, gradients: Gradients, accumulate?: TensorName): TensorName => {
      const back = product.backward(dy, accumulate === undefined ? {} : { accumulate });
      gradients.set(weight, matrix.backward(back.weight, gradients));
      if (bias !== undefined) {
        const sum = sumRows(g, dy);
        gradients.set(bias, scale === 1 ? sum : g.node("Mul", [sum, g.scalar(scale)]));
      }
      return back.input;
    },
  };
}
