/**
 * @file Rotary positions (Su et al., "RoFormer", 2021; the half-split layout of Llama) for each head separately. A head without positions is turned by
 * angle zero, so that all heads go through one operator. The angles are computed for the positions at hand: no table, no
 * longest sequence.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";

/** The angles of the positions at hand, for a group of any heads. */
export interface RotaryAngles {
  /** [head + token, headWidth / 2]; the first rows are angle zero. */
  readonly cos: TensorName;
  readonly sin: TensorName;
  readonly negatedSin: TensorName;
  /** The row of each token: [token, 1] int64. */
  readonly tokenRow: TensorName;
}

export interface RotaryOptions {
  /** How many heads are turned together at most. */
  readonly heads: number;
  readonly headWidth: number;
  readonly base: number;
}

/** Angles for positions [token] int64. */
export function rotaryAngles(g: GraphBuilder, positions: TensorName, options: RotaryOptions): RotaryAngles {
  const half = options.headWidth / 2;
  // The operator takes the heads for its sequence and wants at least as many rows, even when there is a single token.
  const origins = options.heads;
  const inverseFrequency = Array.from({ length: half }, (_, i) => options.base ** (-i / half));
  const zeros = g.node("ConstantOfShape", [g.integers(origins)]);
  const all = g.node("Concat", [zeros, toFloat(g, positions)], { attributes: { axis: 0 } }); // [head + token]
  const column = g.node("Unsqueeze", [all, g.integers(1)]);
  const angles = g.node("Mul", [column, g.constant({ type: "float32", shape: [1, half], values: inverseFrequency })]);
  const count = g.node("Squeeze", [g.node("Shape", [all]), g.integers(0)]);
  const sin = g.node("Sin", [angles]);
  return {
    cos: g.node("Cos", [angles]),
    sin,
    negatedSin: g.node("Neg", [sin]),
    tokenRow: g.node("Unsqueeze", [g.node("Range", [g.integer(origins), count, g.integer(1)]), g.integers(1)]),
  };
}

/** The row of each token for each head of a group, [token, head] int64: a head without positions has row 0. */
export function rotaryRows(g: GraphBuilder, { tokenRow }: RotaryAngles, rotary: readonly boolean[]): TensorName {
  return g.node("Mul", [
    tokenRow,
    g.constant({ type: "int64", shape: [1, rotary.length], values: rotary.map(Number) }),
  ]);
}

export interface Rotated {
  /** [token, head, headWidth] */
  readonly output: TensorName;
  backward(outputGradient: TensorName): TensorName;
}

/**
 * Turns each pair (x_i, x_{i + headWidth/2}) of x [token, head, headWidth] by its angle. A rotation is orthogonal, so the
 * gradient is turned back by the same angle.
 */
export function rotate(g: GraphBuilder, x: TensorName, angles: RotaryAngles, rows: TensorName): Rotated {
  const turn = (input: TensorName, sin: TensorName): TensorName =>
    g.node("RotaryEmbedding", [input, rows, angles.cos, sin], { domain: "com.microsoft" });
  return { output: turn(x, angles.sin), backward: (dy) => turn(dy, angles.negatedSin) };
}

function toFloat(g: GraphBuilder, x: TensorName): TensorName {
  return g.node("Cast", [x], { attributes: { to: { type: "float32" } } });
}
