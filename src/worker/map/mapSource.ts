/**
 * @file Measured maps, read from the record of a training or of an experiment as the case map view shows them, with what it takes to run
 * their cells and to train them again.
 */

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import { countText } from "../../core/format/figures.ts";
import { methodOf } from "../../core/method/methods.ts";
import { type DecoderRecipe, parseDecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import type { CaseMap } from "../../core/record/caseMap.ts";
import { parseExperimentRecord, type Snapshot, type Variant } from "../../core/record/experiment.ts";
import { isExperimentRecord } from "../../core/record/isExperimentRecord.ts";
import { type DecoderRecord, parseDecoderRecord } from "../../core/record/training.ts";
import { taskProblem } from "../../core/sample/corpus.ts";
import type { Problem } from "../../core/task/problem.ts";
import { answerTextOf, taskName, taskNamed, taskOf } from "../../core/task/registry.ts";
import { type Cell, cellsOf, type SampleSpace } from "../../core/task/space.ts";
import { divide, splitName } from "../../core/task/split.ts";
import { mapMark } from "../../protocol/mapRequests.ts";
import type { ShownGrid, ShownMap } from "../../protocol/mapView.ts";
import {
  graphFile,
  manifestFile,
  parseDecoderManifest,
  recipeFile,
  snapshotFolder,
} from "../../protocol/modelManifest.ts";
import { finite } from "../../protocol/wire.ts";

export interface MapSource {
  readonly shown: ShownMap;
  readonly recipe: DecoderRecipe;
  /** The folder of the model, where it is whole. */
  readonly modelDir: string | undefined;
}

/**
 * What a path stands for: one training, one variant of an experiment or a snapshot of it, or all of them. Throws a UserError that names the
 * file.
 */
export async function readMapSources(id: string): Promise<readonly MapSource[]> {
  const [path = "", variant, step] = id.split(mapMark);
  const text = await textOf(path);
  if (!isExperimentRecord(text)) return [await trainingSource(path, text)];
  const { variants } = parseExperimentRecord(text, path);
  if (variants.length > 0 && variants.every(({ recipe }) => recipe.kind === "vae")) throw noMaps(path);
  const all = variants
    .flatMap(({ recipe, ...rest }) => (recipe.kind === "decoder" ? [{ ...rest, recipe }] : []))
    .filter(({ name }) => variant === undefined || name === variant)
    .flatMap((each) => [
      ...(each.snapshots ?? []).map((snapshot) => ({ each, snapshot })),
      { each, snapshot: undefined },
    ]);
  const chosen = all.filter(({ snapshot }) => variant === undefined || String(snapshot?.step ?? "") === (step ?? ""));
  return Promise.all(chosen.map(({ each, snapshot }) => variantSource(path, each, snapshot)));
}

type DecoderVariant = Variant & { readonly recipe: DecoderRecipe };

async function variantSource(
  path: string,
  variant: DecoderVariant,
  snapshot: Snapshot | undefined,
): Promise<MapSource> {
  const { name, recipe, training } = variant;
  const { map, lengths } = snapshot ?? variant;
  const steps = snapshot?.step ?? training.steps;
  const dir = join(dirname(path), name, ...(snapshot === undefined ? [] : [snapshotFolder(steps)]));
  const { hash, whole } = await modelIn(dir);
  const history = training.history.filter(({ step }) => step <= steps);
  const record = { ...training, steps, history, recipe: name, map, accuracy: lengths };
  const id = [path, name, ...(snapshot === undefined ? [] : [steps])].join(mapMark);
  return {
    shown: { ...shownOf(id, record, recipe, hash), name: nameAt(name, steps, recipe) },
    recipe,
    modelDir: whole ? dir : undefined,
  };
}

function noMaps(path: string): UserError {
  const remedy = `Compare them with \`rulescope experiment show ${path}\`.`;
  return new UserError(
    "record-without-map",
    `${path} holds trainings of language VAEs, which have no case map.`,
    remedy,
  );
}

/** Of a training that went on after these steps, they tell its maps apart. */
function nameAt(name: string, steps: number, { training }: DecoderRecipe): string {
  return steps < training.steps ? `${name}, step ${steps}` : name;
}

async function trainingSource(recordPath: string, text: string): Promise<MapSource> {
  const dir = dirname(recordPath);
  const record = parseDecoderRecord(text, recordPath);
  const recipePath = join(dir, recipeFile);
  const recipe = parseDecoderRecipe(await textOf(recipePath), recipePath);
  const { hash, whole } = await modelIn(dir);
  return { shown: shownOf(recordPath, record, recipe, hash), recipe, modelDir: whole ? dir : undefined };
}

/** A record may stand without its model. */
async function modelIn(dir: string): Promise<{ readonly whole: boolean; readonly hash: string | undefined }> {
  const path = join(dir, manifestFile);
  const manifest = await readFile(path, "utf8").then(
    (text) => parseDecoderManifest(text, path),
    () => undefined,
  );
  return { whole: manifest !== undefined, hash: manifest?.hashes[graphFile]?.slice(0, 12) };
}

type Measured = Pick<DecoderRecord, "parameters" | "steps" | "versions"> & {
  readonly map?: CaseMap | undefined;
  readonly history: readonly { readonly step: number; readonly loss: number }[];
  readonly accuracy: readonly { readonly length: number; readonly total: number; readonly correct: number }[];
};

function shownOf(id: string, record: Measured, recipe: DecoderRecipe, hash: string | undefined): ShownMap {
  const { map, history, accuracy, parameters, steps, versions } = record;
  const space = taskNamed(recipe.task)?.space;
  return {
    id,
    name: nameAt(recipe.name, steps, recipe),
    task: taskName(recipe.task),
    method: recipe.method,
    provenance: [
      { name: "parameters", value: countText(parameters) },
      { name: "steps", value: String(steps) },
      { name: "seed", value: String(recipe.seed) },
      ...(hash === undefined ? [] : [{ name: "model sha256", value: hash }]),
      ...Object.entries(versions).map(([name, value]) => ({ name, value })),
    ],
    grid: map === undefined || space === undefined ? null : gridOf(space, map),
    lengths: accuracy.map(({ length, total, correct }) => ({
      length: finite(length),
      total: finite(total),
      correct: finite(correct),
    })),
    lossCurve: history.map(({ step, loss }) => ({ step: finite(step), loss: finite(loss) })),
    work: null,
    trainable: space !== undefined && recipe.split !== undefined,
    steps: finite(recipe.training.steps),
  };
}

/** A grid before anything was measured has no answers drawn. */
export function gridOf(
  space: SampleSpace,
  { split, generations, temperature, correct, wrong = [], uncovered }: CaseMap,
  drawn = generations,
): ShownGrid {
  const cells = cellsOf(space);
  const { rows, columns } = space;
  const width = columns.to - columns.from + 1;
  const place = ({ row, column }: Cell): number => (row - rows.from) * width + column - columns.from;
  const index = new Map(cells.map((cell, at) => [place(cell), at]));
  const test = divide(space, split).test.flatMap((cell) => index.get(place(cell)) ?? []);
  const axis = ({ name, from, to }: SampleSpace["rows"]) => ({ name, from: finite(from), to: finite(to) });
  const squares = split.kind === "squares" ? split.squares : [];
  return {
    rows: axis(rows),
    columns: axis(columns),
    cells: cells.map((cell) => finite(place(cell))),
    test: test.map(finite),
    squares: squares.map(({ centre: [row, column], halfWidth }) => ({
      centre: [finite(row), finite(column)],
      halfWidth: finite(halfWidth),
    })),
    kind: split.kind,
    split: splitName(space, split),
    generations: finite(generations),
    temperature: finite(temperature),
    drawn: cells.map(() => finite(drawn)),
    correct: cells.map((_, at) => finite(correct[at] ?? 0)),
    wrong: wrong.map(({ cell, answers }) => ({
      cell: finite(cell),
      answers: answers.map(({ text, count }) => ({ text, count: finite(count) })),
    })),
    uncovered: uncovered?.map(finite) ?? null,
  };
}

/** The problems of a map's cells, by their index. What it returns throws a UserError where there is none. */
export function cellProblems(recipe: DecoderRecipe): (index: number) => Problem {
  const space = taskNamed(recipe.task)?.space;
  const cells = space === undefined ? [] : cellsOf(space);
  const problem = taskProblem(recipe.task);
  return (index) => {
    const cell = cells[index];
    const args = cell && space?.at(cell.row, cell.column);
    if (args !== undefined) return problem(args);
    throw new UserError("cell-unknown", `The map of ${recipe.name} has no cell ${index}.`, "Open the record again.");
  };
}

/** A cell's problem and its answer as their task writes them. */
export function describeCell(
  recipe: DecoderRecipe,
  index: number,
): { readonly problem: string; readonly answer: string } {
  const problem = cellProblems(recipe)(index);
  const { outcome } = methodOf(recipe.method, recipe.dialect).gold(problem);
  const answer = outcome.kind === "returned" ? answerTextOf(problem, outcome.value) : "no answer";
  return { problem: textOfProblem(problem), answer };
}

export function textOfProblem(problem: Problem): string {
  return taskOf(problem)?.toText(problem.args) ?? problem.call;
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => {
    throw new UserError(
      "record-unreadable",
      `${path} cannot be read.`,
      "Choose the record.json of a model folder, with its recipe.json beside it.",
    );
  });
}
