/** @file How often answers were wrong, and in which way: the sums that records keep of what the checker said. */
import * as v from "valibot";
import { withOlderNames } from "../format/olderNames.ts";
import type { Verdict } from "./verdict.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** The verdict of a wrong answer's first step that is not correct. An answer at once knows only some of them. */
export const errorKinds = [
  "wrong-line",
  "wrong-value",
  "copy-error",
  "skipped",
  "stopped-early",
  "does-not-stop",
  "malformed",
] as const satisfies readonly Exclude<Verdict, "correct">[];
export type ErrorKind = (typeof errorKinds)[number];

export const errorCounts = v.object({
  /** Answers that were wrong; by kind, kinds that did not occur left out. */
  wrong: whole,
  kinds: v.record(v.picklist(errorKinds), whole),
  /** Right answers with a step on the way that was not. */
  rightByWrongSteps: whole,
  /** Of the wrong answers those whose rule has a loop and whose steps tell its iterations. */
  loops: withOlderNames(
    { wrongTurns: "wrongIterations" },
    v.object({
      counted: whole,
      /** With another number of iterations than the rule's. */
      wrongIterations: whole,
      /** Sum of |iterations - rule's iterations| / rule's iterations over those counted. */
      relativeErrorSum: v.pipe(v.number(), v.finite(), v.minValue(0)),
    }),
  ),
});

export type ErrorCounts = v.InferOutput<typeof errorCounts>;

/** What the checker said of one answer. */
export interface JudgedAnswer {
  readonly right: boolean;
  /** Of the first step that is not correct; absent when all are. */
  readonly kind?: ErrorKind | undefined;
  /** Iterations of the rule's loops that the steps make, and those that the rule makes; absent where there are none to count. */
  readonly iterations?: { readonly made: number; readonly rule: number } | undefined;
}

export const noErrors: ErrorCounts = countErrors([]);

export function countErrors(answers: readonly JudgedAnswer[]): ErrorCounts {
  const kinds: Partial<Record<ErrorKind, number>> = {};
  const loops = { counted: 0, wrongIterations: 0, relativeErrorSum: 0 };
  let [wrong, rightByWrongSteps] = [0, 0];
  for (const { right, kind, iterations } of answers) {
    if (right) {
      if (kind !== undefined) rightByWrongSteps++;
      continue;
    }
    wrong++;
    const counted = kind ?? "wrong-value";
    kinds[counted] = (kinds[counted] ?? 0) + 1;
    if (iterations === undefined || iterations.rule === 0) continue;
    loops.counted++;
    if (iterations.made !== iterations.rule) loops.wrongIterations++;
    loops.relativeErrorSum += Math.abs(iterations.made - iterations.rule) / iterations.rule;
  }
  return { wrong, kinds: inOrder(kinds), rightByWrongSteps, loops };
}

export function addErrors(all: readonly ErrorCounts[]): ErrorCounts {
  const sum = (of: (each: ErrorCounts) => number): number => all.reduce((total, each) => total + of(each), 0);
  const kinds = Object.fromEntries(errorKinds.map((kind) => [kind, sum((each) => each.kinds[kind] ?? 0)]));
  return {
    wrong: sum(({ wrong }) => wrong),
    kinds: inOrder(kinds),
    rightByWrongSteps: sum((each) => each.rightByWrongSteps),
    loops: {
      counted: sum(({ loops }) => loops.counted),
      wrongIterations: sum(({ loops }) => loops.wrongIterations),
      relativeErrorSum: sum(({ loops }) => loops.relativeErrorSum),
    },
  };
}

/** Only kinds that occurred, always in the same order, so that equal counts are equal texts. */
function inOrder(kinds: Readonly<Partial<Record<ErrorKind, number>>>): Partial<Record<ErrorKind, number>> {
  return Object.fromEntries(errorKinds.flatMap((kind) => ((kinds[kind] ?? 0) > 0 ? [[kind, kinds[kind]]] : [])));
}
