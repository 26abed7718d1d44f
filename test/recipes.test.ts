/** @file Every recipe that ships can be planned, and its splits make sense on their tasks. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { readPlan } from "../src/client/experiment/planFile.ts";
import { isExperiment, type Plan } from "../src/core/recipe/experimentRecipe.ts";
import { taskNamed } from "../src/core/task/registry.ts";
import { divide } from "../src/core/task/split.ts";
import { root } from "./sourceFiles.ts";

const folder = join(root, "recipes");
const textOf = (name: string): string => readFileSync(join(folder, name), "utf8");
const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".json") && !/"kind": "in-context"/.test(textOf(name)),
);

function plan(name: string): Promise<Plan> {
  return readPlan(textOf(name), join(folder, name));
}

for (const name of names) {
  test(`${name} can be run`, async () => {
    const { name: own, variants } = await plan(name);
    assert.ok(variants.length > 0);
    for (const { recipe } of variants) {
      if (recipe.kind === "vae") continue;
      const space = taskNamed(recipe.task)?.space;
      if (recipe.split !== undefined) divide(space ?? assert.fail("it has a space"), recipe.split);
    }
    if (isExperiment(textOf(name))) assert.equal(own, basename(name, ".json"));
  });
}

test("the study's sweeps have its sizes, places, tasks and methods", async () => {
  assert.deepEqual(
    (await plan("square-sizes.json")).variants.map(({ name }) => name),
    [5, 8, 10, 15, 20].flatMap((width) => [1, 2, 3].map((seed) => `half-width-${width}.seed-${seed}`)),
  );
  assert.deepEqual(
    (await plan("square-sizes-scratchpad.json")).variants.map(({ name }) => name),
    ["place-ids", "window"].flatMap((model) => [5, 10, 15, 20].map((width) => `${model}.half-width-${width}`)),
  );
  assert.equal((await plan("five-tasks.json")).variants.length, 10);
  assert.deepEqual(
    (await plan("methods.json")).variants.map(({ recipe }) => recipe.kind === "decoder" && recipe.method),
    ["direct", "scratchpad", "rfft"],
  );
  // The counts of test cells in the names of the study's data sets.
  const held = Object.fromEntries(
    (await plan("square-positions.json")).variants.map(({ name, recipe }) => {
      assert.ok(recipe.kind === "decoder");
      const { task, split } = recipe;
      const space = taskNamed(task)?.space;
      return [name, split && space && divide(space, split).test.length];
    }),
  );
  const side = (...halves: number[]) => halves.reduce((sum, half) => sum + (2 * half + 1) ** 2, 0);
  assert.deepEqual(held, {
    addition: side(10, 10, 11),
    "modular-addition": side(19, 17, 10),
    "base-9-addition": side(13, 13, 10),
    "linear-regression": side(15, 10, 14),
    "chickens-and-rabbits": 432,
  });
});
