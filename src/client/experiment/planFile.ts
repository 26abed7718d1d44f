/**
 * @file Reads what an experiment is to do: from the recipe that a person wrote, and from the plan that an experiment's folder keeps, which
 * tells the folder's experiment from every other.
 */

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as v from "valibot";
import type { PathReach } from "../../core/base/dataPath.ts";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { recipeName } from "../../core/base/fileName.ts";
import { parseRecord } from "../../core/format/parseRecord.ts";
import { type Plan, type PlannedVariant, planOf, recipesNamedIn } from "../../core/recipe/experimentRecipe.ts";
import { parseRecipe } from "../../core/recipe/recipe.ts";
import { embedRule } from "../../core/recipe/taskSchema.ts";
import { dataPath } from "../../node/dataPath.ts";

export const planFile = "plan.json";

const storedPlan = v.object({
  version: v.literal(1),
  kind: v.literal("experiment-plan"),
  name: v.string(),
  description: v.string(),
  variants: v.array(v.object({ name: recipeName, point: v.record(v.string(), v.string()), recipe: v.looseObject({}) })),
});

/** The text of a recipe. Throws a UserError that says why it cannot be read. */
export async function readRecipeFile(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const happened =
      error.code === "ENOENT" ? `There is no recipe ${path}.` : `${path} cannot be read: ${messageOf(error)}.`;
    throw new UserError("recipe-unreadable", happened, "The folder recipes/ holds complete ones.");
  });
}

/** The trainings that a recipe's text asks for; recipes that it names are found from its own folder. */
export async function readPlan(source: string, path: string, reach: PathReach = {}): Promise<Plan> {
  const files = new Map<string, string>();
  for (const named of recipesNamedIn(source, path))
    files.set(named, await readRecipeFile(dataPath(named, dirname(path), reach)));
  const plan = planOf(source, path, (named) => files.get(named) ?? "");
  return { ...plan, variants: await Promise.all(plan.variants.map((variant) => withRule(variant, path, reach))) };
}

/** With the text of a person's own rule in the recipe, so that the plan and the model folders need no other file. */
async function withRule(variant: PlannedVariant, path: string, reach: PathReach): Promise<PlannedVariant> {
  const json = await embedRule(variant.json, async (rule) => readFile(dataPath(rule, dirname(path), reach), "utf8"));
  return json === variant.json ? variant : { ...variant, json, recipe: parseRecipe(json, `${path}, ${variant.name}`) };
}

/** As the folder keeps it: equal plans are equal texts. */
export function writePlan({ name, description, variants }: Plan): string {
  const recipes = variants.map(({ json, ...each }) => ({
    name: each.name,
    point: each.point,
    recipe: JSON.parse(json) as unknown,
  }));
  return `${JSON.stringify({ version: 1, kind: "experiment-plan", name, description, variants: recipes }, null, 1)}\n`;
}

/** The plan of an experiment's folder. Throws a UserError where the folder holds none. */
export async function readPlanOf(dir: string): Promise<Plan> {
  const path = join(dir, planFile);
  const text = await readFile(path, "utf8").catch(() => {
    throw new UserError(
      "experiment-missing",
      `There is no experiment in ${dir}: ${planFile} is missing.`,
      "Run one with `rulescope experiment RECIPE --out DIR`.",
    );
  });
  const remedy = "Run the experiment again into another folder.";
  const what = `The experiment's plan ${path}`;
  const { name, description, variants } = parseRecord(storedPlan, text, {
    code: "experiment-malformed",
    what,
    remedy,
    newest: 1,
  });
  return {
    name,
    description,
    variants: variants.map(({ recipe, ...each }) => {
      const json = `${JSON.stringify(recipe, null, 2)}\n`;
      return { ...each, recipe: parseRecipe(json, `${path}, variant ${each.name}`), json };
    }),
  };
}
