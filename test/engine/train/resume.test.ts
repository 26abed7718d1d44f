/** @file Killed trainings, damaged checkpoints, cancelled and mistaken ones. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Cancelled, UserError } from "../../../src/core/base/errors.ts";
import { latestCheckpoint, readCheckpoint } from "../../../src/engine/train/checkpoint.ts";
import { parameterTable } from "../../../src/onnx/transformer/parameterTable.ts";
import { tinyTraining, train } from "./tinyTraining.ts";

const root = await mkdtemp(join(tmpdir(), "rulescope-resume-"));
after(() => rm(root, { recursive: true, force: true }));

const program = fileURLToPath(new URL("./trainTinyModel.ts", import.meta.url));

/** Runs a training in a process of its own; its lines, and the signal that ended it. */
async function runProcess(...args: string[]): Promise<{ lines: string[]; signal: NodeJS.Signals | null }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("close", (_, signal) => resolve(signal)));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  return { lines, signal: await ended };
}

test("a training killed between checkpoints goes on with the bit-identical numbers", async () => {
  const straight = await runProcess(join(root, "straight"), "20");
  assert.equal(straight.lines.length, 21);

  const dir = join(root, "killed");
  const killed = await runProcess(dir, "20", "--kill-at=13");
  assert.equal(killed.signal, "SIGKILL");
  const resumed = await runProcess(dir, "20", "--resume");
  assert.deepEqual(resumed.lines, straight.lines.slice(10));
});

const damaged = { truncated: "damage by truncation", flipped: "damage of one byte" } as const;

for (const [way, name] of Object.entries(damaged)) {
  test(`after ${name} the checkpoint before it is used, and the damage is told`, async () => {
    const dir = join(root, way);
    const { model } = tinyTraining(10);
    const straight: number[] = [];
    await train({
      ...tinyTraining(10),
      checkpointDir: dir,
      everySteps: 4,
      onProgress: ({ loss }) => straight.push(loss),
    });
    const newest = join(dir, "step-00000010.safetensors");
    const bytes = await readFile(newest);
    if (way === "truncated") await truncate(newest, bytes.length - 100);
    else await writeFile(newest, bytes.with(bytes.length - 100, (bytes.at(-100) ?? 0) ^ 1));

    await assert.rejects(
      readCheckpoint(newest, parameterTable(model)),
      (error) => error instanceof UserError && error.code === "checkpoint-corrupt",
    );
    const found = await latestCheckpoint(dir, parameterTable(model));
    assert.equal(found.checkpoint?.step, 8);
    assert.equal(found.rejected.length, 1);

    const warnings: string[] = [];
    const resumed: number[] = [];
    await train({
      ...tinyTraining(10),
      checkpointDir: dir,
      resume: true,
      onProgress: ({ loss }) => resumed.push(loss),
      onWarning: ({ code }) => warnings.push(code),
    });
    assert.deepEqual(warnings, ["checkpoint-corrupt"]);
    assert.deepEqual(resumed, straight.slice(8));
  });
}

test("a folder whose checkpoints are all damaged is an error, an empty one a fresh start", async () => {
  const dir = join(root, "all-damaged");
  await train({ ...tinyTraining(2), checkpointDir: dir });
  for (const file of await readdir(dir)) await writeFile(join(dir, file), "not a checkpoint");
  const steps: number[] = [];
  const again = { ...tinyTraining(2), resume: true, onProgress: ({ step }: { step: number }) => steps.push(step) };
  await assert.rejects(
    train({ ...again, checkpointDir: dir }),
    (error) => error instanceof UserError && error.code === "checkpoint-corrupt",
  );
  await train({ ...again, checkpointDir: join(root, "nothing-here") });
  assert.deepEqual(steps, [1, 2]);
});

test("only the two newest checkpoints are kept, and no partial file", async () => {
  const dir = join(root, "kept");
  await train({ ...tinyTraining(9), checkpointDir: dir, everySteps: 2 });
  assert.deepEqual((await readdir(dir)).sort(), ["step-00000008.safetensors", "step-00000009.safetensors"]);
});

test("a cancelled training leaves a checkpoint of where it was", async () => {
  const dir = join(root, "cancelled");
  const controller = new AbortController();
  const onProgress = ({ step }: { step: number }): void => {
    if (step === 3) controller.abort();
  };
  const running = train({ ...tinyTraining(50), checkpointDir: dir, signal: controller.signal, onProgress });
  await assert.rejects(running, Cancelled);
  assert.equal((await latestCheckpoint(dir, parameterTable(tinyTraining(50).model))).checkpoint?.step, 3);
});

test("checkpoints of another training are refused", async () => {
  const dir = join(root, "other");
  await train({ ...tinyTraining(2), checkpointDir: dir });
  const other = tinyTraining(2);
  const changed = { ...other, training: { ...other.training, learningRate: 0.5 } };
  await assert.rejects(
    train({ ...changed, checkpointDir: dir, resume: true }),
    (error) => error instanceof UserError && error.code === "checkpoint-of-another-training",
  );
});

test("a checkpoint under a later name is still whole", async () => {
  // What decides is the content: a copy is as good as the original.
  const dir = join(root, "copied");
  await train({ ...tinyTraining(2), checkpointDir: dir });
  const [file = ""] = await readdir(dir);
  await copyFile(join(dir, file), join(dir, "step-00000005.safetensors"));
  assert.equal((await latestCheckpoint(dir, parameterTable(tinyTraining(2).model))).checkpoint?.step, 2);
});

test("the small model learns more than guessing (ln 7 = 1.95)", async () => {
  const losses: number[] = [];
  await train({ ...tinyTraining(150), onProgress: ({ loss }) => losses.push(loss) });
  const end = losses.slice(-10).reduce((a, b) => a + b, 0) / 10;
  assert.ok((losses[0] ?? 0) > 2 && end < 1.6, `from ${losses[0]} to ${end}`);
});
