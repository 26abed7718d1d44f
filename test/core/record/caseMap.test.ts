/** @file The case map's wrong answers: which are kept, in which order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { WrongAnswers } from "../../../src/core/record/caseMap.ts";

test("different wrong answers are counted by cell, the most frequent first, and at most five are kept", () => {
  const wrong = new WrongAnswers();
  for (const text of ["7", "8", "8", "1", "2", "3", "4"]) wrong.add(5, text);
  wrong.add(2, "x".repeat(100));
  assert.deepEqual(wrong.cells(), [
    { cell: 2, answers: [{ text: `${"x".repeat(59)}…`, count: 1 }] },
    {
      cell: 5,
      answers: [["8", 2] as const, ["7", 1] as const, ["1", 1] as const, ["2", 1] as const, ["3", 1] as const].map(
        ([text, count]) => ({ text, count }),
      ),
    },
  ]);
});
