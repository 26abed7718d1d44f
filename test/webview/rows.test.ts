/** @file The rows of the list of steps: folding by iterations of the loop, filtering, searching, and text outside of every step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Traces } from "../../src/extension/trace/traces.ts";
import { shownTrace } from "../../src/extension/trace/viewRun.ts";
import type { ViewStep } from "../../src/protocol/runView.ts";
import { iterationsOf } from "../../webview/trace/model/loops.ts";
import {
  iterationAround,
  nextWrong,
  type Row,
  rowOfStep,
  rowsOf,
  stepsOfTokens,
} from "../../webview/trace/model/rows.ts";
import { problemsOf, writeTrace } from "../extension/realTrace.ts";

const all = { onlyWrong: false, search: "", folded: new Set<number>() };

function shown(edit: (response: string) => string = (it) => it) {
  const problem = problemsOf()[0];
  assert.ok(problem);
  const made = shownTrace(writeTrace(new Traces(), problem, "rfft", edit));
  const { tokens, steps } = made.growth([0, made.tokenCount], [0, made.stepCount]);
  return { rule: made.run.rule, tokens, steps };
}

const words = (rows: readonly Row[], steps: readonly ViewStep[]): string[] =>
  rows.map((row) =>
    row.kind === "loop"
      ? `iteration ${row.iteration.number}${row.folded ? " folded" : ""}, ${row.wrong} wrong`
      : row.kind === "text"
        ? `tokens ${row.tokens.join("-")}`
        : `${steps[row.step]?.line}`,
  );

test("each iteration of the loop stands above its steps; the look that leaves the loop is no iteration", () => {
  const source = shown();
  const steps = words(rowsOf(source, all), source.steps);
  assert.deepEqual(
    steps.filter((it) => it.startsWith("iteration")),
    ["iteration 1, 0 wrong", "iteration 2, 0 wrong"],
  );
  assert.equal(steps.filter((it) => it === "9").length, 3);
  assert.equal(
    steps.filter((it) => !it.startsWith("iteration") && !it.startsWith("tokens")).length,
    source.steps.length,
  );
});

test("a folded iteration hides its steps, and its row stands for them", () => {
  const source = shown();
  const [first] = iterationsOf(source.steps, source.rule);
  assert.ok(first);
  const rows = rowsOf(source, { ...all, folded: new Set([first.first]) });
  const row = rowOfStep(rows, first.first + 2);
  assert.equal(words(rows, source.steps)[row], "iteration 1 folded, 0 wrong");
  assert.equal(rows.length, rowsOf(source, all).length - (first.end - first.first));
});

test("only failed steps, and the way from one to the next", () => {
  const source = shown((it) => it.replace("total=12", "total=13"));
  const rows = rowsOf(source, { ...all, onlyWrong: true });
  assert.ok(rows.length > 0);
  for (const row of rows) assert.ok(row.kind === "step" && source.steps[row.step]?.verdict !== "correct");
  const first = nextWrong(source.steps, null, 1);
  assert.equal(source.steps[first ?? -1]?.line, 12);
  assert.equal(nextWrong(source.steps, first ?? 0, -1), undefined);
});

test("a search finds what the text, the rule's line and the claimed values say", () => {
  const source = shown();
  const found = (search: string) => words(rowsOf(source, { ...all, search }), source.steps);
  assert.deepEqual(found("total=12"), ["12"]);
  assert.deepEqual(found("CARRY = TOTAL"), ["14", "14"]);
  assert.deepEqual(found("nowhere"), []);
});

test("every token is in the list: in a step, or in a row of its own", () => {
  const source = shown((it) => `${it}\nand more words`);
  const covered = rowsOf(source, all).flatMap((row) => (row.kind === "text" ? [row.tokens] : []));
  const inSteps = stepsOfTokens(source.steps, source.tokens.length);
  for (const index of source.tokens.keys())
    assert.ok(
      (inSteps[index] ?? -1) >= 0 || covered.some(([from, end]) => from <= index && index < end),
      `token ${index}`,
    );
});

const nested = ["def f(n):", "    for i in n:", "        while i:", "            i = g(i)", "    return n"];
const called = ["def g(i):", "    for j in i:", "        j = 1", "    return i"];

/** Steps at the lines of `nested` (1 to 5) and `called` (11 to 14), those at the lines of `return` returning. */
function nestedSteps(lines: readonly number[]) {
  const rule = [
    ...nested.map((text, index) => ({ line: index + 1, text })),
    ...called.map((text, index) => ({ line: index + 11, text })),
  ] as unknown as Parameters<typeof iterationsOf>[1];
  const steps = lines.map((line) => ({
    line,
    values: line === 5 || line === 14 ? [{ name: "→", claimed: "0", changed: true }] : [],
  })) as unknown as Parameters<typeof iterationsOf>[0];
  return { rule, steps };
}

test("iterations of inner loops lie in those of the outer ones, and a called function's in the iteration that called it", () => {
  const { rule, steps } = nestedSteps([2, 3, 4, 11, 12, 13, 12, 13, 12, 14, 3, 4, 3, 2, 3, 2, 5]);
  const found = iterationsOf(steps, rule).map(({ line, number, first, end, depth }) => [
    line,
    number,
    first,
    end,
    depth,
  ]);
  assert.deepEqual(found, [
    [2, 1, 0, 13, 0],
    [3, 1, 1, 10, 1],
    [12, 1, 4, 6, 2],
    [12, 2, 6, 8, 2],
    [3, 2, 10, 12, 1],
    [2, 2, 13, 15, 0],
  ]);
});

test("an inner iteration folds by itself, an outer one hides its inner ones", () => {
  const { rule, steps } = nestedSteps([2, 3, 4, 3, 4, 3, 2, 3, 2, 5]);
  const source = { rule, tokens: [], steps: steps.map((it) => ({ ...it, tokens: [0, 0], verdict: "correct" })) };
  const rows = (folded: readonly number[]): readonly Row[] =>
    rowsOf(source as unknown as Parameters<typeof rowsOf>[0], { ...all, folded: new Set(folded) });
  const shownSteps = (its: readonly Row[]): number[] => its.flatMap((row) => (row.kind === "step" ? [row.step] : []));
  assert.deepEqual(shownSteps(rows([1])), [0, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(shownSteps(rows([0, 1])), [6, 7, 8, 9]);
  assert.equal(iterationAround(rows([]), 4), 3, "the innermost iteration");
  assert.equal(iterationAround(rows([0]), 4), 0, "the fold that hides it");
  assert.equal(iterationAround(rows([]), 9), undefined);
});
