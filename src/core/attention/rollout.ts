/**
 * @file Attention through all layers (Abnar and Zuidema, "Quantifying Attention Flow in Transformers", ACL 2020, arXiv 2005.00928). A token keeps
 * its own residual, which is counted as half: Ã = (A + I) / 2. Rollout multiplies the layers, R = Ã_L ··· Ã_1; R[i, j] is the share of
 * what stands at token i after the last layer that came from the embedding of token j, if heads only mixed. Rows of R sum to 1.
 */
import type { TokenMatrix } from "./triangle.ts";

/**
 * A row of Ã from a row of A, in place: shares below the threshold are dropped and the others scaled up to 1, then half of it is the token's
 * own, at `own`. Where nothing is left, all of it is.
 */
export function throughResidual(row: Float32Array, threshold: number, own = row.length - 1): void {
  let sum = 0;
  for (const [j, share] of row.entries()) {
    if (share < threshold) row[j] = 0;
    else sum += share;
  }
  for (let j = 0; j < row.length; j++) row[j] = sum > 0 ? (row[j] ?? 0) / (2 * sum) : 0;
  row[own] = (row[own] ?? 0) + (sum > 0 ? 0.5 : 1);
}

/** Rows [from, to) of Ã R, where `mixed` is Ã and `below` R of the layers below. `out` must be another matrix than `below`. */
export function rollRows(
  mixed: TokenMatrix,
  below: TokenMatrix,
  [from, to]: readonly [number, number],
  out: TokenMatrix,
): void {
  for (let i = from; i < to; i++) {
    const sums = out.row(i).fill(0);
    for (const [k, share] of mixed.row(i).entries()) {
      if (share === 0) continue;
      const source = below.row(k);
      for (let j = 0; j < source.length; j++) sums[j] = (sums[j] ?? 0) + share * (source[j] ?? 0);
    }
  }
}
