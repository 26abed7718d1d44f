/**
 * @file Activation patching: what of a clean run, put into a corrupted one, restores what the clean one writes (Meng et al., "Locating and
 * Editing Factual Associations in GPT", 2022, arXiv 2202.05262; conventions after Heimersheim and Nanda, arXiv 2404.15255, and Zhang and
 * Nanda, arXiv 2309.16042). With a the clean run's token and b the corrupted run's in its place, a run is measured by
 * m = ln p(a) - ln p(b), which is the difference of their logits, or by m = ln p(a) where both wrote the same. The effect of a patch is
 * (m(patched) - m(corrupted)) / (m(clean) - m(corrupted)): 0 where it changes nothing, 1 where it restores everything; more than 1
 * and less than 0 occur.
 */

/** Log probabilities of a and b, in nats. */
export interface TokenLogs {
  readonly cleanToken: number;
  readonly corruptedToken: number;
}

export class PatchMeasure {
  readonly #same: boolean;
  readonly #corrupted: number;
  readonly #between: number;

  constructor({
    clean,
    corrupted,
    same,
  }: { readonly clean: TokenLogs; readonly corrupted: TokenLogs; readonly same: boolean }) {
    this.#same = same;
    this.#corrupted = this.#measure(corrupted);
    this.#between = this.#measure(clean) - this.#corrupted;
  }

  /** Whether the runs differ enough for a part of their difference to mean something: by a thousandth of a nat. */
  get isDefined(): boolean {
    return Math.abs(this.#between) >= 1e-3;
  }

  effect(patched: TokenLogs): number {
    return (this.#measure(patched) - this.#corrupted) / this.#between;
  }

  #measure({ cleanToken, corruptedToken }: TokenLogs): number {
    return this.#same ? cleanToken : cleanToken - corruptedToken;
  }
}

/** ln p of one token, from the logits of all. */
export function logProbability(logits: Float32Array, id: number): number {
  const most = logits.reduce((largest, x) => Math.max(largest, x), Number.NEGATIVE_INFINITY);
  const sum = logits.reduce((total, x) => total + Math.exp(x - most), 0);
  return (logits[id] ?? Number.NEGATIVE_INFINITY) - most - Math.log(sum);
}
