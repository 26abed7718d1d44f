/** @file How a run came out, for the note beside its problem. Knows no `vscode`. */
import type { RuleEnd } from "../../client/judging.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { Trace, TraceOutcome } from "../trace/trace.ts";
import { raisedWords } from "./ruleOutcome.ts";

/** What a trace becomes when its run is over. `rule` is what the rule itself does. */
export function runOutcome(
  record: RunRecord,
  rule: RuleEnd,
): Pick<Trace, "phase" | "outcome"> & Partial<Pick<Trace, "ending" | "seconds" | "stored">> {
  const { id, ending, stop, seconds } = record;
  const phase: Trace["phase"] = stop === "cancelled" ? "stopped" : "finished";
  const outcome = rule.kind === "raised" ? raising(record, rule) : answering(record);
  const timed = {
    phase,
    outcome,
    ...(seconds === undefined ? {} : { seconds }),
    ...(id === undefined ? {} : { stored: id }),
  };
  if (ending === undefined) return timed;
  const { verdict, message, expected } = ending;
  return { ...timed, ending: { verdict, message, ...(expected ? { expected: { line: expected.line } } : {}) } };
}

function answering(record: RunRecord): TraceOutcome {
  const { answer, expected, correct } = record;
  const remark = remarkOf(record);
  return {
    ...(answer === null ? {} : { answer }),
    ...(expected === null ? {} : { expected }),
    ...(correct === null ? {} : { correct }),
    ...(remark === undefined ? {} : { remark }),
  };
}

/** A rule that raises has no answer; the right response says what it raises. */
function raising(record: RunRecord, rule: Extract<RuleEnd, { kind: "raised" }>): TraceOutcome {
  const raised = record.steps.at(-1)?.raised;
  const answer = raised === undefined ? (record.answer ?? "no answer") : `raises ${raised}`;
  return { answer, expected: raisedWords(rule), correct: raised === rule.type };
}

function remarkOf({ stop, tokens, judgement, unreadable }: RunRecord): string | undefined {
  if (stop === "length") return `no answer within ${tokens.length} tokens`;
  if (stop === "context") return `no answer: the model's context is full after ${tokens.length} tokens`;
  return judgement === "unreadable" ? unreadable : undefined;
}
