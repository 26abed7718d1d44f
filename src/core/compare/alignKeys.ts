/**
 * @file Lays several sequences of keys side by side: equal keys share a row, and every sequence keeps its order. Since a key occurs
 * once in a sequence, the longest common subsequence is a longest increasing one, found in O(n log n) (patience sorting). Knows
 * nothing of what the keys stand for.
 */

/** Rows with one cell for each sequence: the key's index in it, or null. Sequences are added one after another. */
export function alignKeys(sequences: readonly (readonly string[])[]): (number | null)[][] {
  let rows: Row[] = [];
  sequences.forEach((keys, column) => {
    rows = added(rows, keys, column);
  });
  return rows.map(({ cells }) => sequences.map((_, column) => cells.get(column) ?? null));
}

interface Row {
  readonly key: string;
  readonly cells: ReadonlyMap<number, number>;
}

function added(rows: readonly Row[], keys: readonly string[], column: number): Row[] {
  const rowOf = new Map<string, number>();
  rows.forEach(({ key }, row) => {
    if (!rowOf.has(key)) rowOf.set(key, row);
  });
  const known = keys.flatMap((key, index) => {
    const row = rowOf.get(key);
    return row === undefined ? [] : [{ row, index }];
  });
  const result: Row[] = [];
  let nextRow = 0;
  let nextKey = 0;
  const own = (to: number): void => {
    for (; nextKey < to; nextKey++) result.push({ key: keys[nextKey] ?? "", cells: new Map([[column, nextKey]]) });
  };
  for (const { row, index } of longestIncreasing(known)) {
    result.push(...rows.slice(nextRow, row));
    own(index);
    const shared = rows[row];
    if (shared) result.push({ key: shared.key, cells: new Map([...shared.cells, [column, index]]) });
    nextRow = row + 1;
    nextKey = index + 1;
  }
  for (; nextRow < rows.length; nextRow++) {
    const row = rows[nextRow];
    if (row) result.push(row);
  }
  own(keys.length);
  return result;
}

interface Match {
  readonly row: number;
  readonly index: number;
}

/** The longest part of the matches whose rows increase; indices increase already. */
function longestIncreasing(matches: readonly Match[]): Match[] {
  /** For each length, the match that ends such a part with the smallest row; and what comes before each match. */
  const ends: number[] = [];
  const before = new Array<number | undefined>(matches.length);
  matches.forEach(({ row }, at) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((matches[ends[middle] ?? 0]?.row ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    before[at] = ends[low - 1];
    ends[low] = at;
  });
  const longest: Match[] = [];
  for (let at = ends.at(-1); at !== undefined; at = before[at]) {
    const match = matches[at];
    if (match) longest.push(match);
  }
  return longest.reverse();
}
