/** @file Measures a language VAE: how far rules are apart in z, in what its layers write, and in the encoder's weights; with two controls. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tensor } from "onnxruntime-node";
import { UserError } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import { disentanglement, type Factor } from "../../core/learn/disentanglement.ts";
import { type Labeled, predictability, separationOf, standardized } from "../../core/learn/separationOf.ts";
import { type Matrix, matrix } from "../../core/math/matrix.ts";
import { parseVaeRecipe, type VaeRecipe } from "../../core/recipe/vaeRecipe.ts";
import type { LatentMeasures, RuleSeparation, Separation } from "../../core/record/ruleMeasures.ts";
import { parseVaeRecord } from "../../core/record/training.ts";
import { longest, padRows } from "../../core/sample/latentBatches.ts";
import { type LatentItem, type LatentItems, latentItems } from "../../core/sample/latentItems.ts";
import { sideTable, writeEncoderModel } from "../../onnx/latent/vaeInference.ts";
import { readTable } from "../../onnx/readParameters.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import { modelRemedy, recipeFile, recordFile } from "../../protocol/modelManifest.ts";
import { encoderFile } from "../../protocol/vaeManifest.ts";
import { type ChosenHookPoint, floatsOf, LatentModel } from "../model/latentModel.ts";
import type { Runtime } from "../model/runtime.ts";
import { freshWeights } from "../model/vaeShape.ts";
import { tangentKernels } from "./tangentKernel.ts";

export interface MeasureRulesOptions {
  readonly modelDir: string;
  readonly runtime: Pick<Runtime, "open">;
  readonly signal: CancelSignal;
  readonly onProgress: (what: string, done: number, total: number) => void;
  /** Milliseconds. */
  readonly clock: () => number;
}

/** Items that probes learn from, those they are measured on, and examples in the tangent kernel. */
const probeItems = 1000;
const heldItems = 400;
const kernelItems = 36;
/** A rule needs so many of the kernel's examples for its similarity within to mean something. */
const kernelPerRule = 3;
/** A factor with more classes is content, not structure. */
const mostClasses = 40;

/** The measures of a model in a folder, with those of its training's record. */
export async function measureRules(options: MeasureRulesOptions): Promise<LatentMeasures> {
  const { modelDir, ...rest } = options;
  const model = await LatentModel.open(modelDir, options.runtime);
  try {
    const recipe = parseVaeRecipe(await textOf(modelDir, recipeFile), join(modelDir, recipeFile));
    const record = parseVaeRecord(await textOf(modelDir, recordFile), join(modelDir, recordFile));
    const separation = await measureSeparation({ ...rest, model, recipe });
    return {
      version: 1,
      kind: "latent-measures",
      model: model.manifest.name,
      group: groupOf(recipe),
      task: recipe.task,
      seed: recipe.seed,
      injection: recipe.model.injection,
      ruleWeight: recipe.loss.ruleWeight,
      freeBits: recipe.loss.freeBits,
      samples: record.trainingItems,
      evaluation: record.evaluation,
      ...separation,
    };
  } finally {
    await model.release();
  }
}

export interface MeasureSeparationOptions extends Omit<MeasureRulesOptions, "modelDir"> {
  readonly model: LatentModel;
  readonly recipe: VaeRecipe;
}

/** How far rules are apart. Throws `Cancelled`. */
export async function measureSeparation(options: MeasureSeparationOptions): Promise<RuleSeparation> {
  const { model, recipe, runtime, signal, onProgress, clock } = options;
  const started = clock();
  // Labels of the control are for training only: what is measured is how far the true rules are apart.
  const items = latentItems({ ...recipe, data: { ...recipe.data, labels: "true" } });
  const training = new Rng(1).shuffle([...items.training]).slice(0, probeItems);
  const test = items.test.slice(0, heldItems);
  const features = await featuresOf(options, { training, test }, items);
  const hookPoints: Record<string, Separation> = {};
  for (const [i, [hookPoint, each]] of Object.entries(features).entries()) {
    onProgress(hookPoint, i, Object.keys(features).length);
    hookPoints[hookPoint] = separationOf(
      { x: each.training, labels: training.map(({ rule }) => rule) },
      { x: each.test, labels: test.map(({ rule }) => rule) },
      items.rules.length,
    );
    await new Promise((resume) => setImmediate(resume));
  }
  const z = features.z ?? { training: matrix(0, 0), test: matrix(0, 0) };
  const parameters = readTable(
    await readFile(join(model.dir, encoderFile)),
    sideTable(model.manifest.config, "encoder"),
  );
  const tangentKernel = await tangentKernels({
    config: model.manifest.config,
    parameters,
    items: kernelExamples(test, items.rules.length),
    runtime,
    signal,
    onProgress: (done, total) => onProgress("tangent kernel", done, total),
  });
  onProgress("disentanglement", 0, 1);
  const factors = factorsOf(training, items);
  const scores = disentanglement({ z: standardized(z.training, z.test).known, factors }, recipe.evaluation.seed);
  const { zDiff, zMinVar, ...rest } = scores;
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    items: { training: training.length, test: test.length },
    hookPoints,
    factors: factorSeparation(training, test, z, items),
    tangentKernel,
    disentanglement: { zDiff: orNull(zDiff), zMinVar: orNull(zMinVar), ...rest },
    seconds: (clock() - started) / 1000,
  };
}

/** The name that models of one recipe and different seeds share. */
export function groupOf({ name }: Pick<VaeRecipe, "name">): string {
  return name.replace(/\.seed-[0-9]+/, "");
}

interface Features {
  readonly training: Matrix;
  readonly test: Matrix;
}

interface Both {
  readonly training: readonly LatentItem[];
  readonly test: readonly LatentItem[];
}

