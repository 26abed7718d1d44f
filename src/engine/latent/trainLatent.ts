/** @file Trains a language VAE from a recipe into a folder: prepares, trains, measures and writes, in that order. */

import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import { type LatentRecipe, parseLatentRecipe } from "../../core/recipe/latentRecipe.ts";
import type { LatentRecord } from "../../core/record/latentRecord.ts";
import { type LatentItems, latentItems } from "../../core/sample/latentItems.ts";
import type { TransformerShape, VaeConfig } from "../../onnx/latent/config.ts";
import { writeDecoderModel, writeEncoderModel } from "../../onnx/latent/vaeInference.ts";
import {
  countVaeParameters,
  injectionCapacity,
  latentName,
  vaeParameterTable,
} from "../../onnx/latent/vaeParameters.ts";
import { parameterNamed } from "../../onnx/parameters.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { LatentProgress, LatentSummary } from "../../protocol/latentContract.ts";
import { decoderFile, encoderFile, type LatentManifest, latentManifestFile } from "../../protocol/latentManifest.ts";
import { recipeFile, recordFile } from "../../protocol/modelManifest.ts";
import { type Finite, finite, finiteOrNull } from "../../protocol/wire.ts";
import { unwritable, writeAtomically } from "../atomicFile.ts";
import { onnxRuntimeVersion, type Runtime } from "../model/runtime.ts";
import { TrainingLog } from "../recipe/trainingLog.ts";
import { latestCheckpoint } from "../train/checkpoint.ts";
import { evaluateLatent } from "./evaluateLatent.ts";
import { LatentModel } from "./latentModel.ts";
import { trainVae, type VaeProgress } from "./trainVae.ts";

export interface TrainLatentOptions {
  /** The recipe's JSON text and where it came from. */
  readonly recipe: string;
  readonly recipePath: string;
  readonly outDir: string;
  readonly resume: boolean;
  readonly runtime: Pick<Runtime, "open">;
  readonly signal: CancelSignal;
  readonly onProgress: (progress: LatentProgress) => void;
  readonly onWarning: (message: string) => void;
  /** Milliseconds. */
  readonly clock: () => number;
}

export interface TrainedLatent {
  readonly modelDir: string;
  readonly seconds: Finite;
  readonly evaluation: LatentSummary;
}

/** How much longer than any of the data's a conclusion may grow before decoding gives up. */
const spareTokens = 4;

