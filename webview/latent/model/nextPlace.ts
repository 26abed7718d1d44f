/** @file Walking through the cells of a heat map by arrow keys. No DOM. */

/** The next cell in a direction; a place without one is passed over. */
export function nextPlace(
  places: readonly (readonly [number, number])[],
  [row, column]: readonly [number, number],
  [down, right]: readonly [number, number],
): readonly [number, number] | undefined {
  const ahead = places.filter(([r, c]) => {
    if (down !== 0) return c === column && Math.sign(r - row) === down;
    return r === row && Math.sign(c - column) === right;
  });
  const far = ([r, c]: readonly [number, number]): number => Math.abs(r - row) + Math.abs(c - column);
  return ahead.sort((a, b) => far(a) - far(b))[0];
}
