/**
 * @file A corrupted run with parts of a clean one put in, layer by layer and span by span. Only what follows the first patched token is computed
 * again: earlier tokens see nothing of it, and keys and values of the corrupted run are kept for the work's time.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { logProbability, type TokenLogs } from "../../core/attention/patchEffect.ts";
import type { Range } from "../../core/attention/tile.ts";
import type { PatchComponent } from "../../protocol/activations.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import { type CapturedRun, chunkQueries } from "./capturedRun.ts";
import { attendAll } from "./forward.ts";
import type { InstrumentedModel, Projections } from "./instrumentedModel.ts";

export interface PatchedRow {
  readonly name: string;
  /** Of each span. */
  readonly logs: readonly TokenLogs[];
}

export interface PatchWork {
  readonly clean: CapturedRun;
  readonly corrupted: CapturedRun;
  readonly component: PatchComponent;
  /** The token that is measured; the tokens before it are what is computed. */
  readonly token: number;
  readonly spans: readonly Range[];
  readonly signal: CancelSignal;
}

/** How many rows `patchedRows` gives. */
export function patchRowCount({ clean, component }: Pick<PatchWork, "clean" | "component">): number {
  const { layers, heads } = clean.model;
  return component === "residual" ? layers + 1 : component === "head" ? layers * heads : layers;
}

/** Log probabilities at the measured token with each span patched, a row of them at a time. */
export async function* patchedRows(work: PatchWork): AsyncGenerator<PatchedRow> {
  const { clean, corrupted, component, signal } = work;
  const { layers, width } = clean.model;
  const all = Array.from({ length: clean.model.heads }, (_, head) => head);
  const base = await Base.of(work);
  if (component === "residual") {
    for (let depth = 0; depth <= layers; depth++) {
      const name = depth === 0 ? "embedding" : `layer ${depth - 1}`;
      const logs = await base.each((from, to) => {
        const rows = base.residual(depth, from);
        rows.set(rowsOf(clean.residuals[depth], width, from, to));
        return { rows, layer: depth };
      });
      yield { name, logs };
    }
    return;
  }
  for (let layer = 0; layer < layers; layer++) {
    const [cleanHalf, corruptedHalf] = [await base.half(clean, layer), await base.half(corrupted, layer)];
    if (component === "feedForward.output") {
      const parts = (run: CapturedRun, attended: Float32Array) =>
        run.model.details(layer, rowsOf(run.residuals[layer], width, 0, work.token), attended);
      const [put, taken] = [
        (await parts(clean, cleanHalf)).feedForward,
        (await parts(corrupted, corruptedHalf)).feedForward,
      ];
      const logs = await base.each((from, to) => {
        const rows = base.residual(layer + 1, from);
        const start = from * width;
        for (let i = 0; i < (to - from) * width; i++)
          rows[i] = (rows[i] ?? 0) + (put[start + i] ?? 0) - (taken[start + i] ?? 0);
        return { rows, layer: layer + 1 };
      });
      yield { name: `layer ${layer}`, logs };
      continue;
    }
    const sets = component === "head" ? all.map((head) => [head]) : [all];
    for (const heads of sets) {
      const logs = await base.each(async (from, to) => {
        const attended = base.tail(corruptedHalf, from);
        for (const head of heads) base.put(attended, cleanHalf, { head, from, to });
        const rows = await clean.model.complete(layer, base.residual(layer, from), attended);
        return { rows, layer: layer + 1 };
      });
      yield { name: component === "head" ? `layer ${layer}, head ${heads[0]}` : `layer ${layer}`, logs };
    }
    throwIfCancelled(signal);
  }
}

/** The measured tokens' log probabilities where nothing is patched. */
export async function plainLogs(run: CapturedRun, token: number, ids: readonly [number, number]): Promise<TokenLogs> {
  const { width, layers } = run.model;
  return logsOf(run.model, rowsOf(run.residuals[layers], width, token - 1, token), ids);
}

interface Begun {
  /** What `layer` reads, from the span's first token on. */
  readonly rows: Float32Array;
  readonly layer: number;
}

/** The corrupted run, cut before the measured token. */
class Base {
  readonly #work: PatchWork;
  readonly #layers: readonly Projections[];
  readonly #ids: readonly [number, number];

  constructor(work: PatchWork, layers: readonly Projections[]) {
    this.#work = work;
    this.#layers = layers;
    this.#ids = idsAt(work);
  }

  static async of(work: PatchWork): Promise<Base> {
    const { model, residuals } = work.corrupted;
    const layers: Projections[] = [];
    for (let layer = 0; layer < model.layers; layer++) {
      await nextTurn();
      throwIfCancelled(work.signal);
      layers.push(await model.project(layer, rowsOf(residuals[layer], model.width, 0, work.token)));
    }
    return new Base(work, layers);
  }

