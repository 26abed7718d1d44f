/**
 * @file One run as the editor shows it: the problem, what the model has written so far, its checked steps, where the person
 * stands in them, and whether the text was edited since. Mutated only by `Traces`; knows no `vscode`.
 */
import type { Ending } from "../../core/check/verdict.ts";
import type { MethodName } from "../../core/method/method.ts";
import type { PromptTokens } from "../../core/record/run.ts";
import type { RunStep } from "../../core/record/runStep.ts";
import type { StatedProblem, TextProblem } from "../../core/task/problem.ts";
import { LineTracker } from "./lineTracker.ts";

/**
 * `starting`: asked for, no token yet. `writing`: tokens arrive. `finished`: the model ended by itself or at the limit.
 * `stopped`: somebody stopped it. `failed`: something broke; what was written stays.
 */
export type TracePhase = "starting" | "writing" | "finished" | "stopped" | "failed";

/** One token of the response, with where it stands in it. */
export interface TraceToken {
  readonly id: number;
  readonly text: string;
  /** UTF-16 offset of the token's first character in the response. */
  readonly start: number;
  readonly probability: number;
  /** Of the whole next-token distribution, in nats. */
  readonly entropy: number;
  readonly alternatives: readonly { readonly id: number; readonly text: string; readonly probability: number }[];
  /** Put there by a person, in a branch. */
  readonly forced?: true;
}

/** Which model answered, in words a person reads. */
export interface TraceModel {
  readonly name: string;
  /** The task it was trained on, where its folder says so. */
  readonly task?: string;
  readonly device?: string;
}

/** How the run came out. `correct` is undefined where nothing says what the answer should be. */
export interface TraceOutcome {
  /** As people write them: `72`. */
  readonly answer?: string;
  readonly expected?: string;
  readonly correct?: boolean;
  /** What to say beside the answer where it isn't simply right or wrong, e.g. that it could not be read. */
  readonly remark?: string;
}

export interface Trace {
  /** Of this run, among all of this window. */
  readonly id: number;
  readonly problem: TextProblem;
  /** The rule stands in the same document as the problem, so its lines can carry notes. False for `.problems` files. */
  readonly ruleHere: boolean;
  readonly method: MethodName;
  readonly model: TraceModel;
  /** What the model was given; known just before the first token. */
  readonly prompt?: string;
  /** The prompt as the model reads it. */
  readonly promptTokens?: PromptTokens;
  readonly phase: TracePhase;
  readonly steps: readonly RunStep[];
  readonly tokens: readonly TraceToken[];
  readonly outcome?: TraceOutcome;
  /** Set when the response ended too early or not at all. */
  readonly ending?: Pick<Ending, "verdict" | "message"> & { readonly expected?: { readonly line: number } };
  /** Wall time from the start of decoding to the end. */
  readonly seconds?: number;
  /** The id of its record, once it is over. */
  readonly stored?: string;
  /** What went wrong, for `failed`. */
  readonly failure?: string;
  /** The step that is highlighted, as an index into `steps`; undefined when nobody is stepping. */
  readonly position?: number;
  /** The rule or the problem was edited since the run. */
  readonly stale: boolean;
  /** From the lines of the run to the lines of now. */
  readonly lines: LineTracker;
}

/** The line (1-based) where the problem stands now. */
export function problemLine(trace: Trace): number {
  return trace.lines.now(trace.problem.line);
}

/** The line (1-based) of the rule that a step claims, as it stands now; the problem's where the step claims none here. */
export function stepLine(trace: Trace, step: RunStep): number {
  const { line } = step;
  return line === null || !trace.ruleHere ? problemLine(trace) : trace.lines.now(line);
}

export function isRunning(trace: Trace): boolean {
  return trace.phase === "starting" || trace.phase === "writing";
}

/** What could not be read is not wrong: nobody knows. */
export function isWrong(step: RunStep): boolean {
  return step.verdict !== "correct" && step.verdict !== "malformed";
}

/** The index of the first wrong step, or undefined. */
export function firstWrong(trace: Trace): number | undefined {
  const index = trace.steps.findIndex(isWrong);
  return index < 0 ? undefined : index;
}

/** Follows the problem's line and every line of its rule's file, so that any of them can be asked for later. */
export function trackLines(problem: StatedProblem): LineTracker {
  const lines = new Set([problem.line]);
  for (const rule of problem.program.functions.values())
    for (let line = rule.line; line <= rule.endLine; line++) lines.add(line);
  return new LineTracker(lines);
}
