/** @file What every inference task owes: distinct items, gold that its own judge accepts, negatives that it rejects, splits that part no content. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { type Inference, ruleNames } from "../../../src/core/inference/inferenceTask.ts";
import { withNegatives } from "../../../src/core/inference/negatives.ts";
import { inferenceTaskNamed, inferenceTasks } from "../../../src/core/inference/registry.ts";
import { partOf, parts } from "../../../src/core/inference/split.ts";
import { decoderPromptIds, encoderIds, InferenceTokenizer, targetIds } from "../../../src/core/inference/tokens.ts";

const count = 10_000;

for (const task of inferenceTasks) {
  const some = [...task.items({ seed: 1, count })];

  test(`${task.name}: 10,000 distinct items, the same for the same seed, others for another`, () => {
    assert.equal(some.length, count);
    assert.equal(new Set(some.map(text)).size, count);
    assert.deepEqual([...task.items({ seed: 1, count: 200 })], some.slice(0, 200));
    assert.notDeepEqual([...task.items({ seed: 2, count: 200 })], some.slice(0, 200));
  });

  for (const variant of task.variants) {
    test(`${task.name}, ${variant}: the judge accepts all gold, as it is written, and it is what the rule concludes`, () => {
      const withRest = { withNoRule: task.noRule !== undefined };
      for (const item of task.items({ seed: 3, count, variant, ...withRest })) {
        const { premises, rule, conclusion } = item;
        assert.deepEqual(task.check(premises, rule, conclusion), { kind: "correct", exact: true }, text(item));
        assert.equal(task.conclude(premises, rule), conclusion, text(item));
        assert.deepEqual(Object.keys(item.factors), task.factors);
      }
    });
  }

  test(`${task.name}: the judge rejects negatives, and says by which rule one follows`, () => {
    let following = 0;
    for (const { premises, rule, conclusion, negatives } of withNegatives(task, { seed: 4, count })) {
      assert.deepEqual(
        negatives.map(({ swapped }) => swapped),
        ["rule", "premises"],
        text({ premises, rule, conclusion }),
      );
      for (const negative of negatives) {
        const judged = task.check(negative.premises, negative.rule, negative.conclusion);
        assert.ok(judged.kind === "other-rule" || judged.kind === "invalid", text(negative));
        if (negative.swapped !== "rule") continue;
        assert.ok(judged.kind === "other-rule" && judged.rules.includes(rule), text(negative));
        if (task.conclude(premises, negative.rule) !== undefined) following++;
      }
    }
    assert.ok(following > count / 4, `only ${following} hard negatives`);
  });

  test(`${task.name}: labels are about equally frequent`, () => {
    const counts = new Map(ruleNames(task).map((name) => [name, 0]));
    for (const { rule } of some) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    if (task.noRule) counts.delete(task.noRule.name);
    const mean = count / task.rules.length;
    for (const [rule, times] of counts) assert.ok(times > 0.6 * mean && times < 1.4 * mean, `${rule}: ${times}`);
  });

  test(`${task.name}: a split parts no group and no premises, and every rule is in every part`, () => {
    const groups = new Map<string, string>();
    const premises = new Map<string, string>();
    const rules = new Set<string>();
    const shares = new Map<string, number>();
    for (const item of some) {
      const part = partOf(item);
      for (const [map, key] of [
        [groups, item.group],
        [premises, item.premises.join()],
      ] as const) {
        assert.equal(map.get(key) ?? part, part);
        map.set(key, part);
      }
      rules.add(`${part} ${item.rule}`);
      shares.set(part, (shares.get(part) ?? 0) + 1 / count);
    }
    assert.equal(rules.size, parts.length * task.rules.length);
    assert.ok(Math.abs((shares.get("training") ?? 0) - 0.8) < 0.05);
  });

  test(`${task.name}: the vocabulary is closed, texts come back from their ids, and no text names the rule`, () => {
    const tokenizer = new InferenceTokenizer(task);
    const names = new Set(ruleNames(task));
    for (const item of some) {
      const premises = task.premisesText(item.premises);
      assert.deepEqual(tokenizer.unknown(`${premises} ${item.conclusion}`), [], text(item));
      assert.equal(tokenizer.decode(targetIds(tokenizer, item.conclusion)), item.conclusion);
      assert.deepEqual(task.readPremises(premises), item.premises);
      assert.ok(![...premises.split(" "), ...item.conclusion.split(" ")].some((word) => names.has(word)));
    }
    const [first] = some;
    assert.ok(first);
    const prompt = decoderPromptIds(task, tokenizer, first.premises);
    const encoded = encoderIds(task, tokenizer, first);
    assert.deepEqual(prompt.slice(1, -1), encoded.slice(1, prompt.length - 1));
    assert.ok(encoded.length === prompt.length + targetIds(tokenizer, first.conclusion).length - 1);
  });

  test(`${task.name}: arbitrary text is judged or malformed, never thrown at`, () => {
    const rng = new Rng(5);
    for (let i = 0; i < 2_000; i++) {
      const item = rng.pick(some);
      const premises = item.premises.map((premise) => damage(rng, premise));
      const conclusion = damage(rng, item.conclusion);
      const rule = rng.next() < 0.1 ? damage(rng, item.rule) : rng.pick(ruleNames(task));
      const judged = task.check(premises, rule, conclusion);
      assert.ok(["correct", "other-rule", "invalid", "malformed"].includes(judged.kind));
      const read = task.readPremises(damage(rng, task.premisesText(item.premises)));
      if (read) assert.deepEqual(task.readPremises(task.premisesText(read)), read);
      task.conclude(premises, rule);
    }
    assert.equal(task.check(task.example.premises, "nonesuch", "x").kind, "malformed");
    assert.equal(task.check([], task.example.rule, task.example.conclusion).kind, "malformed");
    assert.equal(task.check(task.example.premises, task.example.rule, "").kind, "malformed");
  });

  test(`${task.name}: the example is one of its items' kind`, () => {
    const { premises, rule, conclusion } = task.example;
    assert.equal(inferenceTaskNamed(task.name), task);
    assert.equal(task.conclude(premises, rule), conclusion);
    assert.deepEqual(task.check(premises, rule, conclusion), { kind: "correct", exact: true });
  });
}

function text({ premises, rule, conclusion }: Pick<Inference, "premises" | "rule" | "conclusion">): string {
  return `${premises.join(" . ")} [${rule}] = ${conclusion}`;
}

/** Drops, doubles or replaces a few characters. */
function damage(rng: Rng, whole: string): string {
  const characters = [...whole];
  for (let times = rng.integer(0, 3); times > 0; times--) {
    const at = rng.integer(0, characters.length);
    const put = rng.pick(["", " ", ".", "(", ")", "^", "-", "/", "@", "a", "not", "9", "é", "\u{1F600}", "\n", "="]);
    characters.splice(at, rng.integer(0, 2), put);
  }
  return characters.join("");
}
