/** @file Matrix products with an optional addend, as ONNX `Gemm`: the addend costs a copy, not a pass of its own. */
import type { GraphBuilder, TensorName } from "../graph.ts";

export interface Linear {
  /** [token, out] */
  readonly output: TensorName;
  backward(outputGradient: TensorName, options?: LinearGradientOptions): { input: TensorName; weight: TensorName };
}

export interface LinearOptions {
  /** Added to the product: the residual stream. [token, out] */
  readonly add?: TensorName;
  /** A factor of the product, which an operator before or after would otherwise have to apply. */
  readonly scale?: number;
  /** Whether `out` is larger than `in`. */
  readonly widens?: boolean;
}

export interface LinearGradientOptions {
  /** A gradient that the input already has, to be added. [token, in] */
  readonly accumulate?: TensorName;
  /** A factor of the input's gradient that the next operator back would otherwise have to apply. */
  readonly scale?: number;
}

/**
 * y = s x W + a, for x [token, in], W [in, out], a [token, out].
 * dx = s dy Wᵀ, dW = s xᵀ dy, da = dy.
 */
export function linear(
  g: GraphBuilder,
  x: TensorName,
  weight: TensorName,
  { add, scale = 1, widens = false }: LinearOptions = {},
): Linear {
  return {
    output: gemm(g, x, weight, { add, alpha: scale }),
    backward: (dy, { accumulate, scale: next = 1 } = {}) => ({
      input: gemm(g, dy, weight, { transB: true, add: accumulate, alpha: scale * next }),
      weight: weightGradient(g, x, dy, { alpha: scale, widens }),
    }),
  };
}

/**
 * alpha xᵀ dy. ONNX Runtime divides a product's rows among its threads, and takes a fifth less time when these are many: so a wide
 * gradient is made lying down, [out, in], and turned.
 */
export function weightGradient(
  g: GraphBuilder,
  x: TensorName,
  dy: TensorName,
  { alpha = 1, widens }: { readonly alpha?: number; readonly widens: boolean },
): TensorName {
  if (!widens) return gemm(g, x, dy, { transA: true, alpha });
  // Not `Gemm`: the runtime would see that it is turned and make it standing up after all.
  const attributes = { transA: 1, ...(alpha === 1 ? {} : { alpha: { float: alpha } }) };
  return g.node("Transpose", [g.node("FusedMatMul", [dy, x], { domain: "com.microsoft", attributes })]);
}

/**
 * y = x Eᵀ, for x [token, width], E [vocabulary, width]: the logits, whose matrix may be the embedding table itself.
 * dx = dy E, dE = dyᵀ x.
 */
export function project(g: GraphBuilder, x: TensorName, table: TensorName): Linear {
  return {
    output: gemm(g, x, table, { transB: true }),
    backward: (dy, { accumulate, scale } = {}) => ({
      input: gemm(g, dy, table, { add: accumulate, alpha: scale }),
      weight: gemm(g, dy, x, { transA: true }),
    }),
  };
}

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number | undefined;
  readonly add?: TensorName | undefined;
}

/** alpha op(A) op(B) + add, for matrices. */
export function gemm(
  g: GraphBuilder,
  a: TensorName,
  b: TensorName,
  { transA, transB, alpha = 1, add }: GemmOptions = {},
): TensorName {
  const attributes = {
    ...(transA === true ? { transA: 1 } : {}),
    ...(transB === true ? { transB: 1 } : {}),
    ...(alpha === 1 ? {} : { alpha: { float: alpha } }),
  };
  return g.node("Gemm", add === undefined ? [a, b] : [a, b, add], { attributes });
}

/** Σ over the rows of x [row, column]: the gradient of a bias. */
export function sumRows(g: GraphBuilder, x: TensorName): TensorName {
  return g.node("ReduceSum", [x, g.integers(0)], { attributes: { keepdims: 0 } });
}
