/** @file From recipe to model folder to answers, small enough for a test: trained, stopped, resumed, measured. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readModel } from "../../../src/client/models.ts";
import { Cancelled, UserError } from "../../../src/core/base/errors.ts";
import { parseDecoderRecord } from "../../../src/core/record/training.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { type TrainRecipeOptions, trainRecipe } from "../../../src/engine/train/trainRecipe.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import type { TrainingProgress } from "../../../src/protocol/contract.ts";

const recipe = {
  version: 1,
  name: "test-addition",
  description: "One-digit addition for a test.",
  seed: 3,
  task: "addition",
  method: "direct",
  samples: 60,
  lengths: [1, 1],
  carryHeavy: 0,
  model: {
    layers: 1,
    width: 16,
    heads: [{ rotary: true, window: null }],
    feedForward: 32,
    activation: "gelu",
    tiedEmbeddings: true,
    coupledPositions: 6,
    positionCoupling: "place-value",
  },
  training: {
    steps: 24,
    batchTokens: 128,
    learningRate: 0.01,
    warmupSteps: 4,
    schedule: "cosine",
    finalLearningRateRatio: 0.1,
    weightDecay: 0.01,
    clip: 1,
    beta1: 0.9,
    beta2: 0.99,
    checkpointEverySteps: 8,
  },
  evaluation: { lengths: [1, 2], perLength: 5, seed: 1 },
};

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-training-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

interface Trained {
  readonly progress: TrainingProgress[];
  readonly result: Awaited<ReturnType<typeof trainRecipe>>;
}

async function train(outDir: string, options: Partial<TrainRecipeOptions> = {}): Promise<Trained> {
  const progress: TrainingProgress[] = [];
  const result = await trainRecipe({
    recipe: JSON.stringify(recipe),
    recipePath: "test.json",
    outDir,
    resume: false,
    runtime: new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1),
    signal: new CancelSource(),
    onWarning: (message) => assert.fail(message),
    clock: () => performance.now(),
    ...options,
    onProgress: (step) => {
      progress.push(step);
      options.onProgress?.(step);
    },
  });
  return { progress, result };
}

const readRecord = async (dir: string) =>
  parseDecoderRecord(await readFile(join(dir, "record.json"), "utf8"), "record.json");

const sha256 = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");

test("a recipe becomes a whole model folder with its measured record", async (t) => {
  const outDir = await folder(t);
  const { progress, result } = await train(outDir);
  assert.deepEqual([...new Set(progress.map(({ phase }) => phase))], ["preparing", "training", "evaluating"]);
  const steps = progress.filter(({ phase }) => phase === "training");
  assert.deepEqual(
    steps.map(({ step }) => step),
    Array.from({ length: 24 }, (_, i) => i + 1),
  );
  assert.ok((steps.at(-1)?.loss ?? Number.NaN) < (steps[0]?.loss ?? Number.NaN), "the loss falls");
  assert.deepEqual((await readdir(outDir)).sort(), [
    "model.json",
    "model.onnx",
    "recipe.json",
    "record.json",
    "tokenizer.json",
  ]);
  const { manifest } = await readModel(outDir);
  assert.deepEqual(
    [manifest.name, manifest.method, manifest.task, manifest.seed],
    ["test-addition", "direct", "addition", 3],
  );
  for (const [file, hash] of Object.entries(manifest.hashes))
    assert.equal(await sha256(join(outDir, file)), hash, file);
  const record = await readRecord(outDir);
  assert.deepEqual(record.accuracy, result.accuracy);
  assert.deepEqual(
    result.accuracy.map(({ length, total, exactTraces }) => [length, total, exactTraces]),
    [
      [1, 5, null],
      [2, 5, null],
    ],
  );
  assert.equal(record.history.at(-1)?.step, 24);
});

test("a stopped training goes on to the same weights and the same record", async (t) => {
  const [whole, parts] = [await folder(t), await folder(t)];
  await train(whole);
  const stop = new CancelSource();
  const stopped = train(parts, {
    signal: stop,
    onProgress: ({ step, phase }) => phase === "training" && step === 13 && stop.cancel(),
  });
  await assert.rejects(stopped, Cancelled);
  assert.deepEqual(
    (await readdir(parts)).sort(),
    ["checkpoints", "training.jsonl"],
    "nothing that looks like a model yet",
  );
  const { progress } = await train(parts, { resume: true });
  assert.equal(progress.find(({ phase }) => phase === "training")?.step, 14);
  assert.equal(await sha256(join(parts, "model.onnx")), await sha256(join(whole, "model.onnx")));
  const history = async (dir: string) => {
    const { history, tokens, accuracy } = await readRecord(dir);
    return { tokens, accuracy, history: history.map(({ seconds: _, ...rest }) => rest) };
  };
  assert.deepEqual(await history(parts), await history(whole));
});

test("what a training keeps on the way is what a training that ends there leaves, also after a break", async (t) => {
  const [short, long, parts] = [await folder(t), await folder(t), await folder(t)];
  const constant = { ...recipe.training, schedule: "constant" };
  const text = (training: object): string => JSON.stringify({ ...recipe, training: { ...constant, ...training } });
  await train(short, { recipe: text({ steps: 13 }) });
  const keeping = { recipe: text({ snapshotSteps: [5, 13] }) };
  const { progress } = await train(long, keeping);
  const measuring = progress.filter(({ phase }) => phase === "evaluating").map(({ step, steps }) => step / steps);
  assert.deepEqual(measuring, [...measuring].sort(), "one way for all three");
  assert.equal(measuring.at(-1), 1);
  const stop = new CancelSource();
  const breaking = {
    ...keeping,
    signal: stop,
    onProgress: ({ step }: TrainingProgress) => step === 14 && stop.cancel(),
  };
  await assert.rejects(train(parts, breaking), Cancelled);
  const snapshot = join(parts, "snapshots", "step-13");
  assert.equal((await readModel(snapshot)).manifest.name, "test-addition, step 13", "there before it is measured");
  await train(parts, { ...keeping, resume: true });
  const graph = await sha256(join(short, "model.onnx"));
  const measured = async (dir: string) => {
    const { steps, tokens, accuracy, history } = await readRecord(dir);
    return { steps, tokens, accuracy, history: history.map(({ seconds: _, ...rest }) => rest) };
  };
  for (const dir of [long, parts]) {
    assert.deepEqual(await readdir(join(dir, "snapshots")), ["step-13", "step-5"]);
    assert.equal(await sha256(join(dir, "snapshots", "step-13", "model.onnx")), graph);
    assert.deepEqual(await measured(join(dir, "snapshots", "step-13")), await measured(short));
  }
  assert.equal(await sha256(join(long, "model.onnx")), await sha256(join(parts, "model.onnx")));
  await train(long, { recipe: text({ steps: 13 }) });
  assert.ok(!(await readdir(long)).includes("snapshots"), "a new training throws them away");
});

test("a training that was not stopped on purpose begins anew without resume", async (t) => {
  const outDir = await folder(t);
  const stop = new CancelSource();
  await assert.rejects(
    train(outDir, { signal: stop, onProgress: ({ step }) => step === 10 && stop.cancel() }),
    Cancelled,
  );
  const { progress } = await train(outDir);
  assert.equal(progress.find(({ phase }) => phase === "training")?.step, 1);
});

test("a folder that cannot be made is named", async (t) => {
  const outDir = await folder(t);
  await writeFile(join(outDir, "file"), "");
  await assert.rejects(train(join(outDir, "file", "model")), (error) => {
    return error instanceof UserError && /file.model could not be written: .*choose another folder/.test(error.message);
  });
});

test("a recipe that is none names its file and the field", async (t) => {
  const outDir = await folder(t);
  await assert.rejects(
    train(outDir, { recipe: "{" }),
    (error) => error instanceof UserError && /test\.json is not JSON/.test(error.message),
  );
  const wrong = JSON.stringify({ ...recipe, training: { ...recipe.training, steps: 0 } });
  await assert.rejects(train(outDir, { recipe: wrong }), /training\.steps/);
  assert.deepEqual(await readdir(outDir), []);
});

test("a recipe with a split trains on what it leaves, and its record has every cell of the space", async (t) => {
  const outDir = await folder(t);
  const { samples: _, lengths: _range, ...shared } = recipe;
  const split = { kind: "squares", squares: [{ centre: [56, 56], halfWidth: 2 }] };
  const changes = { task: "modular-addition", numbers: "whole", split, evaluation: { generations: 1, seed: 1 } };
  const { result, progress } = await train(outDir, {
    recipe: JSON.stringify({
      ...shared,
      ...changes,
      model: { ...recipe.model, coupledPositions: 0, positionCoupling: "none" },
    }),
  });
  const { map, accuracy, distinctProblems } = await readRecord(outDir);
  assert.deepEqual(accuracy, []);
  assert.equal(distinctProblems, 113 * 113 - 25);
  assert.deepEqual(map?.split, split);
  assert.equal(map?.correct.length, 113 * 113);
  assert.equal(result.map?.training.total, 113 * 113 - 25);
  assert.equal(result.map?.test.total, 25);
  assert.deepEqual(
    result.map?.byDistance.map(({ distance, total }) => [distance, total]),
    [
      [0, 16],
      [1, 8],
      [2, 1],
    ],
  );
  const right = map.correct.reduce((sum, each) => sum + each, 0);
  assert.equal(result.map.training.correct + result.map.test.correct, right);

  const streamed = progress.flatMap(({ cells }) => cells?.correct ?? []);
  assert.deepEqual(streamed, map.correct, "the map as it was measured, piece by piece");
  const failed = map.correct.flatMap((each, cell) => (each === 0 ? [cell] : []));
  assert.deepEqual(
    map.wrong?.map(({ cell }) => cell),
    failed,
  );
  assert.ok(map.wrong?.every(({ answers }) => answers.length === 1 && answers[0]?.count === 1));
});

test("a split that makes no sense is refused before anything is written", async (t) => {
  const outDir = await folder(t);
  const { samples: _, lengths: _range, ...shared } = recipe;
  const split = { kind: "squares", squares: [{ centre: [50, 50], halfWidth: 40 }] };
  const text = JSON.stringify({ ...shared, split, evaluation: { generations: 1, seed: 1 } });
  await assert.rejects(train(outDir, { recipe: text }), { code: "split-refused", message: /half-width 40.*too large/ });
  assert.deepEqual(await readdir(outDir), []);
});
