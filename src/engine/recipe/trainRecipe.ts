/**
 * @file From a recipe to a model folder: samples, tokenizer, training, graph, measurement, record. What the parts do is theirs; this
 * file is the order in which they happen. `model.json` is written last, so that a folder with it is complete.
 */

import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Cancelled, messageOf, UserError } from "../../core/base/errors.ts";
import { corpus, vocabularyWords } from "../../core/data/corpus.ts";
import { buildTokenizer } from "../../core/data/tokenizerBuilder.ts";
import { WordTokenizer } from "../../core/data/wordTokenizer.ts";
import { type Count, summarize } from "../../core/record/caseMap.ts";
import { parseRecipe, type Recipe } from "../../core/record/recipe.ts";
import { embedRule } from "../../core/record/taskSchema.ts";
import type { TrainingRecord } from "../../core/record/training.ts";
import { type TaskChoice, taskName, taskNamed } from "../../core/task/registry.ts";
import { cellsOf } from "../../core/task/space.ts";
import { writeInferenceModel } from "../../onnx/inference.ts";
import { countParameters, type DecoderConfig, parameterTable } from "../../onnx/parameters.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { LengthAccuracy, MapSummary, TrainingProgress } from "../../protocol/contract.ts";
import {
  graphFile,
  type ModelManifest,
  manifestFile,
  recipeFile,
  recordFile,
  tokenizerFile,
} from "../../protocol/modelManifest.ts";
import { type Finite, finite, finiteOrNull } from "../../protocol/wire.ts";
import { openModel } from "../model/openModel.ts";
import { onnxRuntimeVersion, type Runtime } from "../model/runtime.ts";
import { latestCheckpoint, writeAtomically } from "../train/checkpoint.ts";
import { type Progress, type TrainingConfig, train } from "../train/trainer.ts";
import { decoderConfig } from "./decoderShape.ts";
import type { MeasuredCells } from "./evaluateSpace.ts";
import { type Measured, measureRecipe } from "./measureRecipe.ts";
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

/** Prompt and response together. Neither rotary positions nor windows set an end; this bounds what a model that never stops can cost. */
const contextLength = 4096;