  /** Patches each span by `begin` and goes on to the end. A span that lies behind the measured token changes nothing. */
  async each(begin: (from: number, to: number) => Begun | Promise<Begun>): Promise<TokenLogs[]> {
    const { corrupted, token, spans, signal } = this.#work;
    const plain = await plainLogs(corrupted, token, this.#ids);
    const logs: TokenLogs[] = [];
    for (const [from, end] of spans) {
      await nextTurn();
      throwIfCancelled(signal);
      const to = Math.min(end, token);
      logs.push(from < to ? await this.#finish(from, await begin(from, to)) : plain);
    }
    return logs;
  }

  /** A copy of the corrupted residual before a layer, from a token on. */
  residual(depth: number, from: number): Float32Array {
    const { corrupted, token } = this.#work;
    return rowsOf(corrupted.residuals[depth], corrupted.model.width, from, token).slice();
  }

  /** What a run's heads get in a layer, [head, token, headWidth]. */
  async half(run: CapturedRun, layer: number): Promise<Float32Array> {
    const { model, residuals } = run;
    const rows = rowsOf(residuals[layer], model.width, 0, this.#work.token);
    return attendAll(model, layer, await model.project(layer, rows), { signal: this.#work.signal });
  }

  /** A copy of [head, token, headWidth] without the tokens before `from`. */
  tail(values: Float32Array, from: number): Float32Array {
    const { clean, token } = this.#work;
    return tokensOf(values, { width: clean.model.headWidth, length: token, from, to: token });
  }

  /** Puts a head's tokens into a tail that begins at `from`. */
  put(tail: Float32Array, values: Float32Array, { head, from, to }: { head: number; from: number; to: number }): void {
    const { clean, token } = this.#work;
    const each = clean.model.headWidth;
    const start = (head * token + from) * each;
    tail.set(values.subarray(start, start + (to - from) * each), head * (token - from) * each);
  }

  async #finish(first: number, begun: Begun): Promise<TokenLogs> {
    const { corrupted, token } = this.#work;
    const { model } = corrupted;
    const { layers, width } = model;
    let { rows } = begun;
    for (let layer = begun.layer; layer < layers; layer++) {
      const { query, key, value } = await model.project(layer, rows, first);
      const known = this.#layers[layer];
      const joined = (before: Float32Array | undefined, after: Float32Array): Float32Array =>
        joinedTokens(before, after, { width: model.headWidth, length: token, first });
      const inputs = { query, key: joined(known?.key, key), value: joined(known?.value, value) };
      rows = await model.complete(layer, rows, await attendTail(model, layer, inputs, first));
    }
    return logsOf(model, rows.slice(rows.length - width), this.#ids);
  }
}

/** What the heads get at the tokens from `first` on. */
async function attendTail(
  model: InstrumentedModel,
  layer: number,
  { query, key, value }: Projections,
  first: number,
): Promise<Float32Array> {
  const heads = Array.from({ length: model.heads }, (_, head) => head);
  const width = model.headWidth;
  const count = query.length / (heads.length * width);
  const length = first + count;
  const attended = new Float32Array(query.length);
  const size = chunkQueries(heads.length, length);
  for (let from = 0; from < count; from += size) {
    const to = Math.min(count, from + size);
    const end = first + to;
    const part = (values: Float32Array): Float32Array => tokensOf(values, { width, length, from: 0, to: end });
    const inputs = {
      layer,
      heads,
      first: first + from,
      query: tokensOf(query, { width, length: count, from, to }),
      key: part(key),
      masked: new Float32Array(end),
    };
    const found = await model.attend(inputs, part(value), false);
    for (const head of heads) {
      const own = found.attended.subarray(head * (to - from) * width, (head + 1) * (to - from) * width);
      attended.set(own, (head * count + from) * width);
    }
  }
  return attended;
}

async function logsOf(
  model: InstrumentedModel,
  row: Float32Array,
  [cleanId, corruptedId]: readonly [number, number],
): Promise<TokenLogs> {
  const logits = await model.logits(row);
  return { cleanToken: logProbability(logits, cleanId), corruptedToken: logProbability(logits, corruptedId) };
}

function idsAt({ clean, corrupted, token }: PatchWork): readonly [number, number] {
  return [clean.tokens.ids[token] ?? 0, corrupted.tokens.ids[token] ?? 0];
}

/** Rows of [token, width]. */
function rowsOf(values: Float32Array | undefined, width: number, from: number, to: number): Float32Array {
  return (values ?? new Float32Array(0)).subarray(from * width, to * width);
}

interface Cut {
  readonly width: number;
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

/** Tokens [from, to) of each head of [head, token, width]. */
function tokensOf(values: Float32Array, { width, length, from, to }: Cut): Float32Array {
  const heads = values.length / (length * width);
  const size = (to - from) * width;
  const found = new Float32Array(heads * size);
  for (let head = 0; head < heads; head++) {
    const start = (head * length + from) * width;
    found.set(values.subarray(start, start + size), head * size);
  }
  return found;
}

/** [head, token, width]: the tokens before `first` of one, then those of the other. */
function joinedTokens(
  before: Float32Array | undefined,
  after: Float32Array,
  { width, length, first }: { readonly width: number; readonly length: number; readonly first: number },
): Float32Array {
  const heads = after.length / ((length - first) * width);
  const found = new Float32Array(heads * length * width);
  for (let head = 0; head < heads; head++) {
    const start = head * length * width;
    if (before) found.set(before.subarray(start, start + first * width), start);
    const size = (length - first) * width;
    found.set(after.subarray(head * size, (head + 1) * size), start + first * width);
  }
  return found;
}
