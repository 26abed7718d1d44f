/** @file A person's own rule, from its docstring to a trained model and its answers, with no code. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith, rulescope } from "./cli.ts";

const rule = `def larger(a, b):
    """The larger of two numbers.

    Task: larger
        a: integer 0..7
        b: integer 0..7
        axes: a, b
        format: {a} or {b} =
        answer: integer

    >>> larger(3, 5)
    5
    """
    if a > b:
        return a
    return b
`;

const recipe = {
  version: 1,
  name: "larger-direct",
  description: "A small model of a rule of one's own.",
  seed: 1,
  task: "larger.py",
  method: "direct",
  split: { kind: "random", testShare: 0.1, seed: 1 },
  numbers: "whole",
  model: {
    layers: 1,
    width: 32,
    heads: [
      { rotary: false, window: null },
      { rotary: true, window: null },
    ],
    feedForward: 64,
    activation: "gelu",
    tiedEmbeddings: false,
    coupledPositions: 0,
    positionCoupling: "none",
  },
  training: {
    steps: 250,
    batchTokens: 384,
    learningRate: 0.01,
    warmupSteps: 20,
    schedule: "cosine",
    finalLearningRateRatio: 0.1,
    weightDecay: 0,
    clip: 1,
    beta1: 0.9,
    beta2: 0.98,
    checkpointEverySteps: 250,
  },
  evaluation: { generations: 1, seed: 7 },
};

test("a rule file is trained on, kept in the model folder, measured, run and exported", async (context) => {
  const folder = folderWith(context, {
    "larger.py": rule,
    "recipe.json": JSON.stringify(recipe),
    "broken.py": rule.replace("integer 0..7", "integr 0..7"),
    "broken.json": JSON.stringify({ ...recipe, task: { rule: "broken.py" } }),
  });
  const inFolder = (name: string) => join(folder, name);
  const trained = await rulescope(["train", inFolder("recipe.json"), "--out", inFolder("model"), "--json"]);
  assert.equal(trained.status, 0, trained.stderr);
  const { training } = JSON.parse(trained.stdout).map;
  assert.equal(training.total, 58);
  // Always naming one of the two numbers at random would get half of them.
  assert.ok(training.correct >= 50, trained.stdout);

  const kept = JSON.parse(readFileSync(inFolder("model/recipe.json"), "utf8"));
  assert.deepEqual(kept.task, { rule: "larger.py", source: rule });
  assert.equal(JSON.parse(readFileSync(inFolder("model/model.json"), "utf8")).task, "larger");

  // The folder needs no other file: the rule stands in its recipe.
  const evaluated = await rulescope(["eval", "--model", inFolder("model"), "--lengths", "1", "--n", "5", "--json"]);
  assert.equal(evaluated.status, 0, evaluated.stderr);
  assert.equal(JSON.parse(evaluated.stdout).task, "larger");

  const run = await rulescope(["run", `${inFolder("larger.py")}:11`, "--model", inFolder("model"), "--json"]);
  assert.ok(run.stdout.includes('"3 or 5 ="'), run.stdout + run.stderr);

  const args = ["export", "--task", inFolder("larger.py"), "--split", "grid", "--format", "study"];
  const exported = await rulescope([...args, "--out", inFolder("larger.json")]);
  assert.equal(exported.status, 0, exported.stderr);
  const items = JSON.parse(readFileSync(inFolder("larger.json"), "utf8"));
  assert.equal(items.length, 64);
  assert.deepEqual(items[29], { id: 29, question: "3 or 5 =", a: 3, b: 5, answers: ["5"] });

  const broken = await rulescope(["train", inFolder("broken.json"), "--out", inFolder("broken")]);
  assert.equal(broken.status, 2);
  assert.match(broken.stderr, /broken\.py:5:12: Expected `integer 0\.\.99`/);
});

test("a recipe whose rule file is missing, or that names no task, says what was expected", async (context) => {
  const folder = folderWith(context, {
    "lost.json": JSON.stringify(recipe),
    "none.json": JSON.stringify({ ...recipe, task: "larger" }),
    "empty.json": JSON.stringify({ ...recipe, task: { rule: "" } }),
  });
  const cases = [
    ["lost", /rule file larger\.py cannot be read/],
    ["none", /field `task`: expected \("addition" \| .*\) or the path of a rule file that ends in \.py, got "larger"/],
    ["empty", /field `task\.rule`/],
  ] as const;
  for (const [name, message] of cases) {
    const { status, stderr } = await rulescope(["train", join(folder, `${name}.json`), "--out", join(folder, "out")]);
    assert.equal(status, 2, name);
    assert.match(stderr, message);
  }
});
