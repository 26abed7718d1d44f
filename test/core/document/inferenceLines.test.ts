/** @file Problems of inference tasks in `.problems` files: what is read, and where a wrong part is marked. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { conclusionsOf, inferenceLine } from "../../../src/core/document/inferenceLines.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import { inferenceTasks } from "../../../src/core/inference/registry.ts";
import { syllogism } from "../../../src/core/inference/syllogism/syllogism.ts";

const premises = "all drevs are spuvs . all blofts are drevs";

/** `line:column-end: message` */
function complaints(text: string): string[] {
  return readProblems(text, "problems").diagnostics.map(
    ({ line, column, endColumn, message }) => `${line}:${column}-${endColumn}: ${message}`,
  );
}

test("a line is premises, a rule and perhaps a conclusion", () => {
  const text = `task: syllogism\nmodel: mine\n\n  ${premises} [AAA1]  # a comment\n${premises} [aai1] = Some blofts are spuvs.\n`;
  const { problems, inferences, diagnostics, defaults } = readProblems(text, "problems");
  assert.deepEqual(problems, []);
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(defaults, { model: "mine" });
  const common = { task: "syllogism", premises: ["all drevs are spuvs", "all blofts are drevs"] };
  assert.deepEqual(inferences, [
    { ...common, id: `${premises} [AAA1]`, line: 4, rule: "AAA1", expected: "all blofts are spuvs" },
    {
      ...common,
      id: `${premises} [aai1] = Some blofts are spuvs.`,
      line: 5,
      rule: "AAI1",
      expected: "some blofts are spuvs",
      conclusion: "Some blofts are spuvs.",
      judgement: { kind: "correct", exact: false },
    },
  ]);
});

test("lines that an item is written as are read as that item", () => {
  for (const task of inferenceTasks) {
    const items = [...task.items({ seed: 1, count: 300 })];
    const text = [`task: ${task.name}`, ...items.map(inferenceLine)].join("\r\n");
    const { inferences = [], diagnostics } = readProblems(text, "problems");
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      inferences.map(({ premises, rule, conclusion }) => ({ premises, rule, conclusion })),
      items.map(({ premises, rule, conclusion }) => ({ premises, rule, conclusion })),
    );
  }
});

test("a wrong conclusion is marked where it stands, with what it follows by", () => {
  assert.deepEqual(complaints(`task: syllogism\n${premises} [AAA1] = some blofts are spuvs`), [
    '2:52-73: This follows by AAI1. AAA1 concludes "all blofts are spuvs".',
  ]);
  assert.deepEqual(complaints("task: derivation\n  x*y@x [add] = x*y-x"), [
    '2:16-21: This follows by subtract. add concludes "x*y+x".',
  ]);
});

test("what cannot be read is marked, and the other lines stay", () => {
  const text = `task: syllogism\nhello\n${premises} [AAA5]\nall a are b . all c [AAA1]\n${premises} [EAE1]\n${premises} [AAA1]\n`;
  assert.deepEqual(complaints(text), [
    '2:0-5: This is no problem of syllogism: write premises, [rule] and = conclusion, as in "all drevs are spuvs . all blofts are drevs [AAA1] = all blofts are spuvs".',
    '3:43-49: The task syllogism has no rule "AAA5". From these premises conclude: AAA1, AAI1.',
    '4:0-19: These are no premises of syllogism. A line looks like "all drevs are spuvs . all blofts are drevs [AAA1] = all blofts are spuvs".',
    "5:43-49: EAE1 concludes nothing from these premises. These do: AAA1, AAI1.",
  ]);
  assert.deepEqual(
    readProblems(text, "problems").inferences?.map(({ line }) => line),
    [5, 6],
  );
});

test("settings that mean nothing for an inference task are marked, and an unknown task names them all", () => {
  assert.deepEqual(complaints("task: derivation\nmethod: rfft\nx@x [add]"), [
    "2:8-12: The setting method means nothing for derivation: each line names its rule in brackets.",
  ]);
  assert.match(complaints("task: syllogisms\nx")[0] ?? "", /Tasks: addition, .*derivation, syllogism, explanatory\./);
});

test("the same line twice has two ids", () => {
  const { inferences } = readProblems("task: derivation\nx@x [add]\nx@x [add]", "problems");
  assert.deepEqual(
    inferences?.map(({ id }) => id),
    ["x@x [add]", "x@x [add] (2)"],
  );
});

test("all conclusions of premises", () => {
  assert.deepEqual(conclusionsOf(syllogism, ["some m are p", "some s are m"]), [
    { rule: "none", conclusion: "nothing follows" },
  ]);
});
