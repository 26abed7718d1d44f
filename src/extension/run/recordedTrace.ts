/**
 * @file A stored run as a trace again: its response is read and checked as it was when it was written, so that every view shows it as
 * it did then, with no model. Knows no `vscode`.
 */
import type { ReadRun, ToJudge } from "../../client/ruleJudge.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { TextProblem } from "../../core/task/problem.ts";
import { type Trace, type TraceToken, trackLines } from "../trace/trace.ts";
import { traceTokenOf } from "./liveTrace.ts";
import { runOutcome } from "./runOutcome.ts";

/** `problem`: where it stands now. Throws a UserError where its rule never ends. */
export async function recordedTrace(
  record: RunRecord,
  problem: TextProblem,
  { ruleHere, judged }: { readonly ruleHere: boolean; readonly judged: (params: ToJudge) => Promise<ReadRun> },
): Promise<Omit<Trace, "id">> {
  const {
    method,
    dialect,
    model,
    task = problem.task,
    device,
    prompt,
    promptTokens,
    response,
    stop,
  } = { ...record, ...record.problem };
  const { rule, steps } = await judged({
    problem,
    method: { name: method, dialect },
    response,
    tokens: record.tokens,
    how: stop === "end" ? "ended" : "cut",
  });
  const { outcome, ...over } = runOutcome(record, rule);
  return {
    problem,
    ruleHere,
    method,
    model: { name: model, ...(task === undefined ? {} : { task }), ...(device === undefined ? {} : { device }) },
    prompt,
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...over,
    ...(outcome === undefined ? {} : { outcome }),
    steps,
    tokens: tokensOf(record),
    stale: false,
    lines: trackLines(problem),
  };
}

function tokensOf({ tokens }: RunRecord): TraceToken[] {
  let start = 0;
  return tokens.map((token) => {
    const made = traceTokenOf(token, start);
    start += token.text.length;
    return made;
  });
}
