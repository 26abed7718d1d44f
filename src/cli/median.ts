/** @file The median of what was measured several times: the machine does other things meanwhile. */

/** The upper one of two in the middle; 0 where nothing was measured. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
