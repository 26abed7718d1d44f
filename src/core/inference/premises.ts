/** @file What tasks of words have in common: cutting a text into sentences, and naming the content of an item. */

import { UserError } from "../base/errors.ts";

/** `a . b .` and `a. b.` -> a, b. */
export function splitSentences(text: string): string[] {
  return text
    .split(/[\s.]*\.(?:\s+|$)/)
    .map((sentence) => sentence.trim().replace(/\s+/g, " "))
    .filter((sentence) => sentence !== "");
}

/** The same for the same words in any order, so that a split keeps apart what shares all of its content. */
export function groupOf(words: readonly string[]): string {
  return [...new Set(words)].sort().join(" ");
}

/** The variant that was named, or the first. Throws a UserError for one that the task does not have. */
export function chosenVariant<const V extends string>(variants: readonly [V, ...V[]], named: string | undefined): V {
  const found = named === undefined ? variants[0] : variants.find((variant) => variant === named);
  if (found !== undefined) return found;
  throw new UserError("variant-unknown", `There is no content ${named}.`, `Choose ${variants.join(", ")}.`);
}