/** Throws a UserError for a bad recipe or a diverged training; `Cancelled` after writing a checkpoint. */
export async function trainRecipe(options: TrainRecipeOptions): Promise<TrainedModel> {
  const { outDir, clock, onProgress, signal } = options;
  const started = clock();
  // A person's own rule is kept in the recipe, so that the model folder needs no other file.
  const rulePath = (path: string) => resolve(dirname(options.recipePath), path);
  const recipeText = await embedRule(options.recipe, (path) => readFile(rulePath(path), "utf8"));
  const recipe = parseRecipe(recipeText, options.recipePath);
  onProgress(progressAt("preparing", 0, recipe.training.steps, 0));
  const shapeOf = (size: number): DecoderConfig => decoderConfig(recipe, size);
  const startDir = recipe.from === undefined ? undefined : startingFolder(options.recipePath, recipe.from);
  if (startDir === resolve(outDir)) throw ownFolder(outDir);
  const start = startDir === undefined ? undefined : await startingModel({ recipe, dir: startDir, shapeOf });
  const tokenizerJson = start?.tokenizerJson ?? buildTokenizer(vocabularyWords(recipe), recipe.numbers);
  const tokenizer = new WordTokenizer(tokenizerJson);
  const config = shapeOf(tokenizer.size);
  checkRoom(outDir, needOf(recipe, config), await roomAt(outDir));
  const samples = corpus(recipe);
  const checkpointDir = join(outDir, "checkpoints");
  await mkdir(outDir, { recursive: true }).catch((error) => {
    throw unwritable(outDir, error);
  });
  // A folder that still has the last model's description or record would pass for complete.
  for (const file of [recordFile, manifestFile]) await rm(join(outDir, file), { force: true });
  const from = options.resume
    ? ((await latestCheckpoint(checkpointDir, parameterTable(config))).checkpoint?.step ?? 0)
    : 0;
  if (from === 0) await rm(checkpointDir, { recursive: true, force: true });
  const log = await TrainingLog.open(outDir, from);
  const abort = abortController(signal);
  const { parameters } = await train({
    model: config,
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
    everySteps: recipe.training.checkpointEverySteps,
    resume: from > 0,
    threads: availableParallelism(),
    onProgress: (progress) => {
      const seconds = (clock() - started) / 1000;
      log.add(progress, seconds, progress.step % recipe.training.checkpointEverySteps === 0);
      onProgress(trainingProgress(progress, log.total(seconds)));
    },
    onWarning: (warning) => options.onWarning(warning.message),
    signal: abort.signal,
    clock,
  }).finally(() => Promise.all([log.flush(), abort.dispose()]));
  const seconds = log.total((clock() - started) / 1000);

  const files: Record<string, string | Uint8Array> = {
    [recipeFile]: recipeText,
    [tokenizerFile]: JSON.stringify(tokenizerJson),
    [graphFile]: writeInferenceModel(config, parameters),
  };
  for (const [name, content] of Object.entries(files)) await write(outDir, name, content);
  const manifest: ModelManifest = {
    formatVersion: 1,
    name: recipe.name,
    decoder: { ...config },
    method: recipe.method,
    dialect: recipe.dialect,
    task: taskName(recipe.task),
    placeScheme: recipe.model.placeScheme,
    endTokenId: tokenizer.endId,
    contextLength,
    seed: recipe.seed,
    recipe: recipeFile,
    hashes: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)])),
  };
  await write(outDir, manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  const measured = await measure(recipe, log.total.bind(log), started, options);
  const record: TrainingRecord = {
    version: 1,
    recipe: recipe.name,
    ...(start === undefined ? {} : { from: { name: start.name, graph: start.graph } }),
    parameters: countParameters(config),
    distinctProblems: samples.distinct,
    steps: recipe.training.steps,
    tokens: log.course.at(-1)?.tokens ?? 0,
    trainingSeconds: seconds,
    threads: availableParallelism(),
    versions: { node: process.version, onnxRuntime: onnxRuntimeVersion },
    course: [...log.course],
    ...measured,
  };
  await write(outDir, recordFile, `${JSON.stringify(record, null, 2)}\n`);
  await log.remove();
  await rm(checkpointDir, { recursive: true, force: true });
  return { modelDir: outDir, seconds: finite(seconds), ...resultOf(recipe.task, measured) };
}

async function write(outDir: string, name: string, content: string | Uint8Array): Promise<void> {
  await writeAtomically(join(outDir, name), content).catch((error) => {
    throw unwritable(join(outDir, name), error);
  });
}

function ownFolder(outDir: string): UserError {
  const remedy = "Choose another folder to write to.";
  return new UserError("model-unfit", `The training would overwrite ${outDir}, the model that it begins with.`, remedy);
}

function unwritable(path: string, error: unknown): UserError {
  const remedy = "Free some space or choose another folder; --resume goes on from the last checkpoint.";
  return new UserError("write-failed", `${path} could not be written: ${messageOf(error)}.`, remedy);
}

async function measure(
  recipe: Recipe,
  total: (seconds: number) => number,
  started: number,
  { outDir, runtime, signal, onProgress, clock }: TrainRecipeOptions,
): Promise<Measured> {
  const model = await openModel({ dir: outDir, device: "cpu", runtime, onDeviceChanged: () => {} });
  const report = (done: number, all: number, cells?: MeasuredCells): void => {
    const now = progressAt("evaluating", done, all, total((clock() - started) / 1000));
    if (cells === undefined) onProgress(now);
    else {
      const { first, drawn, correct } = cells;
      onProgress({ ...now, cells: { first: finite(first), drawn: finite(drawn), correct: correct.map(finite) } });
    }
  };
  try {
    return await measureRecipe({ model, recipe, signal, onProgress: report });
  } finally {
    await model.session.release();
  }
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
  const { checkpointEverySteps: _, ...rest } = training;
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

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
