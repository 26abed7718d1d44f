/**
 * @file What a head does, in numbers between 0 and 1 (entropy in nats, distance in tokens), over one run. With P[i, j] the share of query i
 * that goes to key j:
 * - previousToken: mean over i >= 1 of P[i, i-1];
 * - firstToken: mean over i >= 1 of P[i, 0], the sink (Xiao et al., arXiv 2309.17453);
 * - duplicateToken: mean over queries whose token came before of the sum of P[i, j] over its earlier places j (Wang et al., arXiv 2211.00593);
 * - induction: mean over the same queries of the sum of P[i, j+1], the token after (Olsson et al., "In-context Learning and Induction
 *   Heads", 2022, prefix matching), j+1 < i;
 * - ruleLine: mean over steps that name a line of the sum over that line's tokens in the prompt, and over the queries that wrote the step
 *   after its first token: what it claims and not which line it claims;
 * - operands: mean over queries that wrote the response of the sum over the tokens of the problem's arguments;
 * - entropy: mean over i of -Σ P ln P; distance: mean over i of Σ P[i, j] |i - j|.
 */
import type { Range } from "./tile.ts";

export const scoreNames = [
  "previousToken",
  "duplicateToken",
  "induction",
  "firstToken",
  "ruleLine",
  "operands",
  "entropy",
  "distance",
] as const;
export type ScoreName = (typeof scoreNames)[number];

/** A score is null where the run gives no case for it. */
export type HeadScores = Readonly<Record<ScoreName, number | null>>;

export interface ScoredRun {
  readonly ids: readonly number[];
  /** Of each step that names a line: the queries that wrote what follows its first token, and the line's tokens. */
  readonly steps: readonly { readonly queries: Range; readonly line: Range }[];
  /** The queries that wrote the response. */
  readonly response: Range;
  /** Tokens of the problem's arguments. */
  readonly operands: Range | undefined;
  /** Whether tokens see later ones too; false when absent. */
  readonly seesLater?: boolean;
}

/** One head; fed all rows in any order. */
export class ScoreSums {
  readonly #run: ScoredRun;
  readonly #earlier: EarlierTokens;
  readonly #sums = new Map<ScoreName, { sum: number; count: number }>();

  constructor(run: ScoredRun, earlier: EarlierTokens) {
    this.#run = run;
    this.#earlier = earlier;
  }

  add(query: number, row: Float32Array): void {
    const at = (key: number): number => row[key] ?? 0;
    if (query >= 1) {
      this.#count("previousToken", at(query - 1));
      this.#count("firstToken", at(0));
    }
    const earlier = this.#earlier.of(query);
    if (earlier.length > 0) {
      let [same, next] = [0, 0];
      for (const key of earlier) {
        same += at(key);
        if (key + 1 < query) next += at(key + 1);
      }
      this.#count("duplicateToken", same);
      this.#count("induction", next);
    }
    for (const { queries, line } of this.#run.steps)
      if (query >= queries[0] && query < queries[1]) this.#count("ruleLine", sumOf(row, line));
    const { operands, response, seesLater = false } = this.#run;
    if (operands && query >= response[0] && query < response[1]) this.#count("operands", sumOf(row, operands));
    let [entropy, distance] = [0, 0];
    const end = seesLater ? row.length : query + 1;
    for (let key = 0; key < end; key++) {
      const p = at(key);
      if (p > 0) entropy -= p * Math.log(p);
      distance += p * Math.abs(query - key);
    }
    this.#count("entropy", entropy);
    this.#count("distance", distance);
  }

  scores(): HeadScores {
    const mean = (name: ScoreName): number | null => {
      const found = this.#sums.get(name);
      return found === undefined ? null : found.sum / found.count;
    };
    return {
      previousToken: mean("previousToken"),
      duplicateToken: mean("duplicateToken"),
      induction: mean("induction"),
      firstToken: mean("firstToken"),
      ruleLine: mean("ruleLine"),
      operands: mean("operands"),
      entropy: mean("entropy"),
      distance: mean("distance"),
    };
  }

  #count(name: ScoreName, value: number): void {
    const known = this.#sums.get(name);
    if (known === undefined) this.#sums.set(name, { sum: value, count: 1 });
    else {
      known.sum += value;
      known.count++;
    }
  }
}

/** Where each token stood before; shared by all heads. */
export class EarlierTokens {
  readonly #places = new Map<number, number[]>();
  readonly #ids: readonly number[];
  /** How often each token came before. */
  readonly #counts: readonly number[];

  constructor(ids: readonly number[]) {
    this.#ids = ids;
    this.#counts = ids.map((id, index) => {
      const places = this.#places.get(id) ?? [];
      this.#places.set(id, places);
      return places.push(index) - 1;
    });
  }

  of(index: number): readonly number[] {
    return this.#places.get(this.#ids[index] ?? -1)?.slice(0, this.#counts[index]) ?? [];
  }
}

function sumOf(row: Float32Array, [from, to]: Range): number {
  let sum = 0;
  for (let key = from; key < Math.min(to, row.length); key++) sum += row[key] ?? 0;
  return sum;
}
