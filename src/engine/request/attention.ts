/** @file The requests about the activations of a run: capture, tiles, rows, spans, scores and hidden states. */

import { EarlierTokens, type HeadScores, ScoreSums, type scoreNames } from "../../core/attention/headScores.ts";
import { SpanSums } from "../../core/attention/spanSums.ts";
import { type Range, Tile } from "../../core/attention/tile.ts";
import { UserError } from "../../core/base/errors.ts";
import { countText } from "../../core/format/figures.ts";
import type { HeadSet, RunInput } from "../../protocol/activations.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { Handlers } from "../../protocol/endpoint.ts";
import type { Result } from "../../protocol/request.ts";
import { type Finite, finite, owned } from "../../protocol/wire.ts";
import type { AttentionSource } from "../capture/attentionSource.ts";
import type { CaptureStore } from "../capture/captureStore.ts";
import { combinedRows } from "../capture/combinedRows.ts";
import type { LatentCaptures } from "../capture/latentCaptures.ts";
import { statesOf } from "../capture/states.ts";
import { capture } from "./capture.ts";

type Served =
  | "capture"
  | "attentionTile"
  | "attentionRow"
  | "attentionMatrix"
  | "attentionSpans"
  | "headScores"
  | "activations";

/** More numbers than this are not sent at once. */
const largestMatrix = 2 ** 24;

/** Who holds what was read. */
export interface ActivationStores {
  readonly captures: CaptureStore;
  readonly latentCaptures: LatentCaptures;
}

/** `clock` gives milliseconds. */
export function attentionHandlers(
  stores: ActivationStores,
  clock: () => number,
): Pick<Handlers<EngineContract>, Served> {
  const { captures } = stores;
  return {
    capture: (params, context) => capture(params, context, stores, clock),

    async attentionTile({ set, queries, keys, rows, columns, pooling, ...input }, { signal }) {
      const run = await readFor(stores, set, input, signal);
      const tile = new Tile({
        queries: within(queries, run.length),
        keys: within(keys, run.length),
        rows,
        columns,
        pooling,
      });
      await combinedRows(run, set, within(queries, run.length), signal, (query, row) => tile.add(query, row));
      return { rows: finite(tile.rows), columns: finite(tile.columns), bytes: owned(tile.bytes()) };
    },

    async attentionRow({ set, token, direction, ...input }, { signal }) {
      const run = await readFor(stores, set, input, signal);
      const found = new Float32Array(run.length);
      within([token, token + 1], run.length);
      if (direction === "out")
        await combinedRows(run, set, [token, token + 1], signal, (_, row) =>
          found.set(row.subarray(0, seen(run, token))),
        );
      else
        await combinedRows(run, set, [run.isCausal ? token : 0, run.length], signal, (query, row) => {
          found[query] = row[token] ?? 0;
        });
      return { weights: owned(found) };
    },

    async attentionMatrix({ set, queries, keys, ...input }, { signal }) {
      const run = await readFor(stores, set, input, signal);
      const [rows, columns] = [within(queries, run.length), within(keys, run.length)];
      const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]];
      if (height * width > largestMatrix) {
        throw new UserError(
          "matrix-too-large",
          `A matrix of ${countText(height)} by ${countText(width)} numbers is too large to send.`,
          "Zoom in to a part of it.",
        );
      }
      const found = new Float32Array(height * width);
      await combinedRows(run, set, rows, signal, (query, row) => {
        found.set(row.subarray(columns[0], columns[1]), (query - rows[0]) * width);
      });
      return { weights: owned(found) };
    },

    async attentionSpans({ set, queries, keys, ...input }, { signal }) {
      const run = await readFor(stores, set, input, signal);
      const sums = new SpanSums(queries, keys);
      const from = Math.min(run.length, ...queries.map(([start]) => start));
      const to = Math.min(run.length, Math.max(0, ...queries.map(([, end]) => end)));
      await combinedRows(run, set, [from, to], signal, (query, row) => sums.add(query, row));
      return { weights: owned(sums.shares()) };
    },

    async headScores({ steps, operands, ...input }, { signal, emit }) {
      const run = await readUpTo(Number.POSITIVE_INFINITY, stores, input, signal);
      const promptTokens = input.latent ? run.length : (await captures.tokensOf(input)).promptTokens;
      const earlier = new EarlierTokens(run.ids);
      const response: Range = [Math.max(0, promptTokens - 1), run.length - 1];
      const scored = { ids: run.ids, steps, response, operands, seesLater: !run.isCausal };
      const { layers, heads, firstReader } = run;
      const found: Result<EngineContract, "headScores">["heads"] = [];
      for (let layer = 0; layer < layers; layer++) {
        for (let head = 0; head < heads; head++) {
          const sums = new ScoreSums(scored, earlier);
          const set = { heads: [{ layer, head }] };
          await combinedRows(run, set, [firstReader, run.length], signal, (query, row) => sums.add(query, row));
          found.push({ layer: finite(layer), head: finite(head), scores: finiteScores(sums.scores()) });
        }
        emit({ done: finite(layer + 1), total: finite(layers) });
      }
      return { heads: found };
    },

    async activations({ layer, component, positions, ...input }, { signal }) {
      const { run } = await captures.get(input, signal);
      for (const position of positions) within([position, position + 1], run.length);
      const values = await statesOf(run, layer, component, positions, signal);
      return { values: owned(values), width: finite(values.length / Math.max(1, positions.length)) };
    },
  };
}

/** The run, as far as the set needs it. */
function readFor(stores: ActivationStores, { heads, through }: HeadSet, input: RunInput, signal: CancelSignal) {
  const last = through ? Number.POSITIVE_INFINITY : Math.max(0, ...heads.map(({ layer }) => layer));
  return readUpTo(last, stores, input, signal);
}

/** The run, as far as a layer. */
async function readUpTo(
  layer: number,
  { captures, latentCaptures }: ActivationStores,
  input: RunInput,
  signal: CancelSignal,
): Promise<AttentionSource> {
  if (input.latent) return (await latentCaptures.get(input.modelDir, input.latent, signal)).run;
  return (await captures.upTo(layer, input, signal)).run;
}

/** How many tokens a token can see, from the first on. */
function seen({ isCausal, length }: AttentionSource, token: number): number {
  return isCausal ? token + 1 : length;
}

function finiteScores(scores: HeadScores): Record<(typeof scoreNames)[number], Finite | null> {
  const of = (name: (typeof scoreNames)[number]): Finite | null => {
    const value = scores[name];
    return value === null ? null : finite(value);
  };
  return {
    previousToken: of("previousToken"),
    duplicateToken: of("duplicateToken"),
    induction: of("induction"),
    firstToken: of("firstToken"),
    ruleLine: of("ruleLine"),
    operands: of("operands"),
    entropy: of("entropy"),
    distance: of("distance"),
  };
}

/** The range, if the run has it. Throws a UserError otherwise. */
function within([from, to]: Range, length: number): Range {
  if (from < to && to <= length) return [from, to];
  throw new UserError(
    "no-such-token",
    `The run has no tokens ${from} to ${to - 1}: it has ${length}.`,
    "Choose others, or reopen the view.",
  );
}
