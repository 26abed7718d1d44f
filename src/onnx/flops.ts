/**
 * @file How many floating-point operations the matrix products of a training step take. Nothing else is counted: neither the elementwise
 * work nor the product that sums the embeddings' gradients, which only stands in for an addition.
 */
import { causalSegments } from "./operators/causalAttention.ts";
import { longestWindow } from "./operators/headGroups.ts";
import { blocksOf } from "./operators/windowedAttention.ts";
import { type DecoderConfig, headWidth } from "./parameters.ts";

export interface BatchShape {
  readonly batch: number;
  readonly sequence: number;
  /** Tokens that have a label; only these get logits. */
  readonly labelled: number;
}

/**
 * A product x W takes 2 operations per token and weight, and its two gradients 4: 6 · tokens · weights for the blocks, and
 * 6 · labelled tokens · vocabulary · width for the logits. Attention has two products forward and four backward over the
 * (query, key) pairs that are computed: 12 · pairs · headWidth for each head. Pairs that the windows and the causal segments
 * leave out are not computed and not counted; pairs that are computed and then masked are. Padding to whole blocks
 * counts in the pairs only.
 */
export function trainingFlops(config: DecoderConfig, { batch, sequence, labelled }: BatchShape): number {
  const { layers, width, feedForward, vocabularySize, heads } = config;
  const blockWeights = layers * (4 * width * width + 2 * width * feedForward);
  const longest = longestWindow(heads);
  const cut = longest === undefined ? undefined : blocksOf(sequence, longest);
  const pairs = heads.reduce((sum, { window }) => sum + computedPairs(sequence, window, cut), 0);
  return (
    6 * batch * sequence * blockWeights +
    6 * labelled * vocabularySize * width +
    12 * layers * batch * pairs * headWidth(config)
  );
}

function computedPairs(sequence: number, window: number | null, cut: ReturnType<typeof blocksOf> | undefined): number {
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
