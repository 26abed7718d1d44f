/**
 * @file The decoding loop: any number of prompts at once, one token of each per call of the graph. Prompts are padded on the left, so
 * that the newest token of every row stands in the last column; position ids and the mask leave the padding out. Rows that
 * have ended leave the batch once they are half of it. What all prompts begin with is computed and read once for all of them: reading
 * every row's own copy from memory would take most of the time.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import type { DecoderSession, Feed } from "../model/decoderSession.ts";
import type { KeyValueCache } from "../model/keyValueCache.ts";
import { commonLength, type Fed } from "../model/recentCaches.ts";
import type { Chooser, ChosenToken } from "./choose.ts";

export interface Prompt {
  /** Token ids, those of a response that goes on included; at least one. */
  readonly ids: readonly number[];
  /** Position ids, one per token. */
  readonly coupledIds: readonly number[];
  /** What the response goes on with before the model chooses, in order. */
  readonly forced?: readonly number[];
  /** The position id of the next response token, called once for each in order. */
  readonly coupledIdOf: (id: number) => number;
  readonly choose: Chooser;
}

export interface DecodeOptions {
  readonly endTokenId: number;
  /** Prompt and response together, in tokens. */
  readonly contextLength: number;
  readonly maxNewTokens: number;
  readonly signal: CancelSignal;
  /** Each token as it is decided, forced ones and the end token too. `row` indexes the prompts, `stop` is given with a row's last token. */
  readonly onToken: (row: number, token: ChosenToken, stop: Stop | undefined) => void;
  /** How many tokens of a row the graph is about to compute, before each call; what a cache holds is not computed. */
  readonly onFeed?: (tokens: number) => void;
}

export type Stop = "end" | "length" | "context";

interface Row {
  readonly index: number;
  readonly prompt: Prompt;
  /** Prompt and response so far. */
  readonly ids: number[];
  readonly coupledIds: number[];
  stop: Stop | undefined;
}

/** Resolves with why each row stopped. Throws `Cancelled` within one token of the signal. Prompts must fit the context. */
export async function decodeBatch(
  session: DecoderSession,
  prompts: readonly Prompt[],
  options: DecodeOptions,
): Promise<Stop[]> {
  const all = prompts.map((prompt, index): Row => {
    return { index, prompt, ids: [...prompt.ids], coupledIds: [...prompt.coupledIds], stop: undefined };
  });
  let rows: readonly Row[] = all;
  let cache: KeyValueCache | undefined;
  let feed: Feed | undefined;
  const [first] = all;
  const keep = () => first && all.length === 1 && cache && session.recent.keep(first, cache);
  while (rows.some(({ stop }) => stop === undefined)) {
    // A cancel arrives as a message, and messages are read between turns of the event loop.
    await nextTurn();
    if (options.signal.aborted) keep();
    throwIfCancelled(options.signal);
    let logits: Float32Array;
    try {
      cache ??= await knownCache(session, rows, options);
      feed ??= feedFrom(rows, cache.length);
      options.onFeed?.(feed.sequence);
      logits = await session.run(feed, cache);
    } catch (error) {
      await session.fallBack(error);
      cache = undefined;
      feed = undefined;
      continue;
    }
    for (const [column, row] of rows.entries()) {
      if (row.stop === undefined) take(row, lastLogits(logits, feed, column, session.vocabularySize), options);
    }
    const going = rows.flatMap((row, column) => (row.stop === undefined ? [column] : []));
    if (going.length > 0 && going.length * 2 <= rows.length) {
      cache.keepRows(going);
      rows = going.flatMap((column) => rows[column] ?? []);
    }
    feed = nextFeed(rows);
  }
  keep();
  return all.map(({ stop }) => stop ?? "length");
}

/** Below this, what rows have in common is not worth a call of its own. */
const shortestShared = 16;

/** A cache with what is known of the rows: of a single one from recent runs, of several their common beginning, which is computed once. */
async function knownCache(
  session: DecoderSession,
  rows: readonly Row[],
  { onFeed }: DecodeOptions,
): Promise<KeyValueCache> {
  const { recent } = session;
  const [first, ...others] = rows;
  if (first === undefined || others.length === 0) {
    return (first && recent.longest(first)) ?? session.emptyCache(rows.length);
  }
  // Each row keeps a token of its own to be fed.
  const shortest = Math.min(...rows.map(({ ids }) => ids.length)) - 1;
  const length = Math.min(shortest, ...others.map((row) => commonLength(first, row)));
  if (!session.canShare || length < shortestShared) return session.emptyCache(rows.length);
  const beginning = { ids: first.ids.slice(0, length), coupledIds: first.coupledIds.slice(0, length) };
  const shared = recent.longest(beginning) ?? session.emptyCache(1);
  const feed = feedFrom([beginning], shared.length);
  onFeed?.(feed.sequence);
  await session.run(feed, shared);
  recent.keep(beginning, shared);
  return session.emptyCache(rows.length, shared.beginning(length, length));
}

function take(row: Row, logits: Float32Array, options: DecodeOptions): void {
  const made = row.ids.length - row.prompt.ids.length + 1;
  const token = row.prompt.choose(logits, row.prompt.forced?.[made - 1]);
  if (token.id === options.endTokenId) row.stop = "end";
  else if (row.ids.length + 1 >= options.contextLength) row.stop = "context";
  else if (made >= options.maxNewTokens) row.stop = "length";
  row.ids.push(token.id);
  row.coupledIds.push(row.stop === "end" ? 0 : row.prompt.coupledIdOf(token.id));
  options.onToken(row.index, token, row.stop);
}

function lastLogits(logits: Float32Array, { sequence }: Feed, row: number, vocabularySize: number): Float32Array {
  const end = (row + 1) * sequence * vocabularySize;
  return logits.subarray(end - vocabularySize, end);
}

/** Everything from the token at `known` on, in one call: for the prompts, and to begin again on another device. */
function feedFrom(rows: readonly Fed[], known: number): Feed {
  const sequence = Math.max(...rows.map(({ ids }) => ids.length)) - known;
  const feed = emptyFeed(rows.length, sequence);
  for (const [column, { ids, coupledIds }] of rows.entries()) {
    const start = column * sequence + sequence - ids.length;
    for (let i = known; i < ids.length; i++) {
      feed.ids[start + i] = BigInt(ids[i] ?? 0);
      feed.coupledIds[start + i] = BigInt(coupledIds[i] ?? 0);
      feed.positions[start + i] = BigInt(i);
      feed.mask[start + i] = 1n;
    }
  }
  return feed;
}

/** The newest token of each row. A row that has ended goes on with its last token, unread. */
function nextFeed(rows: readonly Row[]): Feed {
  const feed = emptyFeed(rows.length, 1);
  for (const [column, { ids, coupledIds }] of rows.entries()) {
    feed.ids[column] = BigInt(ids.at(-1) ?? 0);
    feed.coupledIds[column] = BigInt(coupledIds.at(-1) ?? 0);
    feed.positions[column] = BigInt(ids.length - 1);
    feed.mask[column] = 1n;
  }
  return feed;
}

function emptyFeed(batch: number, sequence: number): Feed {
  const cells = () => new BigInt64Array(batch * sequence);
  return { batch, sequence, ids: cells(), coupledIds: cells(), positions: cells(), mask: cells() };
}
