/** @file Requests beyond the Debug Adapter Protocol: what the fork commands of the extension ask of a session. */

export const forkRequests = {
  /** Answers `ForkRow[]`. */
  forks: "rulescope.forks",
  /** All branches as run records: answers `RunRecord[]`. */
  records: "rulescope.records",
  /** Takes `{id}`. */
  goToFork: "rulescope.goToFork",
  /** The tokens of the current step: answers `TokenRow[]`. */
  tokens: "rulescope.tokens",
  /** Takes `{index, rank}`. */
  pickToken: "rulescope.pickToken",
} as const;

export interface ForkRow {
  readonly id: number;
  readonly words: string;
  readonly current: boolean;
}

export interface TokenRow {
  readonly index: number;
  readonly text: string;
  readonly probability: number;
  readonly alternatives: readonly { readonly text: string; readonly probability: number; readonly taken: boolean }[];
}
