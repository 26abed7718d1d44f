/** @file Recipes of both kinds, and experiments: read, or refused with the field. */

import { fileNameProblem } from "../../../src/core/base/fileName.ts";
import type { Rng } from "../../../src/core/base/rng.ts";
import { planOf } from "../../../src/core/recipe/experimentRecipe.ts";
import { parseRecipe } from "../../../src/core/recipe/recipe.ts";
import { recipe } from "../../core/recipe/exampleRecipe.ts";
import { exampleVaeRecipe } from "../../core/recipe/exampleVaeRecipe.ts";
import { asUserError } from "../asUserError.ts";
import type { FuzzKind, Input } from "../fuzzKind.ts";
import { mutateJson } from "../mutate.ts";

const fields = [
  "seed",
  "model.layers",
  "model.heads.0.window",
  "training.steps",
  "evaluation.perLength",
  "name",
  "model.__proto__.x",
];

function experiment(rng: Rng): object {
  const axes = Array.from({ length: rng.integer(0, 3) }, (_, at) =>
    rng.next() < 0.5
      ? {
          name: `a${at}`,
          at: rng.pick(fields),
          values: Array.from({ length: rng.integer(1, 4) }, () => rng.integer(1, 9)),
        }
      : { name: `p${at}`, points: [{ name: "one", set: { [rng.pick(fields)]: rng.integer(1, 9) } }, { name: "two" }] },
  );
  return { version: 1, kind: "experiment", name: "fuzzed", description: "Made by a generator.", base: recipe(), axes };
}

export const recipes: FuzzKind = {
  name: "recipes",
  make: (rng) => mutateJson(rng, rng.pick([() => recipe(), () => experiment(rng), () => exampleVaeRecipe])()),
  check(input: Input) {
    const text = String(input);
    if (text.includes('"vae"')) return asUserError(() => parseRecipe(text, "fuzzed.json"));
    return asUserError(() => {
      for (const { name } of planOf(text, "fuzzed.json", () => JSON.stringify(recipe())).variants)
        if (fileNameProblem(name) !== undefined) throw new Error(`A variant is named ${name}.`);
    });
  },
};
