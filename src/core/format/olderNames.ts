/** @file Fields that older files have under another name: they are read, and written by the new name. */
import * as v from "valibot";

/** The schema, for values whose fields may still have their older names (`older name: name`). */
export function withOlderNames<const S extends v.GenericSchema>(names: Readonly<Record<string, string>>, schema: S) {
  return v.pipe(
    v.unknown(),
    v.transform((value) => byNewNames(value, names)),
    schema,
  );
}

/** A JSON value whose own fields have their new names. Where a field stands under both, the later one holds. */
export function byNewNames(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [Object.hasOwn(names, name) ? names[name] : name, field]),
  );
}
