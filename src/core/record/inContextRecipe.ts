/** @file The recipe of an in-context probe: which problems, which shots, how often asked. */

import * as v from "valibot";
import { inContextStyles, inContextTexts } from "../measure/inContext/prompt.ts";
import { parseRecord } from "./parseRecord.ts";
import { taskSchema } from "./taskSchema.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const text = v.pipe(v.string(), v.minLength(1));

export const inContextRecipeSchema = v.strictObject({
  /** Where editors find this format. */
  $schema: v.optional(v.string()),
  version: v.literal(1),
  kind: v.literal("in-context"),
  name: text,
  description: text,
  seed: whole,
  task: taskSchema,
  style: v.picklist(inContextStyles),
  /** `study` for large models, `plain` for small ones that only know their own training's texts. */
  text: v.picklist(inContextTexts),
  /** Of the problems that are asked. */
  length: positive,
  selection: v.strictObject({
    /** Problems asked without shots. */
    candidates: positive,
    /** Of those that it cannot solve so, how many are gone on with. */
    problems: positive,
    zeroShotAtMost: share,
    /** What all shots together have to gain before any is taken away. */
    gainAtLeast: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  }),
  shots: v.strictObject({
    /** Of each group; each of their subsets is asked, so that every one more doubles the work. */
    count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(8)),
    /** Digits of the target that a similar shot keeps, counted in columns. */
    keptColumns: whole,
  }),
  /** Answers drawn for each prompt; one answer is the greedy one. */
  generations: positive,
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
