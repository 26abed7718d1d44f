/**
 * @file Causal attention of heads that see all earlier tokens, over whole sequences: queries are cut into a few segments, and a segment meets
 * only the keys up to its own end. With n segments (n + 1) / 2n of the full square is computed. Gives exactly what full attention
 * with a mask gives.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";
import { attend, type HeadAttention, type HeadInputs } from "./attention.ts";
import { joinParts, part } from "./parts.ts";

/** More segments compute fewer masked pairs, with more and smaller operators; beyond two the gain is lost in the noise. */
export const causalSegments = 2;

/** What depends on the sequence's length alone; shared by all layers. */
export interface CausalPlan {
  readonly segments: readonly Segment[];
}

interface Segment {
  /** [1] int64 each: the first query, and the place after the last; the keys go up to there as well. */
  readonly start: TensorName;
  readonly end: TensorName;
  /** Whether it is the last one, which meets all keys. */
  readonly whole: boolean;
  /** [query, key] */
  readonly bias: TensorName;
  /** Pads the keys' gradients [batch, head, key, headWidth] to the whole sequence: [8] int64. */
  readonly padding: TensorName;
}

const blocked = -1e9;

/** `sequence` is an int64 scalar. */
export function planCausal(g: GraphBuilder, sequence: TensorName, segments = causalSegments): CausalPlan {
  const bound = (i: number): TensorName => {
    const share = g.node("Add", [g.node("Mul", [sequence, g.integer(i)]), g.integer(segments - 1)]);
    return g.node("Div", [share, g.integer(segments)]); // rounded up
  };
  const bounds = Array.from({ length: segments + 1 }, (_, i) =>
    i === 0 ? g.integer(0) : i === segments ? sequence : bound(i),
  );
  const vector = (x: TensorName): TensorName => g.node("Unsqueeze", [x, g.integers(0)]);
  return {
    segments: Array.from({ length: segments }, (_, i): Segment => {
      const [start, end] = [part(bounds, i), part(bounds, i + 1)];
      const query = g.node("Unsqueeze", [g.node("Range", [start, end, g.integer(1)]), g.integers(1)]);
      const key = g.node("Range", [g.integer(0), end, g.integer(1)]);
      const missing = vector(g.node("Sub", [sequence, end]));
      return {
        start: vector(start),
        end: vector(end),
        whole: i === segments - 1,
        bias: g.node("Where", [g.node("LessOrEqual", [key, query]), g.scalar(0), g.scalar(blocked)]),
        padding: g.node("Concat", [g.integers(0, 0, 0, 0, 0, 0), missing, g.integers(0)], { attributes: { axis: 0 } }),
      };
    }),
  };
}

export function attendCausal(
  g: GraphBuilder,
  { segments }: CausalPlan,
  { query, key, value, ...rest }: HeadInputs,
): HeadAttention {
  const axis = g.integers(2);
  const queriesOf = ({ start, end }: Segment, x: TensorName): TensorName => g.node("Slice", [x, start, end, axis]);
  const keysOf = ({ end, whole }: Segment, x: TensorName): TensorName =>
    whole ? x : g.node("Slice", [x, g.integers(0), end, axis]);
  const attended = segments.map((segment) => {
    const inputs = { query: queriesOf(segment, query), key: keysOf(segment, key), value: keysOf(segment, value) };
    return { segment, attention: attend(g, { ...rest, ...inputs, bias: segment.bias }) };
  });
  return {
    output: joinParts(
      g,
      attended.map(({ attention }) => attention.output),
      2,
    ),
    backward: (dO) => {
      const gradients = attended.map(({ segment, attention }) => {
        const { query, key, value } = attention.backward(queriesOf(segment, dO));
        const pad = (x: TensorName): TensorName => (segment.whole ? x : g.node("Pad", [x, segment.padding]));
        return { query, key: pad(key), value: pad(value) };
      });
      return {
        query: joinParts(
          g,
          gradients.map((each) => each.query),
          2,
        ),
        key: g.node(
          "Sum",
          gradients.map((each) => each.key),
        ),
        value: g.node(
          "Sum",
          gradients.map((each) => each.value),
        ),
      };
    },
  };
}
