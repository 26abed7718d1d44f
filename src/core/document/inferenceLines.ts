/**
 * @file The lines of a `.problems` file whose task is an inference task: `all a are b . all c are a [AAA1] = all c are b`, the rule in
 * brackets, the conclusion where it is to be checked. What is wrong with a line is a diagnostic at the part that is wrong; the conclusion is
 * judged as it is read.
 */

import type { Inference, InferenceTask, Judgement } from "../inference/inferenceTask.ts";
import { ruleNames } from "../inference/inferenceTask.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";

export interface InferenceProblem extends Pick<Inference, "premises" | "rule"> {
  /** The line's text. */
  readonly id: string;
  /** 1-based. */
  readonly line: number;
  readonly task: string;
  /** What the rule concludes; undefined where it does not apply to the premises. */
  readonly expected: string | undefined;
  /** What the line says it concludes. */
  readonly conclusion?: string;
  readonly judgement?: Judgement;
}

interface Entry {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** 0-based. */
  readonly column: number;
}

export interface ReadInferences {
  readonly inferences: readonly InferenceProblem[];
  readonly diagnostics: readonly Diagnostic[];
}

export function readInferenceLines(task: InferenceTask, entries: readonly Entry[]): ReadInferences {
  const inferences: InferenceProblem[] = [];
  const diagnostics: Diagnostic[] = [];
  const times = new Map<string, number>();
  for (const entry of entries) {
    const read = readLine(task, entry);
    diagnostics.push(...read.diagnostics);
    if (read.problem === undefined) continue;
    const seen = (times.get(entry.text) ?? 0) + 1;
    times.set(entry.text, seen);
    inferences.push(seen === 1 ? read.problem : { ...read.problem, id: `${entry.text} (${seen})` });
  }
  return { inferences, diagnostics };
}

/** An item as a line. */
export function inferenceLine({
  premises,
  rule,
  conclusion,
}: Pick<Inference, "premises" | "rule" | "conclusion">): string {
  return `${premises.join(" . ")} [${rule}] = ${conclusion}`;
}

/** The rules that conclude something from premises, each with its conclusion. */
export function conclusionsOf(
  task: InferenceTask,
  premises: readonly string[],
): readonly { readonly rule: string; readonly conclusion: string }[] {
  return ruleNames(task).flatMap((rule) => {
    const conclusion = task.conclude(premises, rule);
    return conclusion === undefined ? [] : [{ rule, conclusion }];
  });
}

interface ReadLine {
  readonly problem?: InferenceProblem;
  readonly diagnostics: readonly Diagnostic[];
}

function readLine(task: InferenceTask, entry: Entry): ReadLine {
  const found = /^([^[\]]*)\[([^[\]]*)\]\s*(?:=\s*(.*))?$/.exec(entry.text);
  const part = (text: string): Entry => ({ ...entry, text, column: entry.column + entry.text.lastIndexOf(text) });
  const wrong = (at: Entry, message: string): ReadLine => ({ diagnostics: [diagnosticAt(at, message)] });
  const form = JSON.stringify(inferenceLine(task.example));
  if (!found)
    return wrong(entry, `This is no problem of ${task.name}: write premises, [rule] and = conclusion, as in ${form}.`);
  const [, left = "", name = "", right = ""] = found;
  const premises = task.readPremises(left);
  if (premises === undefined) {
    const at = { ...entry, text: left.trimEnd() || entry.text };
    return wrong(at, `These are no premises of ${task.name}. A line looks like ${form}.`);
  }
  const rule = ruleNames(task).find((each) => each.toLowerCase() === name.trim().toLowerCase());
  const applying = conclusionsOf(task, premises);
  const those = applying.map((each) => each.rule).join(", ");
  if (rule === undefined) {
    return wrong(
      part(`[${name}]`),
      `The task ${task.name} has no rule ${JSON.stringify(name.trim())}. ${those === "" ? "" : `From these premises conclude: ${those}.`}`,
    );
  }
  const expected = applying.find((each) => each.rule === rule)?.conclusion;
  const problem = { id: entry.text, line: entry.line, task: task.name, premises, rule, expected };
  const conclusion = right.trim();
  if (conclusion === "") {
    if (expected !== undefined) return { problem, diagnostics: [] };
    const others = those === "" ? "No rule of the task does." : `These do: ${those}.`;
    return {
      problem,
      diagnostics: [diagnosticAt(part(`[${name}]`), `${rule} concludes nothing from these premises. ${others}`)],
    };
  }
  const judgement = task.check(premises, rule, conclusion);
  const diagnostics = judgement.kind === "correct" ? [] : [diagnosticAt(part(conclusion), judgement.message)];
  return { problem: { ...problem, conclusion, judgement }, diagnostics };
}

function diagnosticAt({ text, line, column }: Entry, message: string): Diagnostic {
  return { message, line, column, endLine: line, endColumn: column + text.length };
}
