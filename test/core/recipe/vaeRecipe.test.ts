/** @file Recipes of language VAEs: those that are shipped, what is refused and how, and what settings change. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { parseRecipe } from "../../../src/core/recipe/recipe.ts";
import { injectionNames, parseVaeRecipe } from "../../../src/core/recipe/vaeRecipe.ts";
import { readSettings, varyRecipe } from "../../../src/core/recipe/varyRecipe.ts";
import { injections } from "../../../src/onnx/latent/config.ts";
import { root } from "../../sourceFiles.ts";
import { recipe } from "./exampleRecipe.ts";
import { exampleVaeRecipe } from "./exampleVaeRecipe.ts";

test("every recipe of a language VAE that is shipped can be read", () => {
  const folder = join(root, "recipes/latent");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const names = files.map((file) => parseVaeRecipe(readFileSync(join(folder, file), "utf8"), file).name);
  assert.ok(names.length >= 2);
  assert.equal(new Set(names).size, names.length);
});

test("a recipe knows the injections that the model has", () => {
  assert.deepEqual(injectionNames, injections);
});

const wrong: Readonly<Record<string, readonly [change: object, message: RegExp]>> = {
  "an unknown injection": [{ model: { ...exampleVaeRecipe.model, injection: "osmosis" } }, /model\.injection.*osmosis/],
  "heads that do not fit": [{ model: { ...exampleVaeRecipe.model, heads: 3 } }, /an even share/],
  "an unknown task": [{ task: "poetry" }, /task.*poetry/],
  "a variant that the task lacks": [
    { data: { ...exampleVaeRecipe.data, variant: "plausible" } },
    /variant that the task has/,
  ],
  "a negative weight": [{ loss: { ...exampleVaeRecipe.loss, ruleWeight: -1 } }, /loss\.ruleWeight/],
};
for (const [what, [change, message]] of Object.entries(wrong)) {
  test(`${what} is refused by name`, () => {
    const text = JSON.stringify({ ...exampleVaeRecipe, ...change });
    assert.throws(
      () => parseVaeRecipe(text, "a.json"),
      (error) => error instanceof UserError && message.test(error.message) && error.message.includes("a.json"),
    );
  });
}

test("the kind says who reads a recipe; none is a decoder, and the former name is still read", () => {
  assert.equal(parseRecipe(JSON.stringify({ ...exampleVaeRecipe, kind: "latent" }), "a.json").kind, "vae");
  const { kind: _, ...decoder } = recipe();
  assert.deepEqual(parseRecipe(JSON.stringify(decoder), "a.json"), recipe());
  const unknown = JSON.stringify({ ...decoder, kind: "encoder" });
  assert.throws(
    () => parseRecipe(unknown, "a.json"),
    /a\.json is malformed: field `kind`: expected .*decoder.*vae.*encoder/,
  );
});

test("fields that are set change what they name, and the name says so", () => {
  const text = JSON.stringify(exampleVaeRecipe);
  assert.equal(varyRecipe(text, "a.json", []), text);
  const settings = readSettings("seed=2,model.injection=keyValue, loss.ruleWeight=0");
  const varied = parseVaeRecipe(varyRecipe(text, "a.json", settings), "b");
  assert.equal(varied.name, "test-latent.seed-2.injection-keyvalue.ruleweight-0");
  assert.deepEqual([varied.seed, varied.model.injection, varied.loss.ruleWeight], [2, "keyValue", 0]);
  assert.deepEqual(varied.training, exampleVaeRecipe.training);
  const wrong = readSettings("model.injection=osmosis");
  assert.throws(() => varyRecipe(text, "a.json", wrong), /as changed is malformed.*osmosis/);
  for (const bad of ["seed", "=2", "seed=", "model.__proto__.x=1"])
    assert.throws(() => readSettings(bad), { code: "usage" }, bad);
});
