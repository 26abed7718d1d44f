/**
 * @file An experiment's recipe: trainings that differ along axes (the size of the square, its place, the seed, the method, the task), in
 * one versioned JSON file. A recipe of a single training is an experiment with one variant. Files are read elsewhere.
 */
import * as v from "valibot";
import { messageOf, UserError } from "../base/errors.ts";
import { fileNameProblem, recipeName } from "../base/fileName.ts";
import { isReserved, own, reservedPath } from "../base/own.ts";
import { about } from "../format/about.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { parseRecipe, type Recipe } from "./recipe.ts";

const text = v.pipe(v.string(), v.minLength(1));
const name = recipeName;
/** A field of a recipe: `split.squares.0.halfWidth`. */
const field = v.pipe(
  text,
  v.regex(/^[A-Za-z]\w*(\.\w+)*$/, "expected a field, as in split.squares.0.halfWidth"),
  v.check(
    (path) => !path.split(".").some(isReserved),
    "no field of a recipe is named __proto__, prototype or constructor",
  ),
);

const json: v.GenericSchema<unknown> = v.unknown();
/** A recipe's file, by its path from this file, or the recipe itself. */
const recipeOrPath = v.union([
  v.pipe(text, v.endsWith(".json", "expected a path that ends in .json")),
  v.looseObject({}),
]);

const point = v.strictObject({
  name,
  recipe: v.optional(about(recipeOrPath, "Takes the place of the base here.")),
  set: v.optional(about(v.record(field, json), "Fields of the recipe and what they become."), {}),
});

const axis = v.union([
  /** The points are named `halfWidth-5`. */
  v.strictObject({
    name,
    at: about(field, "A field of the recipe, as in split.squares.0.halfWidth."),
    values: v.pipe(v.array(v.union([v.number(), v.string()])), v.minLength(1)),
  }),
  v.strictObject({ name, points: v.pipe(v.array(point), v.minLength(1)) }),
]);

export const experimentRecipeSchema = v.strictObject({
  $schema: v.optional(v.string()),
  version: v.literal(1),
  kind: v.literal("experiment"),
  name,
  description: text,
  base: v.optional(
    about(
      recipeOrPath,
      "The recipe that the axes change, or its path from this file. May be left out where the points of an axis name recipes.",
    ),
  ),
  axes: about(
    v.pipe(v.array(axis), v.maxLength(6)),
    "Every combination of their points is a variant. Later axes change what earlier ones have set.",
  ),
});

export type ExperimentRecipe = v.InferOutput<typeof experimentRecipeSchema>;

/** One training of an experiment. */
export interface PlannedVariant {
  /** Also the name of its folder. */
  readonly name: string;
  /** Its point on each axis. */
  readonly point: Readonly<Record<string, string>>;
  readonly recipe: Recipe;
  /** The recipe as JSON text, as the model folder keeps it. */
  readonly json: string;
}

export interface Plan {
  readonly name: string;
  readonly description: string;
  readonly variants: readonly PlannedVariant[];
}

/** A sweep that nobody meant; each is a training. */
const mostVariants = 1000;

/**
 * The trainings of an experiment's or a single training's recipe. `fileOf` gives the text of a recipe that it names. Throws a UserError
 * that names the file, the variant and the field.
 */
export function planOf(source: string, path: string, fileOf: (path: string) => string): Plan {
  if (!isExperiment(source)) {
    const recipe = parseRecipe(source, path);
    const { name, description } = recipe;
    return { name, description, variants: [{ name, point: {}, recipe, json: source }] };
  }
  const experiment = parseExperimentRecipe(source, path);
  const combinations = pointsOf(experiment, path);
  const variants = combinations.map((points) => variantOf(experiment, path, points, fileOf));
  const seen = new Set<string>();
  for (const { name } of variants) {
    if (seen.has(name)) throw malformed(path, `two of its variants are named ${name}`, "Name the points differently.");
    seen.add(name);
  }
  return { name: experiment.name, description: experiment.description, variants };
}

/** Recipe files that an experiment's recipe names. */
export function recipesNamedIn(source: string, path: string): readonly string[] {
  if (!isExperiment(source)) return [];
  const { base, axes } = parseExperimentRecipe(source, path);
  const named = [base, ...axes.flatMap((each) => ("points" in each ? each.points.map(({ recipe }) => recipe) : []))];
  return [...new Set(named.filter((each) => typeof each === "string"))];
}

/** Whether a recipe's text says that it is an experiment's. */
export function isExperiment(source: string): boolean {
  try {
    const value: unknown = JSON.parse(source);
    return isRecord(value) && typeof value.kind === "string" && value.kind.startsWith("experiment");
  } catch {
    return false;
  }
}

