/**
 * @file The latent variable: mean and log-variance from the encoder, a sample of it, and its divergence from the standard normal.
 * Kingma and Welling, "Auto-encoding variational Bayes", 2014; free bits after Kingma et al., "Improving variational inference with
 * inverse autoregressive flow", 2016.
 */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { gemm } from "../operators/linear.ts";
import { latentName } from "./vaeParameters.ts";

/** Log-variances start here, so that early samples are not mere noise, and stay within these bounds. */
export const logVarianceStart = -1;
export const logVarianceBounds: readonly [low: number, high: number] = [-6, 2];

export interface Posterior {
  /** [batch, latent] each. */
  readonly mean: TensorName;
  readonly logVariance: TensorName;
  /** The gradient of h [batch, width] from those of mean and log-variance. */
  backward(gradient: PosteriorGradient, gradients: Gradients): TensorName;
}

export interface PosteriorGradient {
  readonly mean: TensorName;
  readonly logVariance: TensorName;
}

/** mean = h Wm, log-variance = clip(h Wv − 1), for h [batch, width]. */
export function buildPosterior(g: GraphBuilder, h: TensorName): Posterior {
  const [low, high] = logVarianceBounds;
  const mean = gemm(g, h, latentName.mean);
  const free = gemm(g, h, latentName.logVariance, { add: g.scalar(logVarianceStart) });
  const logVariance = g.node("Clip", [free, g.scalar(low), g.scalar(high)]);
  return {
    mean,
    logVariance,
    backward: (gradient, gradients) => {
      const within = g.node("Equal", [free, logVariance]);
      const dv = g.node("Where", [within, gradient.logVariance, g.scalar(0)]);
      gradients.set(latentName.mean, gemm(g, h, gradient.mean, { transA: true }));
      gradients.set(latentName.logVariance, gemm(g, h, dv, { transA: true }));
      const fromMean = gemm(g, gradient.mean, latentName.mean, { transB: true });
      return gemm(g, dv, latentName.logVariance, { transB: true, add: fromMean });
    },
  };
}

/** z = μ + exp(v / 2) ε. dμ = dz, dv = dz ∘ (z − μ) / 2. */
export function sampleLatent(g: GraphBuilder, { mean, logVariance }: Posterior, noise: TensorName) {
  const spread = g.node("Mul", [g.node("Exp", [g.node("Mul", [logVariance, g.scalar(0.5)])]), noise]);
  return {
    output: g.node("Add", [mean, spread]),
    backward: (dz: TensorName): PosteriorGradient => ({
      mean: dz,
      logVariance: g.node("Mul", [g.node("Mul", [dz, spread]), g.scalar(0.5)]),
    }),
  };
}

export interface Divergence {
  /** Nats, the mean over the batch; a scalar. */
  readonly kl: TensorName;
  /** What the loss counts: dimensions whose mean divergence is below `freeBits` cost `freeBits`. A scalar. */
  readonly counted: TensorName;
  /** For a gradient `weight` (scalar) of `counted`. */
  backward(weight: TensorName): PosteriorGradient;
}

/**
 * KL_i = (μ² + e^v − v − 1) / 2 for each dimension, and Σ_i max(mean over the batch of KL_i, freeBits).
 * dμ = μ / batch, dv = (e^v − 1) / 2 / batch, where the dimension is above its free bits.
 */
export function divergence(g: GraphBuilder, { mean, logVariance }: Posterior, freeBits: TensorName): Divergence {
  const variance = g.node("Exp", [logVariance]);
  const less = g.node("Sub", [variance, g.scalar(1)]);
  const squares = g.node("Add", [g.node("Mul", [mean, mean]), g.node("Sub", [less, logVariance])]);
  const each = g.node("ReduceMean", [g.node("Mul", [squares, g.scalar(0.5)]), g.integers(0)], {
    attributes: { keepdims: 0 },
  }); // [latent]
  const sum = (x: TensorName): TensorName => g.node("ReduceSum", [x], { attributes: { keepdims: 0 } });
  return {
    kl: sum(each),
    counted: sum(g.node("Max", [each, freeBits])),
    backward: (weight) => {
      const costs = toFloat(g, g.node("Greater", [each, freeBits])); // [latent]
      const rows = toFloat(g, g.node("Gather", [g.node("Shape", [mean]), g.integer(0)]));
      const factor = g.node("Mul", [costs, g.node("Div", [weight, rows])]);
      return {
        mean: g.node("Mul", [mean, factor]),
        logVariance: g.node("Mul", [g.node("Mul", [less, g.scalar(0.5)]), factor]),
      };
    },
  };
}

function toFloat(g: GraphBuilder, x: TensorName): TensorName {
  return g.node("Cast", [x], { attributes: { to: { type: "float32" } } });
}
