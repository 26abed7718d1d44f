/**
 * @file Whether a problem's rule gives what its document expects, as Python's doctest decides: what is printed and then the result's `repr`
 * (nothing for None), or the last lines of a traceback. A literal is also compared as a value, so that spaces in it do not matter.
 */
import type { Outcome } from "../rule/step.ts";
import { equals, repr } from "../rule/value.ts";
import type { Problem } from "./problem.ts";

/** Undefined where the document expects nothing. */
export function asExpected(
  { expected, shown, call }: Pick<Problem, "expected" | "shown" | "call">,
  outcome: Outcome,
): boolean | undefined {
  if (expected === undefined && shown === undefined) return undefined;
  if (expected !== undefined && outcome.printed === undefined) {
    return outcome.kind === "returned" && equals(outcome.value, expected);
  }
  if (shown === undefined || outcome.kind === "limit") return false;
  const wanted = exceptionOf(shown);
  if (outcome.kind === "raised") return wanted !== undefined && sameText(exceptionText(outcome), wanted, call);
  return wanted === undefined && sameText(shownText(outcome), shown, call);
}

/** What Python shows after the call, without the last line's end. */
export function shownText(outcome: Extract<Outcome, { kind: "returned" }>): string {
  const result = outcome.value === null ? "" : `${repr(outcome.value)}\n`;
  return `${outcome.printed ?? ""}${result}`.replace(/\n$/, "");
}

function exceptionText({ type, message }: Extract<Outcome, { kind: "raised" }>): string {
  return message === "" ? type : `${type}: ${message}`;
}

/** The exception of an expected traceback: what follows its header and the indented lines. */
function exceptionOf(shown: string): string | undefined {
  const match = /^Traceback \((?:most recent call last|innermost last)\):\n(?:[ \t].*\n|\n)*([^ \t\n][\s\S]*)$/.exec(
    shown,
  );
  return match?.[1];
}

/** Equal as doctest's checker sees it, with the options that the call's comment switches on. */
function sameText(got: string, wanted: string, call: string): boolean {
  const options = /#\s*doctest:(.*)$/m.exec(call)?.[1] ?? "";
  const has = (name: string): boolean => new RegExp(`\\+${name}\\b`).test(options);
  const spaces = (text: string): string => (has("NORMALIZE_WHITESPACE") ? text.split(/\s+/).join(" ").trim() : text);
  const left = spaces(got.trimEnd());
  const right = spaces(wanted.replace(/^[^\S\n]*<BLANKLINE>[^\S\n]*$/gm, "").trimEnd());
  if (left === right || (has("IGNORE_EXCEPTION_DETAIL") && left.split(":")[0] === right.split(":")[0])) return true;
  return has("ELLIPSIS") && fits(left, right.split("..."));
}

/** Whether the pieces stand in the text in their order, the first at its start and the last at its end. */
function fits(text: string, pieces: readonly string[]): boolean {
  const [first = "", ...rest] = pieces;
  const last = rest.pop();
  if (!text.startsWith(first)) return false;
  if (last === undefined) return text === first;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
