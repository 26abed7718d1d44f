/** @file One recipe with some of its fields changed, as the command line's `--set` asks for it. */

import * as v from "valibot";
import { messageOf, UserError } from "../base/errors.ts";
import { issueText } from "../format/parseRecord.ts";
import { parseRecipe } from "./recipe.ts";
import { fieldPath, isJsonObject, labelOf, setField } from "./setField.ts";

/** Reads `seed=2,model.injection=memory`: values are JSON, and text where they are none. Throws a UserError that names the part. */
export function readSettings(text: string): readonly (readonly [field: string, value: unknown])[] {
  return text.split(",").map((part) => {
    const at = part.indexOf("=");
    const field = v.safeParse(fieldPath, part.slice(0, at).trim());
    const value = part.slice(at + 1).trim();
    if (at > 0 && value !== "" && field.success) return [field.output, readValue(value)];
    const why = at > 0 && !field.success ? ` (${issueText(field.issues[0])})` : "";
    const remedy = "Write FIELD=VALUE, as in seed=2 or training.steps=500, several joined by commas.";
    throw new UserError("usage", `--set cannot be ${JSON.stringify(part)}${why}.`, remedy);
  });
}

/** The recipe's text with the fields changed and a name that says so; the text itself where there are none. */
export function varyRecipe(json: string, path: string, settings: ReturnType<typeof readSettings>): string {
  if (settings.length === 0) return json;
  const malformed = (what: string, remedy: string): UserError =>
    new UserError("recipe.malformed", `The recipe ${path} is malformed: ${what}.`, remedy);
  let recipe: unknown;
  try {
    recipe = JSON.parse(json);
  } catch (error) {
    throw malformed(`it is not JSON (${messageOf(error)})`, "Correct that file.");
  }
  if (!isJsonObject(recipe)) throw malformed("it is no object", "Correct that file.");
  for (const [field, value] of settings) setField(recipe, field, value, malformed);
  const suffix = settings.map(([field, value]) => `${labelOf(field.split(".").at(-1))}-${labelOf(value)}`).join(".");
  const varied = `${JSON.stringify({ ...recipe, name: `${String(recipe.name)}.${suffix}` }, null, 2)}\n`;
  parseRecipe(varied, `${path}, as changed`);
  return varied;
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
