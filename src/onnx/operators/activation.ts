/** @file The feed-forward layer's nonlinearities, element by element. */
import type { GraphBuilder, TensorName } from "../graph.ts";

export const activationNames = ["squaredRelu", "relu", "gelu", "geluTanh", "silu"] as const;
export type Activation = (typeof activationNames)[number];

/**
 * Constant factors that an activation leaves to the matrix products around it, which apply them for free: with factors i and o it
 * computes y from i x, and the activation proper is o y.
 */
export interface ActivationScale {
  readonly input: number;
  readonly output: number;
}

export const activationScale: Readonly<Record<Activation, ActivationScale>> = {
  squaredRelu: { input: 1, output: 1 },
  relu: { input: 1, output: 1 },
  gelu: { input: Math.SQRT1_2, output: Math.SQRT1_2 },
  geluTanh: { input: 1, output: 0.5 },
  silu: { input: 1, output: 1 },
};

export interface Activated {
  readonly output: TensorName;
  /** A constant factor of the derivative that `backward` leaves to whoever makes the output's gradient. */
  readonly gradientScale: number;
  /** From `gradientScale` times the output's gradient to the input's. */
  backward(scaledOutputGradient: TensorName): TensorName;
}

/** y for an input of any shape that already has the activation's input factor. */
export function activate(g: GraphBuilder, activation: Activation, x: TensorName): Activated {
  switch (activation) {
    case "squaredRelu":
      return squaredRelu(g, x);
    case "relu":
      return relu(g, x);
    case "gelu":
      return gelu(g, x);
    case "geluTanh":
      return geluTanh(g, x);
    case "silu":
      return silu(g, x);
  }
}

/** y = max(x, 0)², dx = 2 dy max(x, 0). So et al., "Primer", 2021. The cheapest backward of them all. */
function squaredRelu(g: GraphBuilder, x: TensorName): Activated {
  const positive = g.node("Relu", [x]);
  return {
    output: g.node("Mul", [positive, positive]),
    gradientScale: 2,
    backward: (dy2) => g.node("Mul", [dy2, positive]),
  };
}

/** y = max(x, 0), dx = dy [x > 0]. */
function relu(g: GraphBuilder, x: TensorName): Activated {
  return {
    output: g.node("Relu", [x]),
    gradientScale: 1,
    backward: (dy) => g.node("Where", [g.node("Greater", [x, g.scalar(0)]), dy, g.scalar(0)]),
  };
}

/**
 * x Φ(x) with the normal distribution's Φ (Hendrycks and Gimpel, 2016; the exact form). In terms of u = x / √2 it is
 * y / √2 with y = u (1 + erf(u)), and du = dy (1 + erf(u) + u 2/√π exp(−u²)).
 */
function gelu(g: GraphBuilder, u: TensorName): Activated {
  const doubled = g.node("Add", [g.node("Erf", [u]), g.scalar(1)]); // 2 Φ(x)
  return {
    output: g.node("Mul", [u, doubled]),
    gradientScale: 1,
    backward: (dy) => {
      const exponent = g.node("Sub", [g.scalar(Math.log(2 / Math.sqrt(Math.PI))), g.node("Mul", [u, u])]);
      const slope = g.node("Mul", [u, g.node("Exp", [exponent])]);
      return g.node("Mul", [dy, g.node("Add", [doubled, slope])]);
    },
  };
}

/**
 * x Φ(x) with tanh in place of the normal distribution (Hendrycks and Gimpel, 2016), as GPT-2 and Gemma have it. With
 * t = tanh(c x (1 + a x²)), c = √(2/π), a = 0.044715, it is y / 2 with y = x (1 + t), and dx = dy (1 + t + x (1 − t²) c (1 + 3 a x²)).
 */
function geluTanh(g: GraphBuilder, x: TensorName): Activated {
  const c = Math.sqrt(2 / Math.PI);
  const a = 0.044715;
  const square = g.node("Mul", [x, x]);
  const polynomial = (factor: number): TensorName =>
    g.node("Add", [g.node("Mul", [square, g.scalar(c * factor)]), g.scalar(c)]);
  const t = g.node("Tanh", [g.node("Mul", [x, polynomial(a)])]);
  const doubled = g.node("Add", [t, g.scalar(1)]);
  return {
    output: g.node("Mul", [x, doubled]),
    gradientScale: 1,
    backward: (dy) => {
      const flat = g.node("Sub", [g.scalar(1), g.node("Mul", [t, t])]);
      const slope = g.node("Mul", [g.node("Mul", [x, flat]), polynomial(3 * a)]);
      return g.node("Mul", [dy, g.node("Add", [doubled, slope])]);
    },
  };
}

/** y = x σ(x), dx = dy (y + σ (1 − y)). */
function silu(g: GraphBuilder, x: TensorName): Activated {
  const sigmoid = g.node("Sigmoid", [x]);
  const output = g.node("Mul", [x, sigmoid]);
  return {
    output,
    gradientScale: 1,
    backward: (dy) => {
      const rest = g.node("Mul", [sigmoid, g.node("Sub", [g.scalar(1), output])]);
      return g.node("Mul", [dy, g.node("Add", [output, rest])]);
    },
  };
}
