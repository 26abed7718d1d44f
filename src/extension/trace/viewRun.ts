/** @file Runs in the shape that the views show: from a trace in the editor, or from a stored record. Knows no `vscode`. */

import type { PromptTokens, RunRecord, RunToken } from "../../core/record/run.ts";
import type { RunStep } from "../../core/record/runStep.ts";
import type { StatedProblem } from "../../core/task/problem.ts";
import type { ViewGrowth, ViewRun, ViewStatus, ViewStep, ViewToken, ViewValue } from "../../protocol/runView.ts";
import { finite } from "../../protocol/wire.ts";
import type { Trace, TraceToken } from "./trace.ts";

/** What a view shows: enough to send it whole or in pieces. */
export interface Shown {
  readonly run: ViewRun;
  readonly status: ViewStatus;
  readonly tokenCount: number;
  readonly stepCount: number;
  /**
   * Tokens from `first` on, and steps from `firstStep` on, up to the ends given. Values longer than `longestValue` lose their middle, so that
   * what crosses to a view grows with the steps and not with what their variables hold.
   */
  growth(tokens: readonly [number, number], steps: readonly [number, number], longestValue?: number): ViewGrowth;
}

export function shownTrace(trace: Trace): Shown {
  const { tokens, steps, problem } = trace;
  const id = `trace ${trace.id}`;
  return {
    run: {
      id,
      call: problem.call,
      method: trace.method,
      prompt: trace.prompt ?? null,
      promptTokens: promptTokens(trace.promptTokens),
      rule: ruleLines(problem),
    },
    status: traceStatus(trace),
    tokenCount: tokens.length,
    stepCount: steps.length,
    growth([firstToken, lastToken], [firstStep, lastStep], longestValue) {
      return {
        run: id,
        firstToken: finite(firstToken),
        tokens: tokens.slice(firstToken, lastToken).map(traceToken),
        firstStep: finite(firstStep),
        steps: steps.slice(firstStep, lastStep).map((step) => viewStep(step, longestValue)),
      };
    },
  };
}

/** A finished run as it was stored. `position` is the step that the view stands at. */
export function shownRecord(record: RunRecord, id: string, position: number | null): Shown {
  const { problem, model, answer, expected, correct, tokens, steps, prompt, method } = record;
  return {
    run: {
      id,
      call: problem.call,
      method,
      prompt,
      promptTokens: promptTokens(record.promptTokens),
      rule: record.rule === undefined ? [] : numbered(record.rule.source),
    },
    status: {
      phase: record.stop === "cancelled" || record.stop === "lost" ? "stopped" : "finished",
      model,
      otherTask: null,
      device: record.device ?? null,
      answer,
      expected,
      correct,
      remark: record.ending?.message ?? stopWords[record.stop] ?? null,
      seconds: record.seconds === undefined ? null : finite(record.seconds),
      stale: false,
      stored: record.id ?? null,
      position: position === null ? null : finite(position),
    },
    tokenCount: tokens.length,
    stepCount: steps.length,
    growth: ([firstToken, lastToken], [firstStep, lastStep], longestValue) => ({
      run: id,
      firstToken: finite(firstToken),
      tokens: tokens.slice(firstToken, lastToken).map(viewToken),
      firstStep: finite(firstStep),
      steps: steps.slice(firstStep, lastStep).map((step) => viewStep(step, longestValue)),
    }),
  };
}

const stopWords: Readonly<Record<RunRecord["stop"], string | undefined>> = {
  end: undefined,
  length: "Cut off at the limit of new tokens.",
  context: "Cut off: the model's context is full.",
  cancelled: "Stopped before the end.",
  lost: "The engine ended before the model did.",
};

