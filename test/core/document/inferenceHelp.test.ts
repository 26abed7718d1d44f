/** @file What the editor says and offers for lines of inference tasks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inferenceNote, inferenceOffer } from "../../../src/core/document/inferenceHelp.ts";
import { inferenceLine } from "../../../src/core/document/inferenceLines.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import { inferenceTaskIn } from "../../../src/core/document/problemsHeader.ts";
import { inferenceTasks } from "../../../src/core/inference/registry.ts";
import { syllogism } from "../../../src/core/inference/syllogism/syllogism.ts";

const premises = "all drevs are spuvs . all blofts are drevs";

function noteOf(line: string) {
  const [problem] = readProblems(`task: syllogism\n${line}\n`, "problems").inferences ?? [];
  assert.ok(problem);
  return inferenceNote(syllogism, problem);
}

test("a right line names its premises, its rule and every rule that gives the conclusion", () => {
  const note = noteOf(`${premises} [AAI1] = some blofts are spuvs`);
  assert.deepEqual(note.premises, ["all drevs are spuvs", "all blofts are drevs"]);
  assert.equal(note.rule.rule, "AAI1");
  assert.ok(note.rule.about.length > 0);
  assert.ok(note.follows.includes("AAI1"));
  assert.equal(note.objection, undefined);
  assert.deepEqual(
    note.others.map(({ rule, conclusion }) => [rule, conclusion]),
    [["AAA1", "all blofts are spuvs"]],
  );
});

test("a wrong line says why, and by which rules its conclusion would follow", () => {
  const note = noteOf(`${premises} [AAI1] = all blofts are spuvs`);
  assert.match(note.objection ?? "", /\S/);
  assert.deepEqual([note.follows, note.rule.conclusion], [["AAA1"], "some blofts are spuvs"]);
  assert.deepEqual(noteOf(`${premises} [AAA1] = no blofts are spuvs`).follows, []);
  const open = noteOf(`${premises} [AAA1]`);
  assert.deepEqual([open.conclusion, open.follows], [undefined, ["AAA1"]]);
});

test("in the brackets every rule is offered, those first that conclude something", () => {
  const line = `${premises} [`;
  const offer = inferenceOffer(syllogism, line, line.length);
  assert.ok(offer?.kind === "rules");
  assert.deepEqual([offer.from, offer.to, offer.open], [line.length, line.length, true]);
  assert.deepEqual(
    offer.rules.slice(0, 3).map(({ rule, conclusion }) => [rule, conclusion]),
    [
      ["AAA1", "all blofts are spuvs"],
      ["AAI1", "some blofts are spuvs"],
      [offer.rules[2]?.rule, undefined],
    ],
  );
  assert.equal(new Set(offer.rules.map(({ rule }) => rule)).size, offer.rules.length);
  const closed = inferenceOffer(syllogism, `${premises} [AA] = x`, line.length + 1);
  assert.ok(closed?.kind === "rules");
  assert.deepEqual([closed.from, closed.to, closed.open], [line.length, line.length + 2, false]);
  // Premises that cannot be read yet still have rules to choose from.
  const unread = inferenceOffer(syllogism, "what [", 6);
  assert.ok(unread?.kind === "rules" && unread.rules.every(({ conclusion }) => conclusion === undefined));
});

test("after the equals sign the rule's conclusion is offered, and nowhere else anything", () => {
  const line = `${premises} [aaa1] = some`;
  const offer = inferenceOffer(syllogism, line, line.length);
  assert.ok(offer?.kind === "conclusion");
  assert.deepEqual([offer.rule, offer.conclusion], ["AAA1", "all blofts are spuvs"]);
  assert.equal(line.slice(offer.from, offer.to), "some");
  for (const [text, column] of [
    [premises, 5],
    [`${premises} [AAA1]`, premises.length + 7],
    [`${premises} [EEE9] = `, premises.length + 10],
    [`${premises} [OAO3] = `, premises.length + 10],
    ["", 0],
  ] as const)
    assert.equal(inferenceOffer(syllogism, text, column), undefined, text);
});

test("whatever is offered for any task makes a line that is right", () => {
  for (const task of inferenceTasks) {
    for (const item of [...task.items({ seed: 4, count: 12 })]) {
      const line = inferenceLine(item);
      const start = line.slice(0, line.lastIndexOf(" = ") + 3);
      const offer = inferenceOffer(task, start, start.length);
      assert.ok(offer?.kind === "conclusion", start);
      const written = `task: ${task.name}\n${start.slice(0, offer.from)}${offer.conclusion}\n`;
      assert.deepEqual(readProblems(written, "problems").diagnostics, [], written);
      assert.equal(inferenceTaskIn(written), task);
    }
  }
});
