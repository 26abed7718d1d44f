/** @file Records as runs make them, from a response's text: read by the real parser, judged by the real checker. */

import assert from "node:assert/strict";
import { readResponse } from "../../../src/core/check/reading.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import type { MethodName } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { type JudgedFacts, recordRun } from "../../../src/core/record/judgement.ts";
import type { RunRecord } from "../../../src/core/record/run.ts";
import { addition } from "../../../src/core/task/addition.ts";
import type { Problem } from "../../../src/core/task/problem.ts";

export function problemOf(call: string, rule = addition.ruleSource): Problem {
  const [problem] = readProblems(`${rule}\n# >>> ${call}\n`, "python").problems;
  assert.ok(problem, `${call} is a problem`);
  return problem;
}

/** The record of the method's gold response, changed by `edit`. */
export function madeRun(
  problem: Problem,
  method: MethodName,
  edit: (gold: string) => string = (it) => it,
  facts: Partial<JudgedFacts> = {},
): RunRecord {
  const how = methodOf(method);
  const { prompt, response: gold } = how.render(problem);
  const response = edit(gold);
  const tokens = (response.match(/\s?\w+|./gs) ?? []).map((text, id) => ({
    id,
    text,
    probability: 0.9,
    entropy: 0.3,
    topK: { ids: [id, 0], texts: [text, "?"], probabilities: [0.9, 0.1] },
  }));
  const reading = readResponse(problem, how, response, facts.stop === "cancelled" ? "cut" : "ended");
  return recordRun({
    problem,
    method: how,
    model: `made-${method}`,
    prompt,
    response,
    tokens,
    stop: "end",
    startedAt: new Date(0),
    ...reading,
    ...facts,
  });
}
