/** @file What crosses to a trace view: values of a long trace lose their middle, so that a message grows with the steps alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { shownRecord } from "../../src/extension/trace/viewRun.ts";
import { madeRun, problemOf } from "../core/record/madeRun.ts";

const rule = `def squares(n):
    result = []
    for i in range(n):
        square = i * i % 1000
        result.append(square)
    return result
`;

test("a view is sent values with both their ends; exports get the whole", () => {
  const shown = shownRecord(madeRun(problemOf("squares(300)", rule), "rfft"), "long", null);
  const all = [0, shown.stepCount] as const;
  const last = (longest?: number) => {
    const { steps } = shown.growth([0, 0], all, longest);
    return steps.at(-1)?.values.find(({ name }) => name === "result")?.claimed ?? "";
  };
  assert.equal(last().split(", ").length, 300);
  assert.equal(last(100).length, 99);
  assert.match(last(100), /^\[0, 1, 4, 9, .* … .*, 401\]$/);
  const sent = JSON.stringify(shown.growth([0, 0], all, 100)).length;
  assert.ok(sent < shown.stepCount * 1000, `${sent} characters for ${shown.stepCount} steps`);
});
