/** @file Trains a tiny language VAE from its recipe: the folder, a stop and its resumption, encoding and decoding, damaged files. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Cancelled, UserError } from "../../../src/core/base/errors.ts";
import { parseLatentRecord } from "../../../src/core/record/latentRecord.ts";
import { latentItems } from "../../../src/core/sample/latentItems.ts";
import { LatentModels } from "../../../src/engine/latent/latentModel.ts";
import { type TrainLatentOptions, trainLatent } from "../../../src/engine/latent/trainLatent.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { latentDecode, latentEncode } from "../../../src/engine/request/latent.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import type { LatentProgress } from "../../../src/protocol/latentContract.ts";
import { owned } from "../../../src/protocol/wire.ts";
import { exampleLatentRecipe } from "../../core/recipe/exampleLatentRecipe.ts";

const runtime = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-latent-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function train(outDir: string, options: Partial<TrainLatentOptions> = {}) {
  const progress: LatentProgress[] = [];
  const result = await trainLatent({
    recipe: JSON.stringify(exampleLatentRecipe),
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
const recordOf = async (dir: string) => parseLatentRecord(await readFile(join(dir, "record.json"), "utf8"), dir);

test("a training leaves a folder that encodes, decodes and says how well", async (t) => {
  const dir = await folder(t);
  const { result, progress } = await train(dir);
  assert.deepEqual((await readdir(dir)).sort(), [
    "decoder.onnx",
    "encoder.onnx",
    "latent.json",
    "recipe.json",
    "record.json",
  ]);
  assert.deepEqual([...new Set(progress.map(({ phase }) => phase))], ["preparing", "training", "evaluating"]);
  const record = await recordOf(dir);
  assert.deepEqual(record.evaluation, result.evaluation);
  assert.equal(record.evaluation.ruleMean.total, 20);
  assert.equal(record.course.at(-1)?.step, 12);
  assert.ok((record.course.at(-1)?.latent?.reconstruction ?? 0) > 0);
  assert.equal(Object.keys(record.ruleMeans).length, 10);

  const models = new LatentModels(runtime);
  const signal = new CancelSource();
  const items = latentItems(exampleLatentRecipe).test.map(({ inference: { premises, conclusion } }) => ({
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

test("a stopped training goes on to the same weights and the same record", async (t) => {
  const [whole, parts] = [await folder(t), await folder(t)];
  await train(whole);
  const stop = new CancelSource();
  const onProgress = ({ phase, step }: LatentProgress) => phase === "training" && step === 7 && stop.cancel();
  await assert.rejects(train(parts, { signal: stop, onProgress }), Cancelled);
  assert.deepEqual((await readdir(parts)).sort(), ["checkpoints", "training.jsonl"]);
  const { progress } = await train(parts, { resume: true });
  assert.equal(progress.find(({ phase }) => phase === "training")?.step, 8);
  for (const file of ["encoder.onnx", "decoder.onnx"]) {
    assert.equal(await hashOf(join(parts, file)), await hashOf(join(whole, file)), file);
  }
  const comparable = async (dir: string) => {
    const { trainingSeconds: _, course, ...rest } = await recordOf(dir);
    return { ...rest, course: course.map(({ seconds: _, ...entry }) => entry) };
  };
  assert.deepEqual(await comparable(parts), await comparable(whole));
});

test("what cannot be encoded or decoded is said by name", async (t) => {
  const dir = await folder(t);
  const context = { models: new LatentModels(runtime), signal: new CancelSource() };
  const decode = (premises: string[][], z: Float32Array) =>
    latentDecode({ modelDir: dir, premises, z: owned(z) }, context);
  await assert.rejects(decode([], new Float32Array(0)), { code: "model-missing", message: /latent\.json is missing/ });
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
  await writeFile(join(dir, "latent.json"), `${await readFile(join(dir, "latent.json"), "utf8")}\n`);
  await assert.rejects(
    decode([], new Float32Array(0)),
    (error) => error instanceof UserError && /decoder\.onnx is not the file/.test(error.message),
  );
});
