/**
 * @file From a recipe to a model folder: samples, tokenizer, training, graph, snapshots, measurement, record. What the parts do is theirs;
 * this file is the order in which they happen.
 */

import { access, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Cancelled, UserError } from "../../core/base/errors.ts";
import { parseRecipe, type Recipe } from "../../core/recipe/recipe.ts";
import { embedRule } from "../../core/recipe/taskSchema.ts";
import { type Count, summarize } from "../../core/record/caseMap.ts";
import type { TrainingRecord } from "../../core/record/training.ts";
import { corpus, vocabularyWords } from "../../core/sample/corpus.ts";
import { type TaskChoice, taskNamed } from "../../core/task/registry.ts";
import { cellsOf } from "../../core/task/space.ts";
import { buildTokenizer } from "../../core/tokenizer/tokenizerBuilder.ts";
import { WordTokenizer } from "../../core/tokenizer/wordTokenizer.ts";
import { dataPath } from "../../node/dataPath.ts";
import { type DecoderConfig, decoderSpecification } from "../../onnx/transformer/ownModels.ts";
import { countParameters, parameterTable } from "../../onnx/transformer/parameterTable.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { LengthAccuracy, MapSummary, TrainingProgress } from "../../protocol/contract.ts";
import { manifestFile, recordFile, snapshotFolder, snapshotsFolder } from "../../protocol/modelManifest.ts";
import { type Finite, finite, finiteOrNull } from "../../protocol/wire.ts";
import { openModel } from "../model/openModel.ts";
import { onnxRuntimeVersion, type Runtime } from "../model/runtime.ts";
import { latestCheckpoint } from "../train/checkpoint.ts";
import { type Progress, type TrainingConfig, train } from "../train/trainer.ts";
import { decoderConfig } from "./decoderShape.ts";
import type { MeasuredCells } from "./evaluateSpace.ts";
import { type Measured, type MeasureOptions, measureRecipe } from "./measureRecipe.ts";
import { clearModelFolder, sha256, writeInto, writeModelFolder } from "./modelFolder.ts";
import { checkRoom, needOf, roomAt } from "./room.ts";
import { sampleSource } from "./sampleSource.ts";
import { startingFolder, startingModel } from "./startingModel.ts";
import { TrainingLog } from "./trainingLog.ts";

export interface TrainRecipeOptions {
  /** The recipe's JSON text and where it came from. */
  readonly recipe: string;
  readonly recipePath: string;
  readonly outDir: string;
  readonly resume: boolean;
  readonly runtime: Pick<Runtime, "open">;
  readonly signal: CancelSignal;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** For the log: checkpoints that could not be used. */
  readonly onWarning: (message: string) => void;
  /** Milliseconds. */
  readonly clock: () => number;
}

export interface TrainedModel {
  readonly modelDir: string;
  /** Wall time of the training, measuring left out. */
  readonly seconds: Finite;
  /** By length; empty where the recipe has a split, which has a case map instead. */
  readonly accuracy: LengthAccuracy[];
  readonly map?: MapSummary;
}

