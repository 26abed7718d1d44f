/** @file One padded batch of token sequences, as the training step takes it. */

/** Every array is [batch, sequence], row by row. Rows start at the first column and are padded on the right. */
export interface Batch {
  readonly batch: number;
  readonly sequence: number;
  readonly inputIds: BigInt64Array;
  readonly coupledIds: BigInt64Array;
  readonly positionIds: BigInt64Array;
  /** The token that should follow each input; -100 = not counted. */
  readonly labels: BigInt64Array;
  /** Tokens that are not padding. */
  readonly tokens: number;
}

export const ignoredLabel = -100n;
