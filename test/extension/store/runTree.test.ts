/** @file The tree of the Runs view: problems by their newest run, branches below their runs, and nothing lost whatever a file claims. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunSummary } from "../../../src/client/store/runStore.ts";
import { byProblem, type RunNode } from "../../../src/extension/store/runTree.ts";

function summary(id: string, parent: string | null = null, call = "f(1)"): RunSummary {
  return {
    id,
    startedAt: "2026-01-01T00:00:00.000Z",
    call,
    functionName: "f",
    document: null,
    line: 1,
    method: "rfft",
    model: "m",
    correct: true,
    firstWrong: null,
    steps: 1,
    answer: "1",
    expected: "1",
    stop: "end",
    seconds: 1,
    parent,
  };
}

const shape = (nodes: readonly RunNode[]): string =>
  nodes.map(({ run, branches }) => (branches.length === 0 ? run.id : `${run.id}(${shape(branches)})`)).join(" ");
const shapes = (runs: readonly RunSummary[]): string[] =>
  byProblem(runs).map(({ call, roots, runs: its }) => `${call} ${its.length}: ${shape(roots)}`);

test("branches stand below their run, branches of branches below those", () => {
  const runs = [summary("d", "b"), summary("c", "a"), summary("b", "a"), summary("x", null, "g(2)"), summary("a")];
  assert.deepEqual(shapes(runs), ["f(1) 4: a(c b(d))", "g(2) 1: x"]);
});

test("a branch whose run is not here stands by itself", () => {
  assert.deepEqual(shapes([summary("b", "gone"), summary("a")]), ["f(1) 2: b a"]);
});

test("runs that are each other's branches are all shown", () => {
  assert.deepEqual(shapes([summary("c", "a"), summary("b", "a"), summary("a", "b"), summary("s", "s")]), [
    "f(1) 4: c b a s",
  ]);
});