/** Throws a UserError for a bad recipe or a diverged training; `Cancelled` after writing a checkpoint. */
export async function trainLatent(options: TrainLatentOptions): Promise<TrainedLatent> {
  const { outDir, clock, onProgress, signal } = options;
  const started = clock();
  const recipe = parseLatentRecipe(options.recipe, options.recipePath);
  onProgress(progressAt("preparing", 0, recipe.training.steps, 0));
  const items = latentItems(recipe);
  if (items.training.length === 0 || items.test.length === 0) throw tooFew(recipe.task);
  const config = vaeConfig(recipe, items);
  const checkpointDir = join(outDir, "checkpoints");
  await mkdir(outDir, { recursive: true }).catch((error) => {
    throw unwritable(outDir, error);
  });
  // A folder that still has the last model's description would pass for complete.
  await rm(join(outDir, latentManifestFile), { force: true });
  const from = options.resume
    ? ((await latestCheckpoint(checkpointDir, vaeParameterTable(config))).checkpoint?.step ?? 0)
    : 0;
  if (from === 0) await rm(checkpointDir, { recursive: true, force: true });
  const log = await TrainingLog.open(outDir, from);
  const parameters = await trainVae({
    recipe,
    config,
    items: items.training,
    identity: sha256(JSON.stringify({ recipe, tokens: items.tokenizer.tokens })),
    checkpointDir,
    resume: from > 0,
    threads: availableParallelism(),
    onProgress: (progress) => {
      const seconds = (clock() - started) / 1000;
      log.add(progress, seconds, progress.step % recipe.training.checkpointEverySteps === 0);
      onProgress(trainingProgress(progress, log.total(seconds)));
    },
    onWarning: (warning) => options.onWarning(warning.message),
    signal,
    clock,
  }).finally(() => log.flush());
  const seconds = log.total((clock() - started) / 1000);

  const files: Record<string, string | Uint8Array> = {
    [recipeFile]: options.recipe,
    [encoderFile]: writeEncoderModel(config, parameters),
    [decoderFile]: writeDecoderModel(config, parameters),
  };
  for (const [name, content] of Object.entries(files)) await writeAtomically(join(outDir, name), content);
  const longest = [...items.training, ...items.test].reduce(
    (most, { targetIds }) => Math.max(most, targetIds.length),
    1,
  );
  const manifest: LatentManifest = {
    formatVersion: 1,
    kind: "latent",
    name: recipe.name,
    task: recipe.task,
    rules: [...items.rules],
    config: { ...config },
    longestConclusion: longest + spareTokens,
    seed: recipe.seed,
    hashes: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)])),
  };
  await writeAtomically(join(outDir, latentManifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  const model = await LatentModel.open(outDir, options.runtime);
  const { evaluation, ruleMeans } = await evaluateLatent({
    ...items,
    model,
    classifier: parameterNamed(parameters, latentName.rule),
    seed: recipe.evaluation.seed,
    signal,
    onProgress: (done, total) =>
      onProgress(progressAt("evaluating", done, total, log.total((clock() - started) / 1000))),
  }).finally(() => model.release());
  const record: LatentRecord = {
    version: 1,
    kind: "latent",
    recipe: recipe.name,
    parameters: countVaeParameters(config),
    injection: { name: config.injection, ...injectionCapacity(config) },
    trainingItems: items.training.length,
    testItems: items.test.length,
    steps: recipe.training.steps,
    trainingSeconds: seconds,
    threads: availableParallelism(),
    versions: { node: process.version, onnxRuntime: onnxRuntimeVersion },
    course: [...log.course()],
    evaluation,
    ruleMeans,
  };
  await writeAtomically(join(outDir, recordFile), `${JSON.stringify(record, null, 2)}\n`);
  await log.remove();
  await rm(checkpointDir, { recursive: true, force: true });
  return { modelDir: outDir, seconds: finite(seconds), evaluation: summaryOf(evaluation) };
}

/** The VAE that a recipe describes, for the vocabulary and the rules of its task. */
export function vaeConfig(
  { model }: LatentRecipe,
  { tokenizer, rules }: Pick<LatentItems, "tokenizer" | "rules">,
): VaeConfig {
  const { width, heads, rotaryHeads, positions, feedForward, activation } = model;
  const shape = (layers: number): TransformerShape => ({
    layers,
    width,
    heads,
    keyValueHeads: heads,
    headWidth: width / heads,
    feedForward,
    activation,
    gated: false,
    projectionBiases: false,
    rotaryHeads,
    rotaryBase: 10_000,
    positions,
  });
  return {
    vocabularySize: tokenizer.size,
    latent: model.latent,
    rules: rules.length,
    injection: model.injection,
    fusionRank: model.fusionRank,
    encoder: shape(model.encoderLayers),
    decoder: shape(model.decoderLayers),
    sharedEmbeddings: true,
  };
}

function summaryOf(evaluation: LatentRecord["evaluation"]): LatentSummary {
  type Answers = LatentRecord["evaluation"]["zero"];
  const answers = ({ correct, total }: Answers) => ({ correct: finite(correct), total: finite(total) });
  const { posterior, ruleMean, wrongRule, zero, valid, ruleClassifier, neighbours, kl, activeUnits } = evaluation;
  return {
    posterior: answers(posterior),
    ruleMean: answers(ruleMean),
    wrongRule: { own: answers(wrongRule.own), others: answers(wrongRule.others) },
    zero: answers(zero),
    valid: answers(valid),
    ruleClassifier: answers(ruleClassifier),
    neighbours: answers(neighbours),
    kl: finite(kl),
    activeUnits: finite(activeUnits),
  };
}

function progressAt(phase: LatentProgress["phase"], step: number, steps: number, seconds: number): LatentProgress {
  const none = { loss: null, tokenAccuracy: null, kl: null, ruleAccuracy: null };
  return { phase, step: finite(step), steps: finite(steps), ...none, seconds: finite(seconds) };
}

function trainingProgress({ step, steps, loss, accuracy, latent }: VaeProgress, seconds: number): LatentProgress {
  return {
    ...progressAt("training", step, steps, seconds),
    loss: finiteOrNull(loss),
    tokenAccuracy: finiteOrNull(accuracy),
    kl: finiteOrNull(latent.kl),
    ruleAccuracy: finiteOrNull(latent.ruleAccuracy),
  };
}

function tooFew(task: string): UserError {
  return new UserError(
    "recipe.too-few-items",
    `The task ${task} gave no items for training or for the test.`,
    "Raise data.samples and evaluation.items in the recipe.",
  );
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
