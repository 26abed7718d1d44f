/** @file The requests about what depends on what: the logit lens, ablations, heads by effect, a response without some heads. */

import { UserError } from "../../core/base/errors.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { Handlers } from "../../protocol/endpoint.ts";
import { finite, owned } from "../../protocol/wire.ts";
import { ablated, chances, lens } from "../capture/ablation.ts";
import type { CaptureStore } from "../capture/captureStore.ts";
import { generateAblated } from "../capture/generateAblated.ts";

type Served = "logitLens" | "ablate" | "ablateHeads" | "generateAblated";

export function ablationHandlers(captures: CaptureStore): Pick<Handlers<EngineContract>, Served> {
  return {
    async logitLens({ token, topK, ...input }, { signal }) {
      const { run, open } = await captures.get(input, signal);
      written([token, token + 1], run.length);
      const rows = await lens(run, token, topK);
      return {
        rows: rows.map(({ depth, probability, rank, topIds, topProbabilities }) => ({
          depth: finite(depth),
          probability: finite(probability),
          rank: finite(rank),
          top: topIds.map((id, i) => {
            return { id: finite(id), text: open.tokenizer.textOf(id), probability: finite(topProbabilities[i] ?? 0) };
          }),
        })),
      };
    },

    async ablate({ heads, masked, tokens, ...input }, { signal }) {
      const { run, open } = await captures.get(input, signal);
      written(tokens, run.length);
      const last = run.residuals.at(-1) ?? new Float32Array(0);
      const before = await chances(run, last, tokens);
      const after = await chances(run, await ablated(run, { heads, masked }, signal), tokens);
      const at = after.choices.findIndex((id, i) => id !== before.choices[i]);
      const text = (id: number | undefined): string => open.tokenizer.textOf(id ?? 0);
      return {
        before: owned(before.probabilities),
        after: owned(after.probabilities),
        changed:
          at < 0
            ? null
            : { token: finite(tokens[0] + at), text: text(after.choices[at]), before: text(before.choices[at]) },
      };
    },

    async ablateHeads({ tokens, ...input }, { signal, emit }) {
      const { run } = await captures.get(input, signal);
      written(tokens, run.length);
      const last = run.residuals.at(-1) ?? new Float32Array(0);
      const before = logarithm((await chances(run, last, tokens)).probabilities);
      const { layers, heads: all } = run.model;
      const heads = [];
      for (let layer = 0; layer < layers; layer++) {
        for (let head = 0; head < all; head++) {
          const without = await ablated(run, { heads: [{ layer, head }], masked: [] }, signal);
          const after = logarithm((await chances(run, without, tokens)).probabilities);
          heads.push({ layer: finite(layer), head: finite(head), after: finite(after) });
        }
        emit({ done: finite(layer + 1), total: finite(layers) });
      }
      return { before: finite(before), heads };
    },

    async generateAblated({ heads, masked, kept, maxNewTokens, ...input }, { signal, emit }) {
      const { run, open } = await captures.get(input, signal);
      const ids: number[] = [];
      const { endTokenId } = open.manifest;
      await generateAblated({
        open,
        model: run.model,
        input,
        ablation: { heads, masked },
        kept,
        maxNewTokens,
        signal,
        onToken: (id) => emit({ written: finite(ids.push(id)) }),
      });
      return {
        tokens: ids.map((id) => ({ id: finite(id), text: id === endTokenId ? "" : open.tokenizer.textOf(id) })),
        ended: ids.at(-1) === endTokenId,
      };
    },
  };
}

/** Far below anything that happens, for a token that has become impossible. */
const least = 1e-30;

/** Of all tokens together, in nats. */
function logarithm(probabilities: Float32Array): number {
  return probabilities.reduce((sum, p) => sum + Math.log(Math.max(least, p)), 0);
}

function written([from, to]: readonly [number, number], length: number): void {
  if (from >= 1 && from < to && to <= length) return;
  throw new UserError(
    "no-such-token",
    `The tokens ${from} to ${to - 1} of this run were written by none of its tokens.`,
    "Choose a token after the first one.",
  );
}
