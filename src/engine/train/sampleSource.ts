/** @file A recipe's samples as token ids with coupled position ids, as the batches want them. */

import * as v from "valibot";
import { Rng } from "../../core/base/rng.ts";
import { CoupledPositions, type PositionCoupling } from "../../core/position/coupledPositions.ts";
import type { Sample, SampleSource } from "../../core/sample/batches.ts";
import type { Corpus } from "../../core/sample/corpus.ts";
import type { WordTokenizer } from "../../core/tokenizer/wordTokenizer.ts";

export interface SampleSourceOptions {
  readonly corpus: Corpus;
  readonly tokenizer: WordTokenizer;
  readonly scheme: PositionCoupling;
  /** Rows of the model's table of position embeddings; 0 = none. */
  readonly coupledPositions: number;
  /** Whether each sample numbers its places again. */
  readonly randomPositions: boolean;
  readonly seed: number;
}

const rngState = v.tuple([v.number(), v.number(), v.number(), v.number()]);
const storedState = v.object({
  corpus: v.object({ rng: rngState, drawn: v.record(v.string(), v.number()) }),
  rng: rngState,
});

/** The state is that of the corpus and of the drawing of positions. */
export function sampleSource({
  corpus,
  tokenizer,
  scheme,
  coupledPositions,
  randomPositions,
  seed,
}: SampleSourceOptions): SampleSource {
  let rng = new Rng(seed).fork("place ids");
  const coupledIdsOf = (ids: readonly number[], promptLength: number): number[] => {
    const texts = ids.map((id) => tokenizer.tokens[id] ?? "");
    const numbering = new CoupledPositions({ scheme, rows: coupledPositions, rng: randomPositions ? rng : undefined });
    return [
      ...numbering.prompt(texts.slice(0, promptLength)),
      ...texts.slice(promptLength).map((text) => numbering.push(text)),
    ];
  };
  return {
    next(): Sample {
      const { prompt, response } = corpus.next();
      const promptIds = tokenizer.encode(prompt);
      const ids = tokenizer.encode(response, [...promptIds]);
      const coupledIds = coupledIdsOf(ids, promptIds.length);
      return { ids: [...ids, tokenizer.endId], coupledIds: [...coupledIds, 0], lossStart: promptIds.length };
    },
    get state() {
      return JSON.stringify({ corpus: corpus.state, rng: rng.state });
    },
    restore(state) {
      const stored = v.parse(storedState, JSON.parse(state));
      corpus.restore(stored.corpus);
      rng = new Rng(stored.rng);
    },
  };
}
