/**
 * @file Causal attention of heads that see only the last `window` tokens, over whole sequences: queries are cut into blocks at least as
 * long as the window, so that a block meets only the keys of its own and the previous block. Work grows with sequence × window, not with
 * the sequence's square. Gives exactly what full attention with a mask gives.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";
import { attend, type HeadAttention, type HeadInputs } from "./attention.ts";

/** How sequences are cut. Int64 scalars. */
export interface Blocks {
  readonly blocks: TensorName;
  readonly blockLength: TensorName;
  /** blocks * blockLength: what sequences must be padded to. */
  readonly sequence: TensorName;
}

/** The cut for the longest window of a model: as many blocks as fit that are no shorter than the window, and at least one. */
export function cutBlocks(g: GraphBuilder, sequence: TensorName, window: number): Blocks {
  const one = g.integer(1);
  const blocks = g.node("Max", [one, g.node("Div", [sequence, g.integer(window)])]);
  const rounded = g.node("Add", [sequence, g.node("Sub", [blocks, one])]);
  const blockLength = g.node("Div", [rounded, blocks]);
  return { blocks, blockLength, sequence: g.node("Mul", [blocks, blockLength]) };
}

/** The same cut for a known sequence. */
export function blocksOf(sequence: number, window: number): { blocks: number; blockLength: number } {
  const blocks = Math.max(1, Math.floor(sequence / window));
  return { blocks, blockLength: Math.ceil(sequence / blocks) };
}

/** What depends on the sequence's length and the window alone; shared by all layers. */
export interface WindowPlan {
  /** [block, query in block, key in two blocks] */
  readonly bias: TensorName;
  /** [block, 2] int64: the previous block (the first has itself, masked) and the own one. */
  readonly meets: TensorName;
  /** [block] int64 each: where a block stands among those met, [block * 2]: as itself, and as the previous one of the next. */
  readonly asOwn: TensorName;
  readonly asPrevious: TensorName;
  readonly blocks: TensorName;
  readonly blockLength: TensorName;
}

const blocked = -1e9;

/** `sight`, an int64 scalar, shortens the window where it is less. */
export function planWindow(
  g: GraphBuilder,
  { blocks, blockLength }: Blocks,
  window: number,
  sight?: TensorName,
): WindowPlan {
  const [zero, one, two] = [g.integer(0), g.integer(1), g.integer(2)];
  const count = (limit: TensorName): TensorName => g.node("Range", [zero, limit, one]);
  const column = (x: TensorName): TensorName => g.node("Unsqueeze", [x, g.integers(1)]);
  const vector = (x: TensorName): TensorName => g.node("Unsqueeze", [x, g.integers(0)]);

  const key = g.node("Sub", [count(g.node("Mul", [blockLength, two])), blockLength]); // from the block's start on
  const distance = g.node("Sub", [column(count(blockLength)), key]); // [query, key]
  const limit = sight === undefined ? g.integer(window) : g.node("Min", [g.integer(window), sight]);
  const near = g.node("And", [g.node("GreaterOrEqual", [distance, zero]), g.node("Less", [distance, limit])]);
  const index = count(blocks);
  const start = g.node("Unsqueeze", [g.node("Mul", [index, blockLength]), g.integers(1, 2)]); // [block, 1, 1]
  const exists = g.node("GreaterOrEqual", [g.node("Add", [start, key]), zero]); // [block, 1, key]
  const previous = g.node("Max", [g.node("Sub", [index, one]), zero]);
  const next = g.node("Add", [index, one]);
  // The last block is nobody's previous one. It stands in for it where the first block meets itself masked, without gradient.
  const hasNext = g.node("Cast", [g.node("Less", [next, blocks])], { attributes: { to: { type: "int64" } } });
  return {
    bias: g.node("Where", [g.node("And", [near, exists]), g.scalar(0), g.scalar(blocked)]),
    meets: g.node("Concat", [column(previous), column(index)], { attributes: { axis: 1 } }),
    asOwn: g.node("Add", [g.node("Mul", [index, two]), one]),
    asPrevious: g.node("Mul", [g.node("Mul", [next, two]), hasNext]),
    blocks: vector(blocks),
    blockLength: vector(blockLength),
  };
}

/** Attention of a group of heads over sequences of whole blocks. */
export function attendWindow(
  g: GraphBuilder,
  plan: WindowPlan,
  { query, key, value, ...rest }: HeadInputs,
): HeadAttention {
  const { headWidth } = rest;
  const gather = (x: TensorName, index: TensorName): TensorName =>
    g.node("Gather", [x, index], { attributes: { axis: 1 } });
  const shape = (...parts: TensorName[]): TensorName => g.node("Concat", parts, { attributes: { axis: 0 } });
  const width = g.integers(headWidth);
  const byBlock = shape(g.integers(-1), plan.blocks, plan.blockLength, width);
  const double = g.node("Mul", [plan.blockLength, g.integers(2)]);
  const byPair = shape(g.integers(-1), plan.blocks, double, width);
  const met = shape(g.integers(-1), g.node("Mul", [plan.blocks, g.integers(2)]), plan.blockLength, width);
  const whole = g.node("Shape", [query]);
  const cut = (x: TensorName): TensorName => g.node("Reshape", [x, byBlock]); // [batch * head, block, query, headWidth]
  const pair = (x: TensorName): TensorName => g.node("Reshape", [gather(cut(x), plan.meets), byPair]); // two blocks of keys
  const join = (x: TensorName): TensorName => g.node("Reshape", [x, whole]);

  const attention = attend(g, { ...rest, query: cut(query), key: pair(key), value: pair(value), bias: plan.bias });
  return {
    output: join(attention.output),
    backward: (dO) => {
      const inner = attention.backward(cut(dO));
      // A block of keys is met twice: its gradients are added.
      const collect = (x: TensorName): TensorName => {
        const parts = g.node("Reshape", [x, met]);
        return join(g.node("Add", [gather(parts, plan.asOwn), gather(parts, plan.asPrevious)]));
      };
      return { query: join(inner.query), key: collect(inner.key), value: collect(inner.value) };
    },
  };
}
