/** @file Which tokens wrote a range of tokens: a token is written by the one before it. */

import type { Range } from "./tile.ts";

/** The queries that wrote these tokens: each is written by the token before it. */
export function writersOf([from, to]: Range): Range {
  return [Math.max(0, from - 1), Math.max(1, to - 1)];
}