async function featuresOf(
  { runtime, model, recipe, signal, onProgress }: MeasureSeparationOptions,
  both: Both,
  items: LatentItems,
): Promise<Record<string, Features>> {
  const { config } = model.manifest;
  const all = [...both.training, ...both.test];
  const cut = both.training.length;
  const split = (values: ArrayLike<number>, columns: number): Features => {
    const whole = Float64Array.from(values);
    return {
      training: matrix(cut, columns, whole.subarray(0, cut * columns)),
      test: matrix(all.length - cut, columns, whole.subarray(cut * columns)),
    };
  };
  onProgress("encoding", 0, 1);
  const ids = all.map(({ encoderIds }) => encoderIds);
  const { means, logVariances } = await model.encode(ids, signal);
  const rng = new Rng(recipe.evaluation.seed).fork("sampled z");
  const sampled = means.map((mean, i) => mean + Math.exp((logVariances[i] ?? 0) / 2) * rng.normal());
  const features: Record<string, Features> = {
    z: split(means, config.latent),
    "z sampled": split(sampled, config.latent),
  };
  const hookPoints = (layers: number): ChosenHookPoint[] =>
    Array.from({ length: layers }, (_, layer): ChosenHookPoint[] => [
      { layer, kind: "attention.output" },
      { layer, kind: "feedForward.output" },
    ]).flat();
  const nameOf = (side: string, { layer, kind }: ChosenHookPoint): string =>
    `${side} ${layer} ${kind === "attention.output" ? "attention" : "feedForward"}`;
  for (const { hookPoint, values } of await model.captureEncoder(ids, hookPoints(config.encoder.layers), signal)) {
    features[nameOf("encoder", hookPoint)] = split(values, config.encoder.width);
  }
  const prompts = all.map(({ promptIds }) => promptIds);
  for (const { hookPoint, values } of await model.captureDecoder(
    prompts,
    means,
    hookPoints(config.decoder.layers),
    signal,
  )) {
    features[nameOf("decoder", hookPoint)] = split(values, config.decoder.width);
  }
  features["untrained z"] = split(await untrainedMeans(runtime, model, recipe, ids), config.latent);
  const words = items.tokenizer.size;
  const counts = new Float64Array(all.length * words);
  for (const [row, tokens] of ids.entries())
    for (const token of tokens) counts[row * words + token] = (counts[row * words + token] ?? 0) + 1;
  features["bag of words"] = split(counts, words);
  return features;
}

/** Means of the encoder that the training started from. */
async function untrainedMeans(
  runtime: Pick<Runtime, "open">,
  model: LatentModel,
  recipe: VaeRecipe,
  rows: readonly (readonly number[])[],
): Promise<Float32Array> {
  const { config } = model.manifest;
  const { session } = await runtime.open(writeEncoderModel(config, freshWeights(recipe, config)), "cpu");
  try {
    const means = new Float32Array(rows.length * config.latent);
    for (let from = 0; from < rows.length; from += 128) {
      const part = rows.slice(from, from + 128);
      const source = longest(part);
      const { ids, mask } = padRows(part, source);
      const shape = [part.length, source];
      const feeds = { encoder_ids: new Tensor("int64", ids, shape), encoder_mask: new Tensor("int64", mask, shape) };
      means.set(floatsOf(await session.run(feeds, ["mean"]), "mean"), from * config.latent);
    }
    return means;
  } finally {
    await session.release();
  }
}

/** A few examples of each of as many rules as fit, evenly. */
function kernelExamples(test: readonly LatentItem[], rules: number): LatentItem[] {
  const most = Math.min(rules, Math.floor(kernelItems / kernelPerRule));
  const chosen = Array.from({ length: most }, (_, i) => Math.floor((i * rules) / most));
  const each = Math.floor(kernelItems / most);
  return chosen.flatMap((rule) => test.filter((item) => item.rule === rule).slice(0, each));
}

/** The rule and the task's factors that have more than one class and not too many. */
function factorsOf(training: readonly LatentItem[], { task, rules }: LatentItems): Factor[] {
  const rule = { name: "rule", labels: Int32Array.from(training, ({ rule }) => rule), classes: rules.length };
  return [rule, ...task.factors.flatMap((name) => factorOf(name, training) ?? [])];
}

function factorOf(
  name: string,
  items: readonly LatentItem[],
  known?: readonly string[],
): (Factor & { values: string[] }) | undefined {
  const texts = items.map(({ inference }) => inference.factors[name] ?? "");
  const values = [...(known ?? new Set(texts))].sort();
  if (values.length < 2 || values.length > mostClasses) return undefined;
  return { name, labels: Int32Array.from(texts, (text) => values.indexOf(text)), classes: values.length, values };
}

function factorSeparation(
  training: readonly LatentItem[],
  test: readonly LatentItem[],
  z: Features,
  { task }: LatentItems,
) {
  const { known, held } = standardized(z.training, z.test);
  return Object.fromEntries(
    task.factors.flatMap((name) => {
      const own = factorOf(name, training);
      const other = own && factorOf(name, test, own.values);
      if (own === undefined || other === undefined) return [];
      const labeled = (x: Matrix, { labels }: Factor): Labeled => ({ x, labels: Array.from(labels) });
      const counts = Array.from({ length: own.classes }, (_, c) => other.labels.filter((label) => label === c).length);
      const commonest = Math.max(...counts) / Math.max(1, test.length);
      return [[name, { ...predictability(labeled(known, own), labeled(held, other), own.classes), commonest }]];
    }),
  );
}

async function textOf(dir: string, file: string): Promise<string> {
  return readFile(join(dir, file), "utf8").catch(() => {
    throw new UserError("model-incomplete", `The model folder ${dir} has no ${file}.`, modelRemedy);
  });
}
