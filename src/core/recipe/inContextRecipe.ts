/** @file The recipe of an in-context probe: which problems, which shots, how many samples of each. */

import * as v from "valibot";
import { about } from "../format/about.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { taskSchema } from "./taskSchema.ts";

export const inContextStyles = ["direct", "scratchpad", "rf"] as const;
export type InContextStyle = (typeof inContextStyles)[number];

export const inContextTexts = ["study", "plain"] as const;
export type InContextText = (typeof inContextTexts)[number];

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const text = v.pipe(v.string(), v.minLength(1));

export const inContextRecipeSchema = v.strictObject({
  $schema: v.optional(about(v.string(), "Where editors find this format.")),
  version: v.literal(1),
  kind: v.literal("in-context"),
  name: text,
  description: text,
  seed: about(whole, "Decides the problems and their shots."),
  task: about(taskSchema, "A built-in task, or the path of a rule file that declares one."),
  style: v.picklist(inContextStyles),
  text: about(
    v.picklist(inContextTexts),
    "study for large models, plain for small ones that only know their own training's texts.",
  ),
  length: about(positive, "Of the prompted problems."),
  selection: v.strictObject({
    candidates: about(positive, "Problems prompted without shots."),
    problems: about(positive, "Of those that it cannot solve so, how many are gone on with."),
    zeroShotAtMost: about(share, "What counts as not solved without shots: so large a share of right answers at most."),
    gainAtLeast: about(
      v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
      "What all shots together have to gain before any is taken away.",
    ),
  }),
  shots: v.strictObject({
    count: about(
      v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(8)),
      "Of each group; each of their subsets is a prompt, so that every one more doubles the work.",
    ),
    keptColumns: about(whole, "Digits of the target that a similar shot keeps, counted in columns."),
  }),
  generations: about(positive, "Answers drawn for each prompt; one answer is the greedy one."),
  temperature: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0)), 1),
});

export type InContextRecipe = v.InferOutput<typeof inContextRecipeSchema>;

/** Throws a UserError that names `path`, the field and what was expected. */
export function parseInContextRecipe(json: string, path: string): InContextRecipe {
  return parseRecord(inContextRecipeSchema, json, {
    code: "recipe.malformed",
    what: `The recipe ${path}`,
    remedy: "Correct that field; recipes/in-context-direct.json is a complete example.",
    newest: 1,
  });
}
