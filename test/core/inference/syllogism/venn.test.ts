/** @file The list of moods against brute force over all 256, and what the judge says of syllogisms that people know. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { barren, figures, moods, premisesOf } from "../../../../src/core/inference/syllogism/moods.ts";
import { quantities, readProposition } from "../../../../src/core/inference/syllogism/proposition.ts";
import { syllogism } from "../../../../src/core/inference/syllogism/syllogism.ts";
import { isTrue, realNouns } from "../../../../src/core/inference/syllogism/terms.ts";
import { entailment } from "../../../../src/core/inference/syllogism/venn.ts";

const terms = { subject: "s", middle: "m", predicate: "p" };

test("of all 256 moods, exactly the listed 15 are valid as they are and 9 where no term is empty", () => {
  const found = figures.flatMap((figure) =>
    quantities.flatMap((major) =>
      quantities.flatMap((minor) =>
        quantities.flatMap((quantity) => {
          const premises = premisesOf({ major, minor, figure }, terms);
          const result = entailment(premises, { quantity, subject: "s", predicate: "p" });
          return result.follows
            ? [{ name: `${major}${minor}${quantity}${figure}`, existential: result.existential }]
            : [];
        }),
      ),
    ),
  );
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
  const listed = moods.map(({ name, existential }) => ({ name, existential }));
  assert.deepEqual(found.sort(byName), listed.sort(byName));
  assert.equal(found.filter(({ existential }) => existential).length, 9);
  assert.equal(found.length, 24);
});

test("premises without any conclusion are those that no mood begins with", () => {
  assert.equal(barren.length, 64 - new Set(moods.map((it) => `${it.major}${it.minor}${it.figure}`)).size);
  for (const form of barren) {
    for (const quantity of quantities) {
      const result = entailment(premisesOf(form, terms), { quantity, subject: "s", predicate: "p" });
      assert.equal(result.follows, false);
    }
  }
});

test("propositions are read with a capital and a full stop, and refused where they are none", () => {
  assert.deepEqual(readProposition("Some cats are not dogs."), { quantity: "O", subject: "cats", predicate: "dogs" });
  for (const text of [
    "",
    "all cats",
    "all cats are",
    "no cats are not dogs",
    "all cats are cats",
    "cats are dogs",
    "all are all are",
  ])
    assert.equal(readProposition(text), undefined, text);
});

test("a conclusion is judged under the claimed mood", () => {
  const premises = ["all drevs are spuvs", "all blofts are drevs"];
  assert.deepEqual(syllogism.check(premises, "AAA1", "all blofts are spuvs"), { kind: "correct", exact: true });
  assert.deepEqual(syllogism.check(premises, "AAA1", "some blofts are spuvs"), {
    kind: "other-rule",
    rules: ["AAI1"],
    message: 'This follows by AAI1. AAA1 concludes "all blofts are spuvs".',
  });
  assert.deepEqual(syllogism.check(premises, "AAA1", "some blofts are not spuvs"), {
    kind: "invalid",
    message: 'It does not follow: all blofts may be spuvs. AAA1 concludes "all blofts are spuvs".',
  });
  assert.deepEqual(syllogism.check(premises, "AAA1", "all spuvs are blofts"), {
    kind: "invalid",
    message: 'A conclusion is about blofts and spuvs, in this order. AAA1 concludes "all blofts are spuvs".',
  });
  assert.equal(syllogism.check(premises, "AAA2", "all blofts are spuvs").kind, "malformed");
  assert.deepEqual(syllogism.check(premises, "none", "nothing follows"), {
    kind: "invalid",
    message: "Something follows: all blofts are spuvs. none does not apply to these premises.",
  });
  assert.equal(syllogism.check(["some m are p", "some s are m"], "none", "nothing follows").kind, "correct");
});

test("24 moods have 11 triples of forms, and figure and triple are factors of their own", () => {
  const items = [...syllogism.items({ seed: 1, count: 240 })];
  assert.equal(new Set(items.map(({ factors }) => factors.mood)).size, 11);
  assert.deepEqual([...new Set(items.map(({ factors }) => factors.figure))].sort(), ["1", "2", "3", "4"]);
  for (const { rule, factors } of items) assert.equal(rule, `${factors.mood}${factors.figure}`);
});

test("plausible conclusions are true of the world and implausible ones false", () => {
  for (const [variant, truth] of [
    ["plausible", true],
    ["implausible", false],
  ] as const) {
    for (const { conclusion } of syllogism.items({ seed: 2, count: 2_000, variant })) {
      const claim = readProposition(conclusion);
      assert.ok(claim);
      assert.equal(isTrue(claim.quantity, claim.subject, claim.predicate), truth, conclusion);
    }
  }
  assert.equal(new Set(realNouns).size, realNouns.length);
  assert.equal(isTrue("A", "poodles", "mammals"), true);
  assert.equal(isTrue("E", "whales", "fish"), true);
  assert.equal(isTrue("O", "mammals", "dogs"), true);
  assert.equal(isTrue("I", "mammals", "dogs"), true);
  assert.equal(isTrue("A", "blofts", "dogs"), undefined);
});
