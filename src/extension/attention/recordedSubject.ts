/** @file A kept run as something to look into, with no document of its own. Knows no `vscode`. */
import { recordedProblem } from "../../core/record/recordedProblem.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { recordedTrace } from "../run/recordedTrace.ts";
import type { Subject } from "./inside.ts";

/** `beside`: the run that it is held against. Throws a UserError where the record holds no rule that runs. */
export async function recordedSubject(record: RunRecord, beside: Subject): Promise<Subject> {
  const trace = await recordedTrace(record, recordedProblem(record), false);
  return {
    id: `other ${record.id ?? record.startedAt} ${record.problem.call}`,
    uri: beside.uri,
    trace: { ...trace, id: -1 },
    modelHash: record.provenance?.modelHash,
  };
}