function traceStatus(trace: Trace): ViewStatus {
  const { model, outcome, problem, position, seconds } = trace;
  const other = model.task !== undefined && problem.task !== model.task;
  return {
    phase: trace.phase,
    model: model.name,
    otherTask: other ? (model.task ?? null) : null,
    device: model.device ?? null,
    answer: outcome?.answer ?? null,
    expected: outcome?.expected ?? null,
    correct: outcome?.correct ?? null,
    remark: trace.failure ?? trace.ending?.message ?? outcome?.remark ?? null,
    seconds: seconds === undefined ? null : finite(seconds),
    stale: trace.stale,
    stored: trace.stored ?? null,
    position: position === undefined ? null : finite(position),
  };
}

/** The lines of every function of the rule's file, as they were run. */
function ruleLines({ program }: StatedProblem): ViewRun["rule"] {
  const lines = numbered(program.source);
  return [...program.functions.values()].flatMap(({ line, endLine }) => lines.slice(line - 1, endLine));
}

function numbered(source: string): ViewRun["rule"] {
  return source.split(/\r?\n/).map((text, index) => ({ line: finite(index + 1), text }));
}

function promptTokens(tokens: PromptTokens | undefined): ViewRun["promptTokens"] {
  return tokens === undefined ? null : { ids: tokens.ids.map(finite), texts: tokens.texts };
}

function traceToken({ id, text, probability, entropy, alternatives, forced }: TraceToken): ViewToken {
  return {
    id: finite(id),
    text,
    probability: finite(probability),
    entropy: finite(entropy),
    topK: {
      ids: alternatives.map((it) => finite(it.id)),
      texts: alternatives.map((it) => it.text),
      probabilities: alternatives.map((it) => finite(it.probability)),
    },
    ...(forced ? { forced } : {}),
  };
}

function viewToken({ id, text, probability, entropy, topK, forced }: RunToken): ViewToken {
  return {
    id: finite(id),
    text,
    probability: finite(probability),
    entropy: finite(entropy),
    topK: { ids: topK.ids.map(finite), texts: topK.texts, probabilities: topK.probabilities.map(finite) },
    ...(forced ? { forced } : {}),
  };
}

export function viewStep(step: RunStep, longestValue = Number.POSITIVE_INFINITY): ViewStep {
  const { line, expected, tokens } = step;
  const otherLine = expected !== undefined && expected.line !== line ? expected.line : undefined;
  return {
    line: line === null ? null : finite(line),
    text: step.text,
    tokens: [finite(tokens[0]), finite(tokens[1])],
    verdict: step.verdict,
    locallyValid: step.locallyValid,
    message: step.message,
    expectedLine: otherLine === undefined ? null : finite(otherLine),
    values: values(step, longestValue),
  };
}

/** Every variable of either state, and what the step returns or raises. */
function values({ state, changed, returned, raised, expected, verdict }: RunStep, longest: number): ViewValue[] {
  const cut = (text: string): string => (text.length <= longest ? text : shortened(text, longest));
  const judged = verdict !== "correct" && verdict !== "malformed" ? expected : undefined;
  const value = (
    name: string,
    claimed: string | undefined,
    wanted: string | undefined,
    isChanged: boolean,
  ): ViewValue => ({
    name,
    claimed: claimed === undefined ? null : cut(claimed),
    ...(judged !== undefined && wanted !== claimed ? { expected: wanted === undefined ? null : cut(wanted) } : {}),
    changed: isChanged,
  });
  const names = [...new Set([...Object.keys(state), ...Object.keys(judged?.state ?? {}), ...changed])];
  const found = names.map((name) => value(name, state[name], judged?.state[name], changed.includes(name)));
  if ((returned ?? judged?.returned) !== undefined) found.push(value("→", returned, judged?.returned, true));
  if ((raised ?? judged?.raised) !== undefined) found.push(value("raises", raised, judged?.raised, true));
  return found;
}

/** The beginning and the end, which is where most values grow. */
function shortened(text: string, longest: number): string {
  const half = Math.floor((longest - 3) / 2);
  return `${text.slice(0, half)} … ${text.slice(text.length - half)}`;
}
