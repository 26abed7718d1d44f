/** @file Latent recipes: those that are shipped, what is refused and how, and what a variation changes. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { injectionNames, parseLatentRecipe, varyLatentRecipe } from "../../../src/core/recipe/latentRecipe.ts";
import { parseLatentSweep, trainingsOf } from "../../../src/core/recipe/latentSweep.ts";
import { injections } from "../../../src/onnx/latent/config.ts";
import { root } from "../../sourceFiles.ts";
import { exampleLatentRecipe } from "./exampleLatentRecipe.ts";

test("every latent recipe that is shipped can be read", () => {
  const folder = join(root, "recipes/latent");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const names = files.map((file) => parseLatentRecipe(readFileSync(join(folder, file), "utf8"), file).name);
  assert.ok(names.length >= 2);
  assert.equal(new Set(names).size, names.length);
});

test("every sweep that is shipped names a recipe and trainings that differ", () => {
  const folder = join(root, "recipes/latent/sweeps");
  for (const file of readdirSync(folder)) {
    const sweep = parseLatentSweep(readFileSync(join(folder, file), "utf8"), file);
    const text = readFileSync(join(folder, sweep.recipe), "utf8");
    const names = trainingsOf(sweep).map((each) => parseLatentRecipe(varyLatentRecipe(text, file, each), file).name);
    assert.equal(new Set(names).size, sweep.seeds.length * sweep.variations.length, file);
  }
});

test("a recipe knows the injections that the model has", () => {
  assert.deepEqual(injectionNames, injections);
});

const wrong: Readonly<Record<string, readonly [change: object, message: RegExp]>> = {
  "an unknown injection": [
    { model: { ...exampleLatentRecipe.model, injection: "osmosis" } },
    /model\.injection.*osmosis/,
  ],
  "heads that do not fit": [{ model: { ...exampleLatentRecipe.model, heads: 3 } }, /an even share/],
  "an unknown task": [{ task: "poetry" }, /task.*poetry/],
  "a variant that the task lacks": [
    { data: { ...exampleLatentRecipe.data, variant: "plausible" } },
    /variant that the task has/,
  ],
  "a negative weight": [{ loss: { ...exampleLatentRecipe.loss, ruleWeight: -1 } }, /loss\.ruleWeight/],
};
for (const [what, [change, message]] of Object.entries(wrong)) {
  test(`${what} is refused by name`, () => {
    const text = JSON.stringify({ ...exampleLatentRecipe, ...change });
    assert.throws(
      () => parseLatentRecipe(text, "a.json"),
      (error) => error instanceof UserError && message.test(error.message) && error.message.includes("a.json"),
    );
  });
}

test("a variation changes what it names, and the name says so", () => {
  const text = JSON.stringify(exampleLatentRecipe);
  assert.equal(varyLatentRecipe(text, "a.json", {}), text);
  const varied = parseLatentRecipe(
    varyLatentRecipe(text, "a.json", { seed: 2, injection: "keyValue", ruleWeight: 0 }),
    "b",
  );
  assert.equal(varied.name, "test-latent.seed-2.injection-keyvalue.ruleweight-0");
  assert.deepEqual([varied.seed, varied.model.injection, varied.loss.ruleWeight], [2, "keyValue", 0]);
  assert.deepEqual(varied.training, exampleLatentRecipe.training);
  assert.throws(() => varyLatentRecipe(text, "a.json", { injection: "osmosis" }), /as changed is malformed.*osmosis/);
});
