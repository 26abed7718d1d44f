/**
 * @file Rotary positions (Su et al., "RoFormer", 2021) for each head separately: pairs half a width apart (Llama) or neighbors (GPT-J), of all
 * of a head's values or the first of them. A head without positions is turned by angle zero, so that all heads go through one
 * operator. The angles are computed for the positions at hand: no table of them, no longest sequence.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";

/** The angles of the positions at hand, for a group of any heads. */
export interface RotaryAngles {
  /** [head + token, turned / 2]; the first rows are angle zero. */
  readonly cos: TensorName;
  readonly sin: TensorName;
  readonly negatedSin: TensorName;
  /** The row of each token: [token, 1] int64. */
  readonly tokenRow: TensorName;
  /** Of the operator. */
  readonly attributes: Readonly<Record<string, number>>;
}

export interface RotaryOptions {
  /** How many heads are turned together at most. */
  readonly heads: number;
  readonly headWidth: number;
  /** Radians per position of each pair. There may be fewer pairs than the head has: the values behind them are not turned. */
  readonly inverseFrequencies: readonly number[];
  /** What sine and cosine of turned heads are multiplied with; 1 when absent. */
  readonly factor?: number;
  /** Whether pairs are neighbors, not half the turned width apart. */
  readonly interleaved?: boolean;
}

/** Angles for positions [token] int64. */
export function rotaryAngles(g: GraphBuilder, positions: TensorName, options: RotaryOptions): RotaryAngles {
  const { inverseFrequencies, factor = 1, interleaved = false, headWidth } = options;
  const half = inverseFrequencies.length;
  // The operator takes the heads for its sequence and wants at least as many rows, even when there is a single token.
  const origins = options.heads;
  const zeros = g.node("ConstantOfShape", [g.integers(origins)]);
  const all = g.node("Concat", [zeros, toFloat(g, positions)], { attributes: { axis: 0 } }); // [head + token]
  const column = g.node("Unsqueeze", [all, g.integers(1)]);
  const angles = g.node("Mul", [
    column,
    g.constant({ type: "float32", shape: [1, half], values: [...inverseFrequencies] }),
  ]);
  const count = g.node("Squeeze", [g.node("Shape", [all]), g.integers(0)]);
  const scaled = (x: TensorName): TensorName => (factor === 1 ? x : scaleTokens(g, x, { origins, count, factor }));
  const sin = scaled(g.node("Sin", [angles]));
  return {
    cos: scaled(g.node("Cos", [angles])),
    sin,
    negatedSin: g.node("Neg", [sin]),
    tokenRow: g.node("Unsqueeze", [g.node("Range", [g.integer(origins), count, g.integer(1)]), g.integers(1)]),
    attributes: {
      ...(interleaved ? { interleaved: 1 } : {}),
      // The operator wants to know the heads where it turns a part of one: each row is one.
      ...(2 * half < headWidth ? { rotary_embedding_dim: 2 * half, num_heads: 1 } : {}),
    },
  };
}

/** The rows [head + token, ...] times a factor, but for the first, which stand for heads that are not turned. */
function scaleTokens(
  g: GraphBuilder,
  x: TensorName,
  { origins, count, factor }: { readonly origins: number; readonly count: TensorName; readonly factor: number },
): TensorName {
  const row = g.node("Unsqueeze", [g.node("Range", [g.integer(0), count, g.integer(1)]), g.integers(1)]);
  const turned = g.node("GreaterOrEqual", [row, g.integer(origins)]);
  return g.node("Mul", [x, g.node("Where", [turned, g.scalar(factor), g.scalar(1)])]);
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
 * Turns each pair of x [token, head, headWidth] by its angle. A rotation is orthogonal, so the gradient is turned back by the same angle;
 * a factor of sine and cosine stays.
 */
export function rotate(g: GraphBuilder, x: TensorName, angles: RotaryAngles, rows: TensorName): Rotated {
  const turn = (input: TensorName, sin: TensorName): TensorName =>
    g.node("RotaryEmbedding", [input, rows, angles.cos, sin], {
      attributes: angles.attributes,
      domain: "com.microsoft",
    });
  return { output: turn(x, angles.sin), backward: (dy) => turn(dy, angles.negatedSin) };
}

function toFloat(g: GraphBuilder, x: TensorName): TensorName {
  return g.node("Cast", [x], { attributes: { to: { type: "float32" } } });
}
