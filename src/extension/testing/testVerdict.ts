/** @file What a finished run means as a test: passed, or what went wrong first, as expected against got. Knows no `vscode`. */
import type { RuleEnd } from "../../client/judging.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { RunStep } from "../../core/record/runStep.ts";
import { runOutcome } from "../run/runOutcome.ts";

export interface TestFailure {
  readonly message: string;
  readonly expected?: string;
  readonly got?: string;
  /** The response could not be read: neither passed nor failed. */
  readonly unreadable?: true;
  /** 1-based line of the rule where it went wrong; absent when no single line did. */
  readonly line?: number;
}

/**
 * Undefined when the test passed: the answer is right, and so is every step. A right answer by a wrong way fails, because the way is
 * what is tested. `rule` is what the rule itself does.
 */
export function testFailure(record: RunRecord, rule: RuleEnd): TestFailure | undefined {
  const wrong = record.steps[record.firstWrong ?? -1];
  if (wrong !== undefined) return stepFailure(wrong);
  const { ending } = record;
  if (ending !== undefined) {
    const { expected } = ending;
    return {
      message: ending.message,
      ...(expected ? { ...stateTexts(expected, undefined), line: expected.line } : {}),
    };
  }
  if (record.judgement === "unreadable")
    return { message: record.unreadable ?? "The response cannot be read.", unreadable: true };
  const { outcome } = runOutcome(record, rule);
  if (outcome === undefined || outcome.correct === true) return undefined;
  const { answer = "no answer", expected, remark } = outcome;
  if (expected === undefined)
    return outcome.correct === false ? { message: remark ?? `Answered ${answer}.` } : undefined;
  return { message: remark ?? `Answered ${answer}; ${expected} is right.`, expected, got: answer };
}

function stepFailure(step: RunStep): TestFailure {
  const line = step.expected?.line ?? step.line ?? undefined;
  const ordinal = `Step ${step.index + 1}: ${step.message}`;
  const texts = step.expected ? stateTexts(step.expected, step) : {};
  return { message: ordinal, ...texts, ...(line === undefined ? {} : { line }) };
}

type Claimed = Pick<RunStep, "line" | "state" | "returned" | "raised">;

function stateTexts(expected: Omit<Claimed, "line"> & { readonly line: number }, got: Claimed | undefined) {
  return {
    expected: stateText(expected, got),
    got: got === undefined ? "the response ends" : stateText(got, expected),
  };
}

/** A line for the rule line, and one for each variable; first what the other has not, because the editor's own line has room for no more. */
function stateText(claimed: Claimed, other: Claimed | undefined): string {
  const theirs = new Set(other === undefined ? [] : factsOf(other));
  const facts = factsOf(claimed);
  return [...facts.filter((it) => !theirs.has(it)), ...facts.filter((it) => theirs.has(it))].join("\n");
}

function factsOf({ line, state, returned, raised }: Claimed): readonly string[] {
  return [
    line === null ? "no line of the rule" : `line ${line}`,
    ...Object.entries(state).map(([name, value]) => `${name} = ${value}`),
    ...(returned === undefined ? [] : [`returns ${returned}`]),
    ...(raised === undefined ? [] : [`raises ${raised}`]),
  ];
}
