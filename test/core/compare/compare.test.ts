/** @file Runs side by side: which steps share a row, where runs first part and how, for one method, several methods, forks and ends. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { alignKeys } from "../../../src/core/compare/alignKeys.ts";
import { compareRuns } from "../../../src/core/compare/compare.ts";
import type { RunRecord } from "../../../src/core/record/run.ts";
import { madeRun, problemOf } from "../record/madeRun.ts";

const problem = problemOf("add([5, 9], [1, 3])");
const right = madeRun(problem, "rfft");

/** The text of each cell, row by row. */
function texts(runs: readonly RunRecord[]): (string | null)[][] {
  return compareRuns(runs).rows.map(({ cells }) =>
    cells.map((cell, run) => (cell === null ? null : (runs[run]?.steps[cell]?.text ?? null))),
  );
}

test("equal runs share every row and nothing differs", () => {
  const { by, rows, divergence, answer } = compareRuns([right, right, right]);
  assert.equal(by, "step");
  assert.deepEqual(
    rows.map(({ cells }) => cells),
    right.steps.map((_, i) => [i, i, i]),
  );
  assert.deepEqual([divergence, answer], [undefined, undefined]);
});

test("a wrong value: the first row that differs, its variable and both values", () => {
  const wrong = madeRun(problem, "rfft", (gold) =>
    gold.replace("total=12", "total=13").replace("result^2", "result^3"),
  );
  const { rows, divergence, answer } = compareRuns([right, wrong]);
  assert.equal(rows.length, right.steps.length);
  const { row = -1, difference } = divergence ?? {};
  assert.equal(right.steps[row]?.text, "L7 total=12");
  assert.deepEqual(difference, {
    kind: "state",
    runs: [0, 1],
    names: ["total"],
    message: "total is 12 in run 1, 13 in run 2.",
  });
  assert.equal(answer, undefined, "the returned value is written by itself and stayed right");
  const later = rows.slice(row + 1).find((it) => it.difference?.names.includes("result"));
  assert.deepEqual(later?.difference?.names, ["result", "total"]);
});

test("a step left out has a row of its own, and what follows stays together", () => {
  const left = madeRun(problem, "rfft", (gold) => gold.replace("L7 total=12\n", ""));
  const { rows, divergence } = compareRuns([right, left]);
  const at = right.steps.findIndex(({ text }) => text === "L7 total=12");
  assert.deepEqual(
    [rows[at - 1]?.cells, rows[at]?.cells, rows[at + 1]?.cells],
    [
      [at - 1, at - 1],
      [at, null],
      [at + 1, at],
    ],
  );
  const { line = 0 } = right.steps[at] ?? {};
  assert.equal(divergence?.row, at);
  assert.equal(divergence?.difference.kind, "line");
  assert.match(
    divergence?.difference.message ?? "",
    new RegExp(`^Run 1 executes line ${line}, run 2 executes line ${right.steps[at + 1]?.line}\\.$`),
  );
  assert.ok(rows.length === right.steps.length);
});

test("a run that stops earlier has ended; one that goes on has rows of its own", () => {
  const cut = madeRun(problem, "rfft", (gold) => gold.split("\n").slice(0, 5).join("\n"), { stop: "cancelled" });
  const { rows, divergence, answer } = compareRuns([cut, right]);
  const end = cut.steps.length;
  assert.ok(end > 2 && end < right.steps.length);
  assert.equal(divergence?.row, end);
  assert.equal(divergence?.difference.kind, "ended");
  assert.match(divergence?.difference.message ?? "", /^Run 1 has ended, run 2 executes line \d+\.$/);
  assert.deepEqual(rows[end]?.cells, [null, end]);
  assert.equal(answer?.message, "Run 1 answers nothing, run 2 72.");
});

test("another turn: each run's own rows stand beside an empty cell, in the order of the runs", () => {
  const again = madeRun(problem, "rfft", (gold) => gold.replace(/(L4\nL5[\s\S]*?L9 carry=\d\n)/, "$1$1"));
  const rows = texts([right, again]);
  for (const run of [0, 1]) {
    const own = rows.map((row) => row[run]).filter((text) => text !== null);
    assert.deepEqual(
      own,
      [right, again][run]?.steps.map(({ text }) => text),
      "every step once, in order",
    );
  }
  assert.ok(compareRuns([right, again]).divergence);
});

test("direct, scratchpad and rfft are compared by the states that they claim and by the answer", () => {
  const scratchpad = madeRun(problem, "scratchpad");
  const direct = madeRun(problem, "direct");
  const { by, rows, divergence } = compareRuns([direct, scratchpad, right]);
  assert.equal(by, "state");
  assert.equal(divergence, undefined);
  const shared = rows.filter(({ cells }) => cells[1] !== null && cells[2] !== null);
  assert.equal(shared.length, scratchpad.steps.length, "every scratchpad line stands beside a step of the rule");
  assert.deepEqual(rows.at(-1)?.cells, [0, scratchpad.steps.length - 1, right.steps.length - 1]);
  const wrong = madeRun(problem, "scratchpad", (gold) => gold.replace(/C:\d/, "C:7"));
  const found = compareRuns([direct, wrong, right]).divergence;
  assert.deepEqual([found?.difference.kind, found?.difference.runs], ["state", [1, 2]]);
  const guessed = compareRuns([madeRun(problem, "direct", () => "73"), right]);
  assert.deepEqual([guessed.by, guessed.divergence?.difference.kind], ["answer", "returned"]);
  assert.equal(guessed.answer?.message, "Run 1 answers 73, run 2 72.");
});

test("what cannot be read is shown as text, never as a wrong value", () => {
  const garbled = madeRun(problem, "rfft", (gold) => gold.replace("L7 total=12", "L7 tot@l"));
  const difference = compareRuns([right, garbled]).divergence?.difference;
  assert.equal(difference?.kind, "text");
  assert.match(difference?.message ?? "", /"L7 tot@l"/);
  assert.equal(compareRuns([garbled, garbled]).divergence, undefined);
});

test("records without gold indices, or of other problems, are held together by line and visit", () => {
  const older = { ...right, steps: right.steps.map(({ goldIndex: _, ...step }) => step) };
  assert.equal(compareRuns([older, right]).divergence, undefined);
  const other = madeRun(problemOf("add([5, 9], [1, 4])"), "rfft");
  const { rows, divergence } = compareRuns([right, other]);
  assert.equal(rows.length, right.steps.length);
  assert.equal(divergence?.difference.kind, "state");
});

test("none and one run compare to themselves", () => {
  assert.deepEqual(compareRuns([]), { by: "step", rows: [] });
  assert.equal(compareRuns([right]).divergence, undefined);
});

test("keys in another order keep the order of each sequence", () => {
  const sequences = [["a", "b", "c", "d"], ["b", "a", "c", "x"], ["d", "c", "b", "a"], []];
  const rows = alignKeys(sequences);
  sequences.forEach((keys, column) => {
    const cells = rows.map((row) => row[column]).filter((cell) => cell !== null);
    assert.deepEqual(cells, [...keys.keys()]);
  });
  for (const row of rows)
    assert.equal(new Set(row.flatMap((at, i) => (at === null ? [] : [sequences[i]?.[at ?? -1]]))).size, 1);
});

test("a hundred thousand steps are laid side by side", () => {
  const keys = Array.from({ length: 100_000 }, (_, i) => `${i}`);
  const rows = alignKeys([keys, keys.toSpliced(500, 1), keys.toReversed()]);
  assert.equal(rows.filter((row) => row[0] !== null && row[1] !== null).length, 99_999);
});
