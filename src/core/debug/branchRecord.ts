/** @file A branch as a run record: so that branches are saved, compared and opened like any other run. */
import { ResponseReader } from "../check/reading.ts";
import type { Method } from "../method/method.ts";
import { recordRun } from "../record/judgement.ts";
import type { RunRecord } from "../record/run.ts";
import type { Problem } from "../task/problem.ts";
import type { Branch } from "./branch.ts";

export interface BranchFacts {
  readonly problem: Problem;
  readonly method: Method;
  readonly model: string;
  readonly document?: string | undefined;
  readonly startedAt: Date;
  /** The record's id of a branch. */
  readonly idOf: (branch: number) => string;
}

/** The record of a branch as far as it is written; one that has not ended counts as stopped by a person. */
export function recordBranch(branch: Branch, facts: BranchFacts): RunRecord {
  const { problem, method, model, document, startedAt, idOf } = facts;
  const { origin, tokens, response } = branch;
  const reader = new ResponseReader(problem, method, undefined, branch.gold);
  reader.push(response);
  const stop = branch.end?.stop ?? "cancelled";
  return recordRun({
    id: idOf(branch.id),
    problem: branch.interventions.length > 0 ? unexpected(problem) : problem,
    method,
    model: origin === undefined ? model : `${model} (${origin.change})`,
    prompt: method.prompt(problem),
    response,
    tokens,
    ...(branch.end ?? reader.end("cut")),
    stop,
    startedAt,
    ...(document === undefined ? {} : { document }),
    ...(origin === undefined ? {} : { parent: { run: idOf(origin.parent), token: origin.token } }),
  });
}

/** From a changed value on, the document's answer is not the one to expect, but the rule's own from there. */
function unexpected({ expected: _, ...problem }: Problem): Problem {
  return problem;
}
