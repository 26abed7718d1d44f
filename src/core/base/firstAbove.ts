/** @file Binary search in ascending numbers: where offsets fall among tokens. */

/** The index of the first of the ascending numbers that is above `limit`; their count where none is. */
export function firstAbove(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
