/** @file Dropout in a training: what is dropped follows from the seed and the step alone, so that a training can be repeated and resumed; and what a checkpoint knows its model by. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { latestCheckpoint } from "../../../src/engine/train/checkpoint.ts";
import { parameterTable } from "../../../src/onnx/transformer/parameterTable.ts";
import { type TrainOptions, tinyTraining, train } from "./tinyTraining.ts";

function withDropout(steps: number, seed = 17): TrainOptions {
  const options = tinyTraining(steps);
  return { ...options, seed, model: { ...options.model, dropout: { embedding: 0.1, residual: 0.2 } } };
}

async function losses(options: TrainOptions): Promise<number[]> {
  const found: number[] = [];
  await train({ ...options, onProgress: ({ loss }) => found.push(loss) });
  return found;
}

test("the same seed drops the same values, another seed others, and none is dropped without a rate", async () => {
  const first = await losses(withDropout(4));
  assert.deepEqual(await losses(withDropout(4)), first);
  assert.notDeepEqual(await losses(withDropout(4, 18)), first);
  assert.notDeepEqual(await losses(tinyTraining(4)), first);
});

test("a training with dropout goes on from its checkpoint with the numbers that it would have had", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-dropout-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const straight = await losses(withDropout(6));
  const abort = new AbortController();
  const stopped = { ...withDropout(6), checkpointDir: dir, everySteps: 3, signal: abort.signal };
  await assert.rejects(train({ ...stopped, onProgress: ({ step }) => (step === 3 ? abort.abort() : undefined) }));
  const resumed = await losses({ ...withDropout(6), checkpointDir: dir, everySteps: 3, resume: true });
  assert.deepEqual(resumed, straight.slice(-resumed.length));
  assert.equal(resumed.length, 3);
});

test("a checkpoint knows its model by the shape that is given, so that recipes' checkpoints stay theirs", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-shape-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const options = { ...tinyTraining(2), shape: { layers: 2 }, checkpointDir: dir };
  await train(options);
  const { checkpoint } = await latestCheckpoint(dir, parameterTable(options.model));
  const { model }: { model: unknown } = JSON.parse(checkpoint?.identity ?? "");
  assert.deepEqual(model, options.shape);
});
