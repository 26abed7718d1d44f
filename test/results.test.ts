/** @file The committed records of experiments: readable, of the recipes that stand here, and shown as they are by the command line. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { planOf } from "../src/core/recipe/experimentRecipe.ts";
import { parseExperimentRecord } from "../src/core/record/experiment.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, "results", "case-based");
const page = readFileSync(join(folder, "README.md"), "utf8");
const recipeText = (path: string): string => readFileSync(join(root, "recipes", path), "utf8");

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  test(`${file} was made from the recipe of its name`, () => {
    const record = parseExperimentRecord(readFileSync(join(folder, file), "utf8"), file);
    const plan = planOf(recipeText(file), file, recipeText);
    assert.equal(record.name, plan.name);
    assert.ok(record.variants.length > 0);
    for (const { name, recipe } of record.variants) {
      const planned = plan.variants.find((each) => each.name === name) ?? assert.fail(`${name} is no variant`);
      // Records of version 1 held out each problem alone: the page beside them says so.
      const { version, ...recorded } = recipe;
      const { version: _now, ...now } = planned.recipe;
      assert.deepEqual(recorded, now, name);
      if (version === 1) assert.match(page, /held out one by one/);
    }
  });
}
