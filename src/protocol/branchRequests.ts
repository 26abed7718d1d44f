/** @file Requests beyond the Debug Adapter Protocol: what the branch commands of the extension ask of a session. */

export const branchRequests = {
  /** Answers `BranchRow[]`. */
  branches: "rulescope.branches",
  /** All branches as run records: answers `RunRecord[]`. */
  records: "rulescope.records",
  /** Takes `{id}`. */
  goToBranch: "rulescope.goToBranch",
  /** The tokens of the current step: answers `TokenRow[]`. */
  tokens: "rulescope.tokens",
  /** Takes `{index, rank}`. */
  pickToken: "rulescope.pickToken",
} as const;

export interface BranchRow {
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
