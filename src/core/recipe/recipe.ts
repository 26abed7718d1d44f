/**
 * @file The recipe of a training: everything that decides what a model becomes, in one versioned JSON file. `kind` says which kind of model; what
 * both kinds have (name, seed, task, model, training, evaluation) is read under the same names. Recipes without a kind are a decoder's.
 */

import * as v from "valibot";
import { parseRecord } from "../format/parseRecord.ts";
import { type DecoderRecipe, decoderRecipe } from "./decoderRecipe.ts";
import { type VaeRecipe, vaeRecipeSchema } from "./vaeRecipe.ts";

export type Recipe = DecoderRecipe | VaeRecipe;

/** Chosen by the kind, so that a message names the field by the kind that is meant. */
export const recipeSchema = v.lazy((input): v.GenericSchema<unknown, Recipe> => {
  const kind = kindOf(input);
  if (kind === undefined || kind === "decoder") return decoderRecipe;
  return kind === "vae" || kind === "latent" ? vaeRecipeSchema : unknownKind;
});

/** Reads a recipe's JSON text. Throws a UserError that names `path`, the field, what stands there and what was expected. */
export function parseRecipe(json: string, path: string): Recipe {
  return parseRecord(recipeSchema, json, {
    code: "recipe.malformed",
    what: `The recipe ${path}`,
    remedy: "Correct that field; recipes/ holds complete examples.",
    newest: 2,
  });
}

const unknownKind = v.pipe(
  v.looseObject({ kind: v.picklist(["decoder", "vae"]) }),
  // Nothing of another kind passes the line above.
  v.transform((): never => {
    throw new TypeError("A recipe of an unknown kind was read.");
  }),
);

function kindOf(input: unknown): unknown {
  return typeof input === "object" && input !== null && "kind" in input ? input.kind : undefined;
}
