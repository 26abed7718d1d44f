/** @file The rule's own text beside its steps. */

import type { Problem } from "../../core/task/problem.ts";

/** The widest a line of the rule is shown; what follows it must stay in view. */
const widest = 36;

export interface RuleLines {
  /** The text of a line without its indentation, padded to `width`. */
  at(line: number | undefined): string;
  /** Digits of the largest line number. */
  readonly digits: number;
}

export function ruleLines(problem: Problem, used: readonly (number | undefined)[]): RuleLines {
  const source = problem.program.source.split(/\r\n|\r|\n/);
  const textOf = (line: number | undefined) => (line === undefined ? "?" : shorten((source[line - 1] ?? "").trim()));
  const width = Math.max(0, ...[...new Set(used)].map((line) => textOf(line).length));
  return { at: (line) => textOf(line).padEnd(width), digits: String(source.length).length };
}

function shorten(text: string): string {
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
}