/** Throws a UserError for a bad recipe or a diverged training; `Cancelled` after writing a checkpoint. */
export async function trainRecipe(options: TrainRecipeOptions): Promise<TrainedModel> {
  const { outDir, clock, onProgress, signal } = options;
  const started = clock();
  // A person's own rule is kept in the recipe, so that the model folder needs no other file.
  const folder = dirname(options.recipePath);
  const recipeText = await embedRule(options.recipe, async (path) => readFile(dataPath(path, folder), "utf8"));
  const recipe = parseRecipe(recipeText, options.recipePath);
  onProgress(progressAt("preparing", 0, recipe.training.steps, 0));
  const shapeOf = (size: number): DecoderConfig => decoderConfig(recipe, size);
  const startDir = recipe.from === undefined ? undefined : startingFolder(options.recipePath, recipe.from);
  if (startDir === resolve(outDir)) throw ownFolder(outDir);
  const start = startDir === undefined ? undefined : await startingModel({ recipe, dir: startDir, shapeOf });
  const tokenizerJson = start?.tokenizerJson ?? buildTokenizer(vocabularyWords(recipe), recipe.numbers);
  const tokenizer = new WordTokenizer(tokenizerJson);
  const config = shapeOf(tokenizer.size);
  const spec = decoderSpecification(config);
  checkRoom(outDir, needOf(recipe, spec), await roomAt(outDir));
  const samples = corpus(recipe);
  const checkpointDir = join(outDir, "checkpoints");
  await clearModelFolder(outDir);
  const from = options.resume
    ? ((await latestCheckpoint(checkpointDir, parameterTable(spec))).checkpoint?.step ?? 0)
    : 0;
  if (from === 0)
    for (const left of [checkpointDir, join(outDir, snapshotsFolder)]) await rm(left, { recursive: true, force: true });
  const log = await TrainingLog.open(outDir, from);
  const abort = abortController(signal);
  const { snapshotSteps = [], checkpointEverySteps } = recipe.training;
  const content = { recipe, recipeText, tokenizerJson, config };
  const { parameters } = await train({
    model: spec,
    shape: config,
    training: trainingConfig(recipe),
    seed: recipe.seed,
    source: sampleSource({
      corpus: samples,
      tokenizer,
      scheme: recipe.model.placeScheme,
      places: recipe.model.places,
      randomPlaces: recipe.model.randomPlaces,
      seed: recipe.seed,
    }),
    identity: sha256(JSON.stringify({ recipe, tokenizerJson, from: start?.graph })),
    from: start?.parameters,
    checkpointDir,
    everySteps: checkpointEverySteps,
    snapshots: {
      steps: snapshotSteps,
      take: async (step, now) => {
        const dir = join(outDir, snapshotFolder(step));
        await clearModelFolder(dir);
        await writeModelFolder(dir, { ...content, name: `${recipe.name}, step ${step}` }, now);
      },
    },
    resume: from > 0,
    threads: availableParallelism(),
    onProgress: (progress) => {
      const seconds = (clock() - started) / 1000;
      const { step } = progress;
      log.add(progress, seconds, step % checkpointEverySteps === 0 || snapshotSteps.includes(step));
      onProgress(trainingProgress(progress, log.total(seconds)));
    },
    onWarning: (warning) => options.onWarning(warning.message),
    signal: abort.signal,
    clock,
  }).finally(() => Promise.all([log.flush(), abort.dispose()]));
  const seconds = log.total((clock() - started) / 1000);

  await writeModelFolder(outDir, { ...content, name: recipe.name }, parameters);
  const parts = snapshotSteps.length + 1;
  const record = async (dir: string, part: number, steps: number): Promise<Measured> => {
    const report = (done: number, all: number, cells?: MeasuredCells): void => {
      const now = progressAt("evaluating", part * all + done, parts * all, log.total((clock() - started) / 1000));
      onProgress(cells === undefined || dir !== outDir ? now : { ...now, cells: sentCells(cells) });
    };
    const measured = await measure(dir, report, recipe, options);
    const course = log.course(steps);
    const last = course.at(-1);
    const written: TrainingRecord = {
      version: 1,
      recipe: recipe.name,
      ...(start === undefined ? {} : { from: { name: start.name, graph: start.graph } }),
      parameters: countParameters(spec),
      distinctProblems: samples.distinct,
      steps,
      tokens: last?.tokens ?? 0,
      trainingSeconds: steps === recipe.training.steps ? seconds : (last?.seconds ?? 0),
      threads: availableParallelism(),
      versions: { node: process.version, onnxRuntime: onnxRuntimeVersion },
      course: [...course],
      ...measured,
    };
    await writeInto(dir, recordFile, `${JSON.stringify(written, null, 2)}\n`);
    return measured;
  };
  for (const [part, step] of snapshotSteps.entries()) {
    const dir = join(outDir, snapshotFolder(step));
    // After a break it may be measured already, or have been thrown away.
    if ((await isThere(join(dir, manifestFile))) && !(await isThere(join(dir, recordFile))))
      await record(dir, part, step);
  }
  const measured = await record(outDir, snapshotSteps.length, recipe.training.steps);
  await log.remove();
  await rm(checkpointDir, { recursive: true, force: true });
  return { modelDir: outDir, seconds: finite(seconds), ...resultOf(recipe.task, measured) };
}

function ownFolder(outDir: string): UserError {
  const remedy = "Choose another folder to write to.";
  return new UserError("model-unfit", `The training would overwrite ${outDir}, the model that it begins with.`, remedy);
}

async function measure(
  dir: string,
  onProgress: MeasureOptions["onProgress"],
  recipe: Recipe,
  { runtime, signal }: TrainRecipeOptions,
): Promise<Measured> {
  const model = await openModel({ dir, device: "cpu", runtime, onDeviceChanged: () => {} });
  try {
    return await measureRecipe({ model, recipe, signal, onProgress });
  } finally {
    await model.session.release();
  }
}

function sentCells({ first, drawn, correct }: MeasuredCells): NonNullable<TrainingProgress["cells"]> {
  return { first: finite(first), drawn: finite(drawn), correct: correct.map(finite) };
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** What the host is told; the record has everything. */
function resultOf(task: TaskChoice, { accuracy, map }: Measured): Pick<TrainedModel, "accuracy" | "map"> {
  const space = taskNamed(task)?.space;
  if (map === undefined || space === undefined) return { accuracy };
  const { training, test, byDistance } = summarize(map, space, cellsOf(space));
  const count = ({ total, correct }: Count) => ({ total: finite(total), correct: finite(correct) });
  const rings = byDistance.map(({ distance, ...ring }) => ({ distance: finite(distance), ...count(ring) }));
  return { accuracy, map: { training: count(training), test: count(test), byDistance: rings } };
}

function trainingConfig({ training }: Recipe): TrainingConfig {
  const { checkpointEverySteps: _, snapshotSteps: __, ...rest } = training;
  return rest;
}

function progressAt(phase: TrainingProgress["phase"], step: number, steps: number, seconds: number): TrainingProgress {
  const none = { loss: null, tokenAccuracy: null, learningRate: null, gradientNorm: null, tokensPerSecond: null };
  return { phase, step: finite(step), steps: finite(steps), ...none, seconds: finite(seconds) };
}

function trainingProgress(progress: Progress, seconds: number): TrainingProgress {
  return {
    ...progressAt("training", progress.step, progress.steps, seconds),
    loss: finiteOrNull(progress.loss),
    tokenAccuracy: finiteOrNull(progress.accuracy),
    learningRate: finiteOrNull(progress.learningRate),
    gradientNorm: finiteOrNull(progress.gradientNorm),
    tokensPerSecond: finiteOrNull(progress.tokensPerSecond),
  };
}

/** The platform's signal for the trainer, given when ours is. */
function abortController(signal: CancelSignal): { readonly signal: AbortSignal; readonly dispose: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(new Cancelled());
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  return { signal: controller.signal, dispose: () => signal.removeEventListener("abort", abort) };
}
