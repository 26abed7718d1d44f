/** @file Trains a tiny language VAE from its recipe: the folder, a stop and its resumption, encoding and decoding, damaged files. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Cancelled, UserError } from "../../../src/core/base/errors.ts";
import { parseVaeRecord } from "../../../src/core/record/training.ts";
import { latentItems } from "../../../src/core/sample/latentItems.ts";
import { LatentModels } from "../../../src/engine/model/latentModel.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { latentDecode, latentEncode } from "../../../src/engine/request/latent.ts";
import { type TrainRecipeOptions, trainRecipe } from "../../../src/engine/train/trainRecipe.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import type { TrainingProgress } from "../../../src/protocol/contract.ts";
import { owned } from "../../../src/protocol/wire.ts";
import { exampleVaeRecipe } from "../../core/recipe/exampleVaeRecipe.ts";

const runtime = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-latent-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function train(outDir: string, options: Partial<TrainRecipeOptions> = {}) {
  const progress: TrainingProgress[] = [];
  const result = await trainRecipe({
    recipe: JSON.stringify(exampleVaeRecipe),
    recipePath: "test.json",
    outDir,
    resume: false,
    runtime,
    signal: new CancelSource(),
    onProgress: (event) => progress.push(event),
    onWarning: assert.fail,
    clock: () => performance.now(),
    ...options,
  });
  return { result, progress };
}

const hashOf = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
const recordOf = async (dir: string) => parseVaeRecord(await readFile(join(dir, "record.json"), "utf8"), dir);

test("a training leaves a folder that encodes, decodes and says how well", async (t) => {
  const dir = await folder(t);
  const { result, progress } = await train(dir);
  assert.deepEqual((await readdir(dir)).sort(), [
    "decoder.onnx",
    "encoder.onnx",
    "model.json",
    "recipe.json",
    "record.json",
  ]);
  assert.deepEqual([...new Set(progress.map(({ phase }) => phase))], ["preparing", "training", "evaluating"]);
  const record = await recordOf(dir);
  assert.deepEqual(record.evaluation, result.rules);
  assert.equal(record.evaluation.ruleMean.total, 20);
  assert.equal(record.history.at(-1)?.step, 12);
  assert.ok((record.history.at(-1)?.latent?.reconstruction ?? 0) > 0);
  assert.equal(Object.keys(record.ruleMeans).length, 10);

  const models = new LatentModels(runtime);
  const signal = new CancelSource();
  const items = latentItems(exampleVaeRecipe).test.map(({ inference: { premises, conclusion } }) => ({
    premises: [...premises],
    conclusion,
  }));
  const { latent, means, logVariances } = await latentEncode({ modelDir: dir, items }, { models, signal });
  assert.deepEqual([latent, means.length, logVariances.length], [4, 80, 80]);
  assert.ok(logVariances.every((value) => value >= -6 && value <= 2));
  const alone = await latentEncode({ modelDir: dir, items: items.slice(3, 4) }, { models, signal });
  for (const [i, value] of alone.means.entries()) assert.ok(Math.abs(value - (means[12 + i] ?? 0)) < 1e-4);

  const premises = items.map((item) => item.premises);
  const { conclusions } = await latentDecode({ modelDir: dir, premises, z: means }, { models, signal });
  const right = conclusions.filter((text, i) => text === items[i]?.conclusion).length;
  assert.equal(right, record.evaluation.posterior.correct);
});

test("a training gives the losses that it gave before", async (t) => {
  const { progress } = await train(await folder(t));
  const losses = progress.flatMap(({ loss }) => loss ?? []);
  const golden = [
    49.77031326293945, 44.34504318237305, 45.587520599365234, 45.03387451171875, 44.56571578979492, 38.451454162597656,
    44.516387939453125, 45.45460510253906, 40.29800033569336, 40.44818115234375, 44.336814880371094, 43.90508270263672,
  ];
  assert.equal(losses.length, golden.length);
  // Sums are in another order on other processors.
  for (const [i, loss] of losses.entries())
    assert.ok(Math.abs(loss - (golden[i] ?? 0)) < 1e-4 * loss, `step ${i + 1}: ${loss}`);
});

test("what a training keeps on the way is a model by itself, measured like the last one", async (t) => {
  const dir = await folder(t);
  const training = { ...exampleVaeRecipe.training, snapshotSteps: [4] };
  await train(dir, { recipe: JSON.stringify({ ...exampleVaeRecipe, training }) });
  const snapshot = join(dir, "snapshots", "step-4");
  const record = await recordOf(snapshot);
  assert.deepEqual([record.steps, record.history.at(-1)?.step, record.evaluation.ruleMean.total], [4, 4, 20]);
  assert.notEqual(await hashOf(join(snapshot, "encoder.onnx")), await hashOf(join(dir, "encoder.onnx")));
});

test("a stopped training goes on to the same weights and the same record", async (t) => {
  const [whole, parts] = [await folder(t), await folder(t)];
  await train(whole);
  const stop = new CancelSource();
  const onProgress = ({ phase, step }: TrainingProgress) => phase === "training" && step === 7 && stop.cancel();
  await assert.rejects(train(parts, { signal: stop, onProgress }), Cancelled);
  assert.deepEqual((await readdir(parts)).sort(), ["checkpoints", "training.jsonl"]);
  const { progress } = await train(parts, { resume: true });
  assert.equal(progress.find(({ phase }) => phase === "training")?.step, 8);
  for (const file of ["encoder.onnx", "decoder.onnx"]) {
    assert.equal(await hashOf(join(parts, file)), await hashOf(join(whole, file)), file);
  }
  const comparable = async (dir: string) => {
    const { trainingSeconds: _, history, ...rest } = await recordOf(dir);
    return { ...rest, history: history.map(({ seconds: _, ...entry }) => entry) };
  };
  assert.deepEqual(await comparable(parts), await comparable(whole));
});

test("what cannot be encoded or decoded is said by name", async (t) => {
  const dir = await folder(t);
  const context = { models: new LatentModels(runtime), signal: new CancelSource() };
  const decode = (premises: string[][], z: Float32Array) =>
    latentDecode({ modelDir: dir, premises, z: owned(z) }, context);
  await assert.rejects(decode([], new Float32Array(0)), { code: "model-missing", message: /model\.json is missing/ });
  await train(dir);
  await assert.rejects(decode([["a xylophone is blue"]], new Float32Array(4)), /knows nothing of .*xylophone/);
  await assert.rejects(decode([["a"]], new Float32Array(3)), /need 4 numbers, not 3/);
  const cancelled = new CancelSource();
  cancelled.cancel();
  await assert.rejects(
    latentEncode({ modelDir: dir, items: [{ premises: [], conclusion: "" }] }, { ...context, signal: cancelled }),
    Cancelled,
  );
  const path = join(dir, "decoder.onnx");
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, bytes.length - 8));
  await writeFile(join(dir, "model.json"), `${await readFile(join(dir, "model.json"), "utf8")}\n`);
  await assert.rejects(
    decode([], new Float32Array(0)),
    (error) => error instanceof UserError && /decoder\.onnx is not the file/.test(error.message),
  );
});
