/** @file Sets a field of a recipe by its path, as in `split.squares.0.halfWidth`. Whether the recipe makes sense afterwards is its reader's matter. */

import * as v from "valibot";
import type { UserError } from "../base/errors.ts";
import { isReserved, own } from "../base/own.ts";

export type JsonObject = Record<string, unknown>;

/** A field of a recipe: `split.squares.0.halfWidth`. */
export const fieldPath = v.pipe(
  v.string(),
  v.minLength(1),
  v.regex(/^[A-Za-z]\w*(\.\w+)*$/, "expected a field, as in split.squares.0.halfWidth"),
  v.check(
    (path) => !path.split(".").some(isReserved),
    "no field of a recipe is named __proto__, prototype or constructor",
  ),
);

/** The error for a recipe in which a field cannot be set. */
export type Refusal = (what: string, remedy: string) => UserError;

const remedy = "Correct the field that is set.";

/** Objects on the way are made where the recipe has none; a place in a list has to be there. Values are copied. */
export function setField(recipe: JsonObject, at: string, value: unknown, refuse: Refusal): void {
  const keys = at.split(".");
  const last = keys.pop() ?? "";
  let target: JsonObject | unknown[] = recipe;
  for (const key of keys) {
    const inside: unknown = Array.isArray(target) ? target[placeIn(target, key, at, refuse)] : (own(target, key) ?? {});
    if (!isJsonObject(inside) && !Array.isArray(inside))
      throw refuse(`\`${at}\` cannot be set: ${key} has no fields`, remedy);
    if (!Array.isArray(target)) target[key] = inside;
    target = inside;
  }
  const copied: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  if (Array.isArray(target)) target[placeIn(target, last, at, refuse)] = copied;
  else target[last] = copied;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a part of a name: lower case, and nothing that a folder's name cannot have. */
export function labelOf(value: unknown): string {
  return String(value)
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-");
}

function placeIn(list: readonly unknown[], key: string, at: string, refuse: Refusal): number {
  const index = Number(key);
  if (Number.isInteger(index) && index >= 0 && index < list.length) return index;
  const range = list.length === 0 ? "the list is empty" : `the list goes from 0 to ${list.length - 1}`;
  throw refuse(`\`${at}\` names no place: ${range}`, remedy);
}