function parseExperimentRecipe(source: string, path: string): ExperimentRecipe {
  const remedy = "Correct that field; recipes/ holds complete examples.";
  return parseRecord(experimentRecipeSchema, source, {
    code: "recipe.malformed",
    what: `The experiment ${path}`,
    remedy,
    newest: 1,
  });
}

interface Point extends Omit<v.InferOutput<typeof point>, "name"> {
  readonly axis: string;
  readonly name: string;
  readonly label: string;
}

/** All combinations, the last axis changing fastest. */
function pointsOf({ axes }: ExperimentRecipe, path: string): readonly (readonly Point[])[] {
  const lists = axes.map((each): Point[] =>
    "points" in each
      ? each.points.map((found) => ({ ...found, axis: each.name, label: found.name }))
      : each.values.map((value) => ({
          axis: each.name,
          name: `${each.name}-${labelOf(value)}`,
          label: String(value),
          set: { [each.at]: value },
        })),
  );
  // Counted before they are built: a small file can name more than any memory holds.
  const count = lists.reduce((product, list) => product * list.length, 1);
  if (count > mostVariants) {
    const what = `its \`axes\` give ${count} variants, but at most ${mostVariants} are possible`;
    throw malformed(path, what, "Take points or axes away, or write several experiments.");
  }
  return lists.reduce<readonly (readonly Point[])[]>(
    (all, list) => all.flatMap((before) => list.map((next) => [...before, next])),
    [[]],
  );
}

function variantOf(
  { name: experiment, base }: ExperimentRecipe,
  path: string,
  points: readonly Point[],
  fileOf: (path: string) => string,
): PlannedVariant {
  const name = points.map((each) => each.name).join(".") || "base";
  const subject = `${path}, variant ${name}`;
  const problem = fileNameProblem(name);
  if (problem !== undefined)
    throw malformed(path, `the variant ${JSON.stringify(name)} ${problem}`, "Name the points of its axes differently.");
  const found = points.findLast(({ recipe }) => recipe !== undefined)?.recipe ?? base;
  if (found === undefined)
    throw malformed(path, `the variant ${name} has no recipe`, "Give a base, or a recipe at the points of an axis.");
  const recipe = readBase(found, subject, fileOf);
  for (const { set } of points) {
    for (const [at, value] of Object.entries(set)) setField(recipe, at.split("."), value, { at, subject });
  }
  const full = { ...recipe, name: `${experiment}.${name}` };
  const json = `${JSON.stringify(full, null, 2)}\n`;
  const point = Object.fromEntries(points.map(({ axis, label }) => [axis, label]));
  return { name, point, recipe: parseRecipe(json, subject), json };
}

type Json = Record<string, unknown>;

function readBase(found: string | Json, subject: string, fileOf: (path: string) => string): Json {
  const source = typeof found === "string" ? fileOf(found) : JSON.stringify(found);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw malformed(subject, `its recipe ${String(found)} is not JSON (${messageOf(error)})`, "Correct that file.");
  }
  const reserved = reservedPath(value);
  if (reserved !== undefined)
    throw malformed(subject, `its recipe has a field \`${reserved}\`, which no recipe has`, "Take that field out.");
  if (isRecord(value)) return value;
  throw malformed(subject, `its recipe ${String(found)} is no object`, "Correct that file.");
}

/** Objects on the way are made where the recipe has none; a place in a list has to be there. */
function setField(
  target: Json | unknown[],
  keys: readonly string[],
  value: unknown,
  where: { readonly at: string; readonly subject: string },
): void {
  const [key = "", ...deeper] = keys;
  if (Array.isArray(target)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= target.length) {
      const range = target.length === 0 ? "the list is empty" : `the list goes from 0 to ${target.length - 1}`;
      throw malformed(where.subject, `\`${where.at}\` names no place: ${range}`, "Correct the field that is set.");
    }
    const inside: unknown = target[index];
    if (deeper.length === 0) target[index] = copied(value);
    else if (isRecord(inside) || Array.isArray(inside)) setField(inside, deeper, value, where);
    else throw noFields(where, key);
    return;
  }
  if (deeper.length === 0) {
    target[key] = copied(value);
    return;
  }
  const inside = own(target, key) ?? {};
  target[key] = inside;
  if (!isRecord(inside) && !Array.isArray(inside)) throw noFields(where, key);
  setField(inside, deeper, value, where);
}

function noFields({ at, subject }: { readonly at: string; readonly subject: string }, key: string): UserError {
  return malformed(subject, `\`${at}\` cannot be set: ${key} has no fields`, "Correct the field that is set.");
}

/** Variants must not change what others are set to. */
function copied(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** For the name of a folder. */
function labelOf(value: string | number): string {
  return String(value)
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-");
}

function malformed(path: string, what: string, remedy: string): UserError {
  return new UserError("recipe.malformed", `The experiment ${path} is malformed: ${what}.`, remedy);
}
