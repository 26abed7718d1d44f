/** @file Experiments become the trainings that their axes name, and a malformed one says where and why. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { planOf, recipesNamedIn } from "../../../src/core/recipe/experimentRecipe.ts";
import { recipe } from "./exampleRecipe.ts";
import { exampleVaeRecipe } from "./exampleVaeRecipe.ts";

const { samples: _, lengths: __, ...shared } = recipe();
const base = {
  ...shared,
  split: { kind: "squares", squares: [{ centre: [50, 50], halfWidth: 10 }] },
  evaluation: { generations: 1, seed: 7 },
};
const experiment = {
  version: 1,
  kind: "experiment",
  name: "sizes",
  description: "How large the square is.",
  base: "base.json",
  axes: [
    { name: "half-width", at: "split.squares.0.halfWidth", values: [5, 10] },
    {
      name: "method",
      points: [
        { name: "direct", set: { method: "direct", "model.positionCoupling": "none", "model.coupledPositions": 0 } },
        { name: "rfft", recipe: "other.json" },
      ],
    },
  ],
};
const files = (path: string): string =>
  JSON.stringify(path === "base.json" ? base : { ...base, description: "Another." });
const plan = (changes: object = {}) => planOf(JSON.stringify({ ...experiment, ...changes }), "e.json", files);

test("every combination of points is a variant, with its own recipe", () => {
  const { name, variants } = plan();
  assert.equal(name, "sizes");
  assert.deepEqual(
    variants.map((each) => each.name),
    ["half-width-5.direct", "half-width-5.rfft", "half-width-10.direct", "half-width-10.rfft"],
  );
  const [first, second] = variants;
  assert.deepEqual(first?.point, { "half-width": "5", method: "direct" });
  assert.ok(first?.recipe.kind === "decoder");
  assert.equal(first.recipe.method, "direct");
  assert.equal(first.recipe.model.positionCoupling, "none");
  assert.equal(first.recipe.name, "sizes.half-width-5.direct");
  assert.deepEqual(first.recipe.split, { kind: "squares", squares: [{ centre: [50, 50], halfWidth: 5 }] });
  assert.equal(second?.recipe.description, "Another.", "a point's recipe takes the base's place");
  assert.equal(JSON.parse(second?.json ?? "").split.squares[0].halfWidth, 5, "and is changed like it");
  assert.deepEqual(recipesNamedIn(JSON.stringify(experiment), "e.json"), ["base.json", "other.json"]);
});

test("variants do not share what they are set to", () => {
  const squares = { kind: "squares", squares: [{ centre: [50, 50], halfWidth: 5 }] };
  const { variants } = plan({
    axes: [
      { name: "split", points: [{ name: "one", set: { split: squares } }] },
      { name: "half-width", at: "split.squares.0.halfWidth", values: [3, 4] },
    ],
  });
  const widths = variants.map(({ recipe }) => {
    const split = recipe.kind === "decoder" ? recipe.split : undefined;
    return split?.kind === "squares" && split.squares[0]?.halfWidth;
  });
  assert.deepEqual(widths, [3, 4]);
});

test("an experiment over a language VAE changes its fields, and a former sweep is one", () => {
  const vae = JSON.stringify(exampleVaeRecipe);
  const sweep = {
    version: 1,
    kind: "latent-sweep",
    name: "tiny",
    description: "Two ways with two seeds.",
    recipe: "tiny.json",
    common: { steps: 3 },
    variations: [{ injection: "none" }, { ruleWeight: 0, labels: "shuffled" }, {}],
    seeds: [1, 2],
  };
  assert.deepEqual(recipesNamedIn(JSON.stringify(sweep), "s.json"), ["tiny.json"]);
  const { variants } = planOf(JSON.stringify(sweep), "s.json", () => vae);
  assert.deepEqual(
    variants.map((each) => each.name),
    ["injection-none", "ruleweight-0.labels-shuffled", "as-it-is"].flatMap((name) =>
      [1, 2].map((n) => `${name}.seed-${n}`),
    ),
  );
  const second = variants[3]?.recipe;
  assert.ok(second?.kind === "vae");
  assert.deepEqual(
    [second.name, second.seed, second.loss.ruleWeight, second.data.labels, second.training.steps],
    ["tiny.ruleweight-0.labels-shuffled.seed-2", 2, 0, "shuffled", 3],
  );
  assert.equal(second.evaluation.separation, true);
  const axes = [{ name: "injection", at: "model.injection", values: ["memory", "osmosis"] }];
  assert.throws(
    () => planOf(JSON.stringify({ ...experiment, base: exampleVaeRecipe, axes }), "e.json", files),
    /variant injection-osmosis is malformed: field `model\.injection`.*osmosis/,
  );
});

test("the recipe of one training is an experiment of one variant", () => {
  const { name, variants } = planOf(JSON.stringify(base), "one.json", files);
  assert.equal(name, "addition-rfft");
  assert.deepEqual(
    variants.map((each) => [each.name, each.point]),
    [["addition-rfft", {}]],
  );
});

test("what is wrong is named, with the variant that it is in", () => {
  const rows: readonly [object, RegExp][] = [
    [{ version: 2 }, /experiment e\.json is of version 2, but this Rulescope reads version 1 only\. Update/],
    [{ kind: "experiments" }, /`kind`: expected "experiment", got "experiments"/],
    [{ axes: [{ name: "x", at: "seed", values: [] }] }, /`axes\.0\.values`|`axes\.0`/],
    [{ base: undefined, axes: [] }, /the variant base has no recipe.*Give a base/],
    [{ sweep: [] }, /`sweep`/],
    [
      { axes: [{ name: "width", at: "model.widht", values: [8] }] },
      /e\.json, variant width-8 is malformed: field `model\.widht`/,
    ],
    [{ axes: [{ name: "seed", at: "seed", values: [1, 1] }] }, /two of its variants are named seed-1/],
    [
      { axes: [{ name: "l", at: "split.squares.3.halfWidth", values: [1] }] },
      /`split\.squares\.3\.halfWidth` names no place: the list goes from 0 to 0/,
    ],
    [{ axes: [{ name: "s", at: "seed.a", values: [1] }] }, /`seed\.a` cannot be set: seed has no fields/],
    [
      { axes: [1, 2].map((n) => ({ name: `n${n}`, at: "seed", values: Array.from({ length: 40 }, (_each, i) => i) })) },
      /1600 variants, but at most 1000/,
    ],
    [
      { axes: Array.from({ length: 6 }, (_, n) => ({ name: `n${n}`, at: "seed", values: [...Array(90).keys()] })) },
      /`axes` give 531441000000 variants, but at most 1000/,
    ],
  ];
  for (const [changes, message] of rows) {
    assert.throws(
      () => plan(changes),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      },
    );
  }
});

test("a file that is no recipe is named", () => {
  assert.throws(() => planOf(JSON.stringify(experiment), "e.json", () => "{"), /its recipe base\.json is not JSON/);
});
