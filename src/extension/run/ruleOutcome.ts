/** @file How the rule itself ends on a problem, in words. */
import type { RuleEnd } from "../../client/judging.ts";

/** `raises IndexError (list index out of range) at line 12` */
export function raisedWords(outcome: Extract<RuleEnd, { readonly kind: "raised" }>): string {
  const message = outcome.message === "" ? "" : ` (${outcome.message})`;
  return `raises ${outcome.type}${message} at line ${outcome.line}`;
}
