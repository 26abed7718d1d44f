/** @file The rows of the list of steps: folding by turns of the loop, filtering, searching, and text outside of every step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Traces } from "../../src/extension/trace/traces.ts";
import { shownTrace } from "../../src/extension/view/viewRun.ts";
import type { ViewStep } from "../../src/protocol/runView.ts";
import { iterationsOf } from "../../webview/trace/loops.ts";
import { nextWrong, type Row, rowOfStep, rowsOf, stepsOfTokens } from "../../webview/trace/rows.ts";
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
      ? `turn ${row.iteration.turn}${row.folded ? " folded" : ""}, ${row.wrong} wrong`
      : row.kind === "text"
        ? `tokens ${row.tokens.join("-")}`
        : `${steps[row.step]?.line}`,
  );

test("each turn of the loop stands above its steps; the look that leaves the loop is no turn", () => {
  const source = shown();
  const steps = words(rowsOf(source, all), source.steps);
  assert.deepEqual(
    steps.filter((it) => it.startsWith("turn")),
    ["turn 1, 0 wrong", "turn 2, 0 wrong"],
  );
  assert.equal(steps.filter((it) => it === "9").length, 3);
  assert.equal(steps.filter((it) => !it.startsWith("turn") && !it.startsWith("tokens")).length, source.steps.length);
});

test("a folded turn hides its steps, and its row stands for them", () => {
  const source = shown();
  const [first] = iterationsOf(source.steps, source.rule);
  assert.ok(first);
  const rows = rowsOf(source, { ...all, folded: new Set([first.first]) });
  const row = rowOfStep(rows, first.first + 2);
  assert.equal(words(rows, source.steps)[row], "turn 1 folded, 0 wrong");
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
