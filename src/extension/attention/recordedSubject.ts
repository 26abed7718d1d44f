/** @file A saved run as a subject of the attention view, with no document of its own. Knows no `vscode`. */
import type { RunRecord } from "../../core/record/run.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { recordedTrace } from "../run/recordedTrace.ts";
import type { Subject } from "./attentionRun.ts";

/** `beside`: the run that it is compared with. Throws a UserError where the record holds no rule that runs. */
export async function recordedSubject(record: RunRecord, beside: Subject, rules: RuleHost): Promise<Subject> {
  const { problem } = await rules.recorded(record);
  const trace = await recordedTrace(record, problem, { ruleHere: false, judged: (params) => rules.judged(params) });
  return {
    id: `compared ${record.id ?? record.startedAt} ${record.problem.call}`,
    uri: beside.uri,
    trace: { ...trace, id: -1 },
    modelHash: record.provenance?.modelHash,
  };
}
