/** @file What a VAE's training step is given: every item once an epoch, the same at any step however one comes there, and labels in their places. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { betaAt } from "../../../src/core/recipe/betaCycle.ts";
import { LatentBatches, latentBatch, noiseOf } from "../../../src/core/sample/latentBatches.ts";
import { latentItems } from "../../../src/core/sample/latentItems.ts";
import { exampleVaeRecipe } from "../recipe/exampleVaeRecipe.ts";

const items = latentItems(exampleVaeRecipe);

test("an epoch has each item once, the next one in another order", () => {
  const size = 16;
  const whole = items.training.slice(0, 64);
  const batches = new LatentBatches({ items: whole, size, seed: 5 });
  const epoch = (first: number) =>
    Array.from({ length: 4 }, (_, i) => batches.at(first + i)).flatMap(({ encoderIds, source }) =>
      Array.from({ length: size }, (_, row) =>
        encoderIds
          .slice(row * source, (row + 1) * source)
          .join(" ")
          .replace(/( 0)+$/, ""),
      ),
    );
  const texts = whole.map(({ encoderIds }) => encoderIds.join(" ")).sort();
  const [one, two] = [epoch(1), epoch(5)];
  assert.deepEqual([...one].sort(), texts);
  assert.deepEqual([...two].sort(), texts);
  assert.notDeepEqual(one, two);
  assert.deepEqual(
    new LatentBatches({ items: whole, size, seed: 5 }).at(6),
    batches.at(6),
    "a step needs none before it",
  );
  assert.notDeepEqual(new LatentBatches({ items: whole, size, seed: 6 }).at(6), batches.at(6));
});

test("batches that are drawn together hold items of like lengths, and still every item once", () => {
  const whole = items.training.slice(0, 64);
  const columns = (together: number) => {
    const batches = new LatentBatches({ items: whole, size: 16, seed: 5, together });
    return Array.from({ length: 4 }, (_, i) => batches.at(i + 1));
  };
  const padded = (together: number) => columns(together).reduce((sum, { source }) => sum + source, 0);
  assert.ok(padded(4) < padded(1), `${padded(4)} columns against ${padded(1)}`);
  const labels = (together: number) => columns(together).reduce((sum, { labeled }) => sum + labeled, 0);
  assert.equal(labels(3), labels(1));
});

test("the label of the prompt's last token is the conclusion's first, and the end is predicted", () => {
  const [first, second] = items.training;
  assert.ok(first && second);
  const { labels, decoderIds, target, labeled, rules } = latentBatch([first, second]);
  for (const [row, item] of [first, second].entries()) {
    const own = Array.from(labels.slice(row * target, (row + 1) * target), Number);
    const start = item.promptIds.length - 1;
    assert.deepEqual(own.slice(start, start + item.targetIds.length), item.targetIds);
    assert.ok(own.filter((label) => label >= 0).length === item.targetIds.length);
    assert.equal(Number(decoderIds[row * target + start]), item.promptIds.at(-1));
    assert.equal(Number(rules[row]), item.rule);
  }
  assert.equal(labeled, first.targetIds.length + second.targetIds.length);
});

test("noise is standard normal and follows from seed and step", () => {
  const noise = noiseOf(1, 7, 20_000);
  assert.deepEqual(noise, noiseOf(1, 7, 20_000));
  assert.notDeepEqual(noise.slice(0, 5), noiseOf(1, 8, 5));
  const mean = noise.reduce((sum, x) => sum + x, 0) / noise.length;
  const variance = noise.reduce((sum, x) => sum + x * x, 0) / noise.length;
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.05, `${mean}, ${variance}`);
});

test("beta is zero, rises and is held in every cycle, and is held at the end", () => {
  const at = (step: number) => betaAt(step, { steps: 1000, beta: 2, cycles: 2 });
  assert.deepEqual([1, 125, 126, 251, 500, 501].map(at), [0, 0, 0, 2, 2, 0]);
  assert.ok(Math.abs(at(188) - 1) < 0.02, "half way up");
  assert.equal(at(1000), 2);
});

test("no content is on two sides, and shuffled labels are the same labels", () => {
  const groups = new Set(items.training.map(({ inference }) => inference.group));
  assert.ok(items.test.length > 0 && items.test.every(({ inference }) => !groups.has(inference.group)));
  const shuffled = latentItems({ ...exampleVaeRecipe, data: { ...exampleVaeRecipe.data, labels: "shuffled" } });
  const counts = (of: typeof items.training) =>
    items.rules.map((_, rule) => of.filter((item) => item.rule === rule).length);
  assert.deepEqual(counts(shuffled.training), counts(items.training));
  const kept = shuffled.training.filter(({ rule }, i) => rule === items.training[i]?.rule).length;
  assert.ok(kept < items.training.length / 3, `${kept} of ${items.training.length} labels stayed`);
  assert.deepEqual(shuffled.test, items.test, "what is measured keeps its labels");
});
