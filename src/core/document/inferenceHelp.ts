/**
 * @file What the editor says about a line of an inference task, and what it offers while one is written: rules in the brackets, those first
 * that conclude something, and conclusions after the equals sign.
 */

import { type InferenceTask, ruleNames } from "../inference/inferenceTask.ts";
import { conclusionsOf, type InferenceProblem } from "./inferenceLines.ts";

/** A rule as it is shown beside others. */
export interface RuleNote {
  readonly rule: string;
  readonly about: string;
  /** What it concludes from the premises; undefined where nothing. */
  readonly conclusion: string | undefined;
}

export interface InferenceNote {
  readonly task: string;
  readonly premises: readonly string[];
  readonly rule: RuleNote;
  /** The line's own conclusion. */
  readonly conclusion: string | undefined;
  /** Rules by which the line's conclusion follows, or, where the line has none, the claimed rule's. */
  readonly follows: readonly string[];
  /** Why the line's conclusion is not right under the claimed rule. */
  readonly objection: string | undefined;
  /** What other rules conclude from these premises. */
  readonly others: readonly RuleNote[];
}

export function inferenceNote(task: InferenceTask, problem: InferenceProblem): InferenceNote {
  const { premises, rule, conclusion, expected, judgement } = problem;
  const judged = conclusion ?? expected;
  const applying = notesOf(task, premises).filter((note) => note.conclusion !== undefined);
  return {
    task: task.title,
    premises,
    rule: { rule, about: aboutOf(task, rule), conclusion: expected },
    conclusion,
    follows:
      judged === undefined
        ? []
        : ruleNames(task).filter((name) => task.check(premises, name, judged).kind === "correct"),
    objection: judgement === undefined || judgement.kind === "correct" ? undefined : judgement.message,
    others: applying.filter((note) => note.rule !== rule),
  };
}

export type InferenceOffer =
  | {
      readonly kind: "rules";
      /** Columns of the text that a choice replaces, from 0. */
      readonly from: number;
      readonly to: number;
      /** Whether the bracket still has to be closed. */
      readonly open: boolean;
      /** Those that conclude something first. */
      readonly rules: readonly RuleNote[];
    }
  | {
      readonly kind: "conclusion";
      readonly from: number;
      readonly to: number;
      readonly rule: string;
      readonly conclusion: string;
    };

/** What can be written at a column of a line, from 0; undefined where nothing is known. A comment must be cut off. */
export function inferenceOffer(task: InferenceTask, line: string, column: number): InferenceOffer | undefined {
  const bracket = line.indexOf("[");
  if (bracket < 0 || column <= bracket) return undefined;
  const premises = task.readPremises(line.slice(0, bracket)) ?? [];
  const close = line.indexOf("]", bracket);
  if (close < 0 || column <= close) {
    const end = close < 0 ? endOfName(line, bracket + 1) : close;
    if (column > end) return undefined;
    const notes = notesOf(task, premises);
    const rules = [...notes.filter(concludes), ...notes.filter((note) => !concludes(note))];
    return { kind: "rules", from: bracket + 1, to: end, open: close < 0, rules };
  }
  const equals = line.indexOf("=", close);
  if (equals < 0 || column <= equals) return undefined;
  const name = line
    .slice(bracket + 1, close)
    .trim()
    .toLowerCase();
  const rule = ruleNames(task).find((each) => each.toLowerCase() === name);
  const conclusion = rule === undefined || premises.length === 0 ? undefined : task.conclude(premises, rule);
  if (rule === undefined || conclusion === undefined) return undefined;
  const text = line.slice(equals + 1);
  const from = equals + 1 + (text.length - text.trimStart().length);
  return {
    kind: "conclusion",
    from: Math.min(from, column),
    to: Math.max(column, line.trimEnd().length),
    rule,
    conclusion,
  };
}

function notesOf(task: InferenceTask, premises: readonly string[]): RuleNote[] {
  const found = premises.length === 0 ? [] : conclusionsOf(task, premises);
  const conclusions = new Map(found.map(({ rule, conclusion }) => [rule, conclusion]));
  return ruleNames(task).map((rule) => ({ rule, about: aboutOf(task, rule), conclusion: conclusions.get(rule) }));
}

function aboutOf({ rules, noRule }: InferenceTask, name: string): string {
  return [...rules, ...(noRule === undefined ? [] : [noRule])].find((rule) => rule.name === name)?.about ?? "";
}

function concludes({ conclusion }: RuleNote): boolean {
  return conclusion !== undefined;
}

/** Where a name that begins at `from` ends: at what cannot be in one. */
function endOfName(line: string, from: number): number {
  const end = /[\s=]/.exec(line.slice(from))?.index;
  return end === undefined ? line.length : from + end;
}
