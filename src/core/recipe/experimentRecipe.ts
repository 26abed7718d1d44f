/**
 * @file An experiment's recipe: trainings that differ along axes (the size of the square, its place, the seed, the method, the task), in
 * one versioned JSON file. A recipe of a single training is an experiment with one variant. Files are read elsewhere.
 */
import * as v from "valibot";
import { messageOf, UserError } from "../base/errors.ts";
import { fileNameProblem, recipeName } from "../base/fileName.ts";
import { reservedPath } from "../base/own.ts";
import { about } from "../format/about.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { sweepAsExperiment, sweepKind } from "./latentSweep.ts";
import { parseRecipe, type Recipe } from "./recipe.ts";
import { fieldPath, isJsonObject, type JsonObject, labelOf, setField } from "./setField.ts";

const text = v.pipe(v.string(), v.minLength(1));
const name = recipeName;
const json: v.GenericSchema<unknown> = v.unknown();
/** A recipe's file, by its path from this file, or the recipe itself. */
const recipeOrPath = v.union([
  v.pipe(text, v.endsWith(".json", "expected a path that ends in .json")),
  v.looseObject({}),
]);

const point = v.strictObject({
  name,
  recipe: v.optional(about(recipeOrPath, "Takes the place of the base here.")),
  set: v.optional(about(v.record(fieldPath, json), "Fields of the recipe and what they become."), {}),
});

const axis = v.union([
  /** The points are named `halfWidth-5`. */
  v.strictObject({
    name,
    at: about(fieldPath, "A field of the recipe, as in split.squares.0.halfWidth."),
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
  set: v.optional(about(v.record(fieldPath, json), "Fields of the recipe that all variants change."), {}),
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
  const kind = kindOf(source);
  return kind === sweepKind || kind?.startsWith("experiment") === true;
}

function kindOf(source: string): string | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return isJsonObject(value) && typeof value.kind === "string" ? value.kind : undefined;
  } catch {
    return undefined;
  }
}

function parseExperimentRecipe(source: string, path: string): ExperimentRecipe {
  const remedy = "Correct that field; recipes/ holds complete examples.";
  return parseRecord(experimentRecipeSchema, kindOf(source) === sweepKind ? sweepAsExperiment(source, path) : source, {
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
  { name: experiment, base, set }: ExperimentRecipe,
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
  const refuse = (what: string, remedy: string): UserError => malformed(subject, what, remedy);
  for (const each of [set, ...points.map((point) => point.set)])
    for (const [at, value] of Object.entries(each)) setField(recipe, at, value, refuse);
  const full = { ...recipe, name: `${experiment}.${name}` };
  const json = `${JSON.stringify(full, null, 2)}\n`;
  const point = Object.fromEntries(points.map(({ axis, label }) => [axis, label]));
  return { name, point, recipe: parseRecipe(json, subject), json };
}

function readBase(found: string | JsonObject, subject: string, fileOf: (path: string) => string): JsonObject {
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
  if (isJsonObject(value)) return value;
  throw malformed(subject, `its recipe ${String(found)} is no object`, "Correct that file.");
}

function malformed(path: string, what: string, remedy: string): UserError {
  return new UserError("recipe.malformed", `The experiment ${path} is malformed: ${what}.`, remedy);
}
