/** @file What a field of a recipe means, said once: a reader of the schema finds it here, a person who writes a recipe where they point at the field. */
import * as v from "valibot";

export function about<const Schema extends v.GenericSchema>(schema: Schema, text: string) {
  return v.pipe(schema, v.description(text));
}
