/** @file Lengths as they are typed: `1-5`, `3`, `1-5,10,15`. */

import { usageError } from "./command.ts";

const longest = 1000;

/** Ascending, each once. Throws a usage error on anything else. */
export function readLengths(text: string): readonly number[] {
  const lengths = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    const low = Number(match?.[1]);
    const high = Number(match?.[2] ?? match?.[1]);
    if (match === null || low < 1 || high < low || high > longest) {
      throw usageError(
        `--lengths takes lengths from 1 to ${longest} such as 1-15 or 1-5,10; ${text} is not that.`,
        "eval",
      );
    }
    for (let length = low; length <= high; length++) lengths.add(length);
  }
  return [...lengths].sort((a, b) => a - b);
}
