/** @file Explanatory inference: the premises leave open what is concluded, and the judge reads what sentences say. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { explanatory } from "../../../../src/core/inference/explanatory/explanatory.ts";
import { families } from "../../../../src/core/inference/explanatory/families.ts";
import { readFrame } from "../../../../src/core/inference/explanatory/frames.ts";

test("every family leaves the conclusion open, and each type has one family, the conjunction all", () => {
  const types = families.flatMap(({ conclusions }) => Object.keys(conclusions));
  assert.equal(new Set(types).size, types.length);
  assert.deepEqual([...types, "FRAME-CONJ"].sort(), explanatory.rules.map(({ name }) => name).sort());
  for (const item of explanatory.items({ seed: 1, count: 500 })) {
    const conclusions = explanatory.rules.flatMap(({ name }) => explanatory.conclude(item.premises, name) ?? []);
    assert.ok(conclusions.length >= 2);
    assert.equal(new Set(conclusions).size, conclusions.length);
  }
});

test("each round of ten items has each label once", () => {
  const items = [...explanatory.items({ seed: 7, count: 1000 })];
  for (let from = 0; from < items.length; from += 10)
    assert.equal(new Set(items.slice(from, from + 10).map(({ rule }) => rule)).size, 10);
});

test("people's own words are read as well", () => {
  const premises = ["a whale is a kind of mammal", "a mammal can feed a calf"];
  assert.equal(explanatory.conclude(premises, "ARG-SUB"), "a whale can feed a calf");
  assert.deepEqual(explanatory.check(premises, "ARG-SUB", "A whale can feed a calf."), {
    kind: "correct",
    exact: false,
  });
  assert.deepEqual(explanatory.check(premises, "ARG-INS", "a whale can feed a calf"), {
    kind: "other-rule",
    rules: ["ARG-SUB"],
    message: "This follows by ARG-SUB. ARG-INS does not apply to these premises.",
  });
  assert.deepEqual(explanatory.check(premises, "ARG-SUB", "a calf can feed a whale"), {
    kind: "invalid",
    message: 'This follows by no rule of the task. ARG-SUB concludes "a whale can feed a calf".',
  });
  assert.equal(explanatory.check(premises, "ARG-SUB", "whales are nice").kind, "malformed");
});

test("nothing follows from statements that have nothing in common, and only from these", () => {
  const apart = ["a baxib is made of domeb", "to glorp means to frenz"];
  assert.equal(explanatory.conclude(apart, "FRAME-CONJ"), undefined);
  assert.equal(explanatory.check(apart, "UNK", "nothing follows").kind, "correct");
  const together = explanatory.example.premises;
  assert.equal(explanatory.check(together, "UNK", "nothing follows").kind, "invalid");
});

test("a statement is read for what it says", () => {
  assert.deepEqual(readFrame("a b is red"), { kind: "property", of: "b", is: "red" });
  assert.deepEqual(readFrame("if a b is red then a b can cut a c"), {
    kind: "condition",
    property: "red",
    who: "b",
    act: { verb: "cut", object: "c" },
  });
  assert.equal(readFrame("if a b is red then a d can cut a c"), undefined);
  assert.equal(readFrame("and and and"), undefined);
});
