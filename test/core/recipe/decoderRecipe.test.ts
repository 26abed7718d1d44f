/** @file Recipes are validated field by field, and a malformed one is told which field and what was expected. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { parseDecoderRecipe } from "../../../src/core/recipe/decoderRecipe.ts";
import { embedRule } from "../../../src/core/recipe/taskSchema.ts";
import { recipe } from "./exampleRecipe.ts";

type Json = Record<string, unknown>;

function refused(change: (json: Json) => void): string {
  const json: Json = JSON.parse(JSON.stringify(recipe()));
  change(json);
  try {
    parseDecoderRecipe(JSON.stringify(json), "recipes/x.json");
  } catch (error) {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /^The recipe recipes\/x\.json is malformed: /);
    return error.message;
  }
  assert.fail("the recipe was taken");
}

test("a complete recipe is taken as it is; dialect and mixture may be left out", () => {
  const json: Json = JSON.parse(JSON.stringify(recipe()));
  assert.deepEqual(parseDecoderRecipe(JSON.stringify(json), "r.json"), recipe());
  delete json.dialect;
  delete json.mixture;
  assert.deepEqual(parseDecoderRecipe(JSON.stringify(json), "r.json"), recipe());
});

test("the texts of all rule files come into the recipe, of its own task and of its mixture's", async () => {
  const source = `def count_on(n):\n    """Task: counting\n        n: integer 0..9\n    """\n    return n + 1\n`;
  const part = { task: "counting.py", share: 0.1, lengths: [1, 1] };
  const mixed = JSON.stringify({ ...recipe(), mixture: [{ rules: ["copy"], share: 0.1, lengths: [1, 9] }, part] });
  const embedded = JSON.parse(await embedRule(mixed, async () => source));
  assert.equal(embedded.task, "addition");
  assert.deepEqual(embedded.mixture[1].task, { rule: "counting.py", source });
  assert.equal(await embedRule(JSON.stringify(embedded), assert.fail), JSON.stringify(embedded));
  await assert.rejects(
    embedRule(mixed, async () => Promise.reject(new Error("gone"))),
    /The rule file counting.py cannot be read/,
  );
});

test("each malformed field is named with what was expected", () => {
  const rows: readonly [path: string, value: unknown, message: RegExp][] = [
    ["version", 0, /`version`: expected \(1 \| 2\), got 0/],
    ["name", "Has Spaces", /`name`: expected lower-case letters/],
    ["seed", -1, /`seed`: expected >=0, got -1/],
    ["seed", 1.5, /`seed`/],
    [
      "task",
      "subtraction",
      /`task`: expected \("addition" \| .*"last-letters".*\) or the path of a rule file .*, got "subtraction"/,
    ],
    ["method", "guess", /`method`: expected .*"rfft".*, got "guess"/],
    ["samples", 0, /`samples`: expected >=1, got 0/],
    ["lengths", [5, 1], /`lengths`: expected the shortest length before the longest/],
    ["lengths", [1], /`lengths/],
    ["carryHeavy", 1.1, /`carryHeavy`: expected <=1, got 1.1/],
    ["mixture", [{ rules: ["nothing"], share: 0.1, lengths: [1, 2] }], /`mixture.0.rules.0`/],
    ["mixture", [{ rules: ["copy"], share: 1, lengths: [1, 2] }], /shares of the mixture/],
    ["mixture", [{ share: 0.1, lengths: [1, 2] }], /`mixture.0`: expected either rules or a task/],
    [
      "mixture",
      [{ rules: ["copy"], task: "addition", share: 0.1, lengths: [1, 2] }],
      /`mixture.0`: expected either rules or/,
    ],
    ["mixture", [{ task: "subtraction", share: 0.1, lengths: [1, 2] }], /`mixture.0.task`: expected/],
    ["model.layers", "two", /`model.layers`: expected number, got "two"/],
    ["model.width", 65, /`model`: expected a width that the number of heads divides/],
    ["model.heads", [], /`model.heads`/],
    ["model.heads.0.window", 0, /`model.heads.0.window`: expected >=1, got 0/],
    ["model.positionCoupling", "none", /`model`: expected coupledPositions 0 exactly when/],
    ["training.learningRate", 0, /`training.learningRate`: expected >0, got 0/],
    ["training.schedule", "step", /`training.schedule`/],
    ["training.beta2", 1, /`training.beta2`: expected <1, got 1/],
    ["training.shortestWindow", 500, /expected a shortestWindow no longer than the window of some head/],
    ["training.snapshotSteps", [20, 10], /`training`: expected snapshotSteps that rise and stay below steps/],
    ["training.snapshotSteps", [10, 1e9], /`training`: expected snapshotSteps that rise and stay below steps/],
    ["training.snapshotSteps", [0], /`training.snapshotSteps.0`: expected >=1, got 0/],
    ["evaluation.perLength", null, /`evaluation.perLength`: expected number, got null/],
    ["evaluation.generations", 5, /expected an evaluation with lengths and perLength/],
    ["from", 3, /`from`: expected string, got 3/],
    ["split", { kind: "random", testShare: 0.3, seed: 1 }, /expected either a split, or samples and lengths/],
    ["split", { kind: "ring" }, /`split/],
    ["numbers", "words", /`numbers`/],
    ["training.momentum", 1, /`training.momentum`: expected never, got "momentum"|`training.momentum`/],
  ];
  for (const [path, value, message] of rows) {
    const told = refused((json) => {
      const keys = path.split(".");
      let at: Json = json;
      for (const key of keys.slice(0, -1)) at = at[key] as Json;
      at[keys.at(-1) ?? ""] = value;
    });
    assert.match(told, message);
  }
});

test("a missing field is named too", () => {
  assert.match(
    refused((json) => delete json.training),
    /`training`: expected .*, got nothing/,
  );
});

test("a recipe of a newer version says that, whatever else is in it", () => {
  const text = JSON.stringify({ version: 3, novelty: true });
  assert.throws(
    () => parseDecoderRecipe(text, "r.json"),
    /r\.json is of version 3, but this Rulescope reads version 2 only\. Update/,
  );
});

test("a recipe with a split may be measured by length as well, but needs generations", () => {
  const { samples: _, lengths: __, ...shared } = recipe();
  const split = { kind: "random", testShare: 0.3, seed: 1 };
  const both = { generations: 2, lengths: [1, 4], perLength: 5, seed: 1 };
  const read = (evaluation: object) => parseDecoderRecipe(JSON.stringify({ ...shared, split, evaluation }), "r.json");
  assert.deepEqual(read(both).evaluation, { ...both, temperature: 1 });
  assert.throws(() => read({ lengths: [1, 4], perLength: 5, seed: 1 }), /where there is a split with generations/);
  assert.throws(() => read({ generations: 2, lengths: [1, 4], seed: 1 }), /lengths and perLength/);
});

test("text that is no JSON says so", () => {
  assert.throws(() => parseDecoderRecipe("{", "r.json"), /The recipe r\.json is not JSON/);
});

test("a warm-up longer than the training and a batch that holds no problem are refused by their fields", () => {
  const training = (change: Json) => (json: Json) => Object.assign(json.training as Json, change);
  assert.match(
    refused(training({ warmupSteps: 99_999 })),
    /field `training\.warmupSteps`: expected a warm-up no longer/,
  );
  assert.match(refused(training({ batchTokens: 4 })), /field `training\.batchTokens`: expected >=16, got 4/);
});

test("older names of the shape's fields are read", () => {
  const {
    coupledPositions: places,
    positionCoupling: placeScheme,
    randomPositions: randomPlaces,
    ...rest
  } = recipe().model;
  const older = { ...recipe(), model: { ...rest, places, placeScheme, randomPlaces } };
  assert.deepEqual(parseDecoderRecipe(JSON.stringify(older), "r.json"), recipe());
});
