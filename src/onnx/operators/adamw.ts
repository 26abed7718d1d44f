/** @file The optimizer: clipping by the global norm, and Adam with decoupled weight decay. */
import type { GraphBuilder, TensorName } from "../graph.ts";

/** sqrt(Σ g²) over all gradients; a scalar. */
export function globalNorm(g: GraphBuilder, gradients: readonly TensorName[]): TensorName {
  const squares = gradients.map((gradient) => g.node("ReduceSumSquare", [gradient], { attributes: { keepdims: 0 } }));
  return g.node("Sqrt", [g.node("Sum", squares)]);
}

/** The factor min(1, limit / norm) that brings gradients down to the limit; a scalar. */
export function clipFactor(g: GraphBuilder, norm: TensorName, limit: number): TensorName {
  return g.node("Min", [g.scalar(1), g.node("Div", [g.scalar(limit), g.node("Add", [norm, g.scalar(1e-6)])])]);
}

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export interface AdamWScalars {
  /** What scales every gradient before it is used. */
  readonly clip: TensorName;
  readonly learningRate: TensorName;
  /** The number of this update, from 1; a float32 scalar. */
  readonly step: TensorName;
}

export interface AdamWState {
  readonly parameter: TensorName;
  readonly first: TensorName;
  readonly second: TensorName;
}

/**
 * One update of each parameter (Loshchilov and Hutter, 2019): m' = β1 m + (1 − β1) g, v' = β2 v + (1 − β2) g²,
 * p' = p − lr (m' / (1 − β1^t)) / (sqrt(v' / (1 − β2^t)) + ε) − lr decay p.
 * The bias corrections are moved into scalars, lr' = lr sqrt(1 − β2^t) / (1 − β1^t) and ε' = ε sqrt(1 − β2^t), which is the
 * same formula with fewer passes.
 */
export function adamW(g: GraphBuilder, scalars: AdamWScalars, { beta1, beta2, epsilon, weightDecay }: AdamWOptions) {
  const one = g.scalar(1);
  const corrected = (beta: number): TensorName => g.node("Sub", [one, g.node("Pow", [g.scalar(beta), scalars.step])]);
  const correction2 = g.node("Sqrt", [corrected(beta2)]);
  const rate = g.node("Div", [g.node("Mul", [scalars.learningRate, correction2]), corrected(beta1)]);
  const smallest = g.node("Mul", [g.scalar(epsilon), correction2]);
  const kept = g.node("Sub", [one, g.node("Mul", [scalars.learningRate, g.scalar(weightDecay)])]);
  const firstShare = g.node("Mul", [scalars.clip, g.scalar(1 - beta1)]);
  const secondShare = g.node("Mul", [g.node("Mul", [scalars.clip, scalars.clip]), g.scalar(1 - beta2)]);

  return (state: AdamWState, gradient: TensorName, decay: boolean): AdamWState => {
    const scaled = (x: TensorName, factor: TensorName): TensorName => g.node("Mul", [x, factor]);
    const first = g.node("Add", [scaled(state.first, g.scalar(beta1)), scaled(gradient, firstShare)]);
    const square = g.node("Mul", [gradient, gradient]);
    const second = g.node("Add", [scaled(state.second, g.scalar(beta2)), scaled(square, secondShare)]);
    const direction = g.node("Div", [first, g.node("Add", [g.node("Sqrt", [second]), smallest])]);
    const base = decay && weightDecay !== 0 ? scaled(state.parameter, kept) : state.parameter;
    return { parameter: g.node("Sub", [base, scaled(direction, rate)]), first, second };
  };
}
