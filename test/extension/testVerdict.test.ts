/** @file What a run means as a test: passed, or the first thing that is wrong, with its line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RuleEnd } from "../../src/client/judging.ts";
import { localJudge } from "../../src/client/localJudge.ts";
import { readResponse } from "../../src/core/check/reading.ts";
import { readProblems } from "../../src/core/document/problems.ts";
import { methodOf } from "../../src/core/method/methods.ts";
import { recordRun } from "../../src/core/record/judgement.ts";
import type { RunRecord } from "../../src/core/record/run.ts";
import { addition } from "../../src/core/task/addition.ts";
import type { Problem } from "../../src/core/task/problem.ts";
import { testFailure } from "../../src/extension/testing/testVerdict.ts";

const method = methodOf("rfft", "compact");

function problem(text: string): Problem {
  const [found] = readProblems(text, "python").problems;
  assert.ok(found);
  return found;
}

const sum = problem(`${addition.ruleSource}\ndef doc():\n    """\n    >>> add([5, 9], [1, 3])\n    """\n`);

function record(of: Problem, change: (gold: string) => string = (gold) => gold): RunRecord {
  const { prompt, response: gold } = method.render(of);
  const response = change(gold);
  return recordRun({
    id: "a",
    problem: of,
    method,
    model: "m",
    prompt,
    response,
    tokens: [],
    ...readResponse(of, method, response),
    stop: "end",
    startedAt: new Date(0),
  });
}

async function ruleEnd(of: Problem): Promise<RuleEnd> {
  return (await localJudge()(of, method)).rule;
}

test("a right answer by right steps passes", async () => {
  assert.equal((await ruleEnd(sum)).kind, "returned");
  assert.equal(testFailure(record(sum), await ruleEnd(sum)), undefined);
});

test("a wrong step fails at its line, with the states that should be and that are claimed", async () => {
  const failure = testFailure(
    record(sum, (gold) => gold.replace("total=12", "total=13")),
    await ruleEnd(sum),
  );
  const line = addition.ruleSource.split("\n").findIndex((it) => it.includes("total =")) + 1;
  assert.equal(failure?.line, line);
  assert.match(failure?.message ?? "", /^Step \d+: /);
  assert.match(failure?.expected ?? "", new RegExp(`^total = 12\nline ${line}\n[^]*digit2 = 3$`));
  assert.match(failure?.got ?? "", new RegExp(`^total = 13\nline ${line}\n[^]*digit2 = 3$`));
});

test("a response that stops early fails where it should have gone on", async () => {
  const failure = testFailure(
    record(sum, (gold) => gold.split("\n").slice(0, 6).join("\n")),
    await ruleEnd(sum),
  );
  assert.match(failure?.message ?? "", /\w/);
  assert.ok((failure?.line ?? 0) > 1);
  assert.equal(failure?.got, "the response ends");
});

test("right steps to another answer than the document expects fail on the answer", async () => {
  const other = problem(`${addition.ruleSource}\ndef doc():\n    """\n    >>> add([6], [7])\n    [1, 4]\n    """\n`);
  assert.deepEqual(testFailure(record(other), await ruleEnd(other)), {
    message: "Answered 13; 14 is right.",
    expected: "14",
    got: "13",
  });
});

test("a rule that raises passes when the model says so", async () => {
  const raising = problem('def f(a):\n    """\n    >>> f([])\n    """\n    return a[0]\n');
  assert.equal(testFailure(record(raising), await ruleEnd(raising)), undefined);
});

test("a response that cannot be read is neither passed nor failed", async () => {
  for (const response of ["", "I would rather not.", "L2 result=[]\nthen some steps"]) {
    const run = record(sum, () => response);
    assert.deepEqual([run.judgement, run.correct], ["unreadable", null]);
    const failure = testFailure(run, await ruleEnd(sum));
    assert.equal(failure?.unreadable, true, response);
    assert.match(failure.message, /read/);
  }
});
