/**
 * @file How many floating-point operations the matrix products of a training step take. Nothing else is counted: neither the elementwise
 * work nor the product that sums the embeddings' gradients, which only stands in for an addition.
 */
import { causalSegments } from "../operators/causalAttention.ts";
import { blocksOf } from "../operators/windowedAttention.ts";
import { sizeOf } from "../parameters.ts";
import { parameterTable } from "./parameterTable.ts";
import { longestWindowOf, type TransformerSpec } from "./specification.ts";

export interface BatchExtents {
  readonly batch: number;
  readonly sequence: number;
  /** Tokens that have a label; only these get logits. */
  readonly labeled: number;
}

/**
 * A product x W takes 2 operations per token and weight, and its two gradients 4: 6 · tokens · weights for the blocks, and
 * 6 · labeled tokens · vocabulary · width for the logits. Attention has two products forward and four backward over the
 * (query, key) pairs that are computed: 12 · pairs · headWidth for each head. Pairs that the windows and the causal segments
 * leave out are not computed and not counted; pairs that are computed and then masked are. Padding to whole blocks
 * counts in the pairs only.
 */
export function trainingFlops(spec: TransformerSpec, { batch, sequence, labeled }: BatchExtents): number {
  const { width, vocabularySize, layers, attention } = spec;
  const blockWeights = parameterTable(spec)
    .filter(({ name, shape }) => name.startsWith("block.") && shape.length === 2)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const longest = longestWindowOf(spec);
  const cut = longest === undefined ? undefined : blocksOf(sequence, longest);
  const pairsOf = (window: number | null): number =>
    attention.causal ? causalPairs(sequence, window, cut) : sequence * sequence;
  const pairs = layers.flatMap(({ heads }) => heads).reduce((sum, { window }) => sum + pairsOf(window), 0);
  return (
    6 * batch * sequence * blockWeights +
    6 * labeled * vocabularySize * width +
    12 * batch * pairs * attention.headWidth
  );
}

function causalPairs(sequence: number, window: number | null, cut: ReturnType<typeof blocksOf> | undefined): number {
  const padded = cut === undefined ? sequence : cut.blocks * cut.blockLength;
  if (window !== null && cut !== undefined) return padded * 2 * cut.blockLength;
  let pairs = 0;
  for (let i = 0; i < causalSegments; i++) {
    const start = Math.ceil((i * padded) / causalSegments);
    const end = Math.ceil(((i + 1) * padded) / causalSegments);
    pairs += (end - start) * end;
  }
  return pairs;
}
