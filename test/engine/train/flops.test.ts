/** @file The formula for a step's operations against what ONNX Runtime's own profile says that the step multiplied. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import type { Batch } from "../../../src/core/sample/batch.ts";
import { benchmarkTraining } from "../../../src/engine/train/benchmark.ts";
import { initialState } from "../../../src/engine/train/stepSession.ts";
import { TrainingSession } from "../../../src/engine/train/trainingSession.ts";
import { trainingFlops } from "../../../src/onnx/transformer/flops.ts";
import { type DecoderConfig, decoderSpecification } from "../../../src/onnx/transformer/ownModels.ts";
import { initialParameters } from "../../../src/onnx/transformer/parameterTable.ts";

const config: DecoderConfig = {
  vocabularySize: 24,
  layers: 2,
  width: 16,
  heads: [
    { rotary: true, window: 4 },
    { rotary: true, window: 4 },
    { rotary: false, window: null },
    { rotary: false, window: null },
  ],
  feedForward: 40,
  activation: "gelu",
  tiedEmbeddings: true,
  coupledPositions: 6,
};
const spec = decoderSpecification(config);
const optimizer = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };

interface ProfiledNode {
  readonly cat: string;
  readonly name: string;
  readonly args: {
    readonly op_name: string;
    readonly input_type_shape: readonly Readonly<Record<string, readonly number[]>>[];
    readonly output_type_shape: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

/** Operations of every matrix product of a profiled run. */
function multiplied(events: readonly ProfiledNode[]): number {
  const products = new Set(["Gemm", "FusedGemm", "MatMul", "FusedMatMul"]);
  const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
  const shapeOf = (entry: Readonly<Record<string, readonly number[]>> | undefined): readonly number[] =>
    Object.values(entry ?? {})[0] ?? [];
  let sum = 0;
  for (const { cat, name, args } of events) {
    if (cat !== "Node" || !name.endsWith("_kernel_time") || !products.has(args.op_name)) continue;
    const output = shapeOf(args.output_type_shape[0]);
    // Whatever is transposed, the first input holds each row of the output once for each summed element.
    const summed = (size(shapeOf(args.input_type_shape[0])) * (output.at(-1) ?? 0)) / size(output);
    sum += 2 * size(output) * summed;
  }
  return sum;
}

test("the formula counts what the step multiplies, but for the sums of the embeddings' gradients", async () => {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-flops-"));
  try {
    const [batch, sequence, prompt] = [3, 24, 5];
    const tokens = batch * sequence;
    const rng = new Rng(2);
    const draw = (limit: number): BigInt64Array =>
      BigInt64Array.from({ length: tokens }, () => BigInt(rng.integer(0, limit - 1)));
    const data: Batch = {
      batch,
      sequence,
      inputIds: draw(config.vocabularySize),
      coupledIds: draw(config.coupledPositions),
      positionIds: draw(sequence),
      labels: draw(config.vocabularySize).map((id, i) => (i % sequence < prompt ? -100n : id)),
      tokens,
    };
    const state = initialState(initialParameters(spec, rng));
    const session = await TrainingSession.create({
      spec,
      optimizer,
      state,
      threads: 1,
      profileTo: join(dir, "profile"),
    });
    await session.step(data, 1e-3, 1);
    await session.dispose();
    const [file = ""] = await readdir(dir);
    const counted = multiplied(JSON.parse(await readFile(join(dir, file), "utf8")));
    const embeddings = 2 * tokens * config.width * (config.vocabularySize + config.coupledPositions);
    const labeled = batch * (sequence - prompt);
    assert.equal(counted - embeddings, trainingFlops(spec, { batch, sequence, labeled }));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test("the benchmark's numbers agree with each other", async () => {
  const model = { name: "tiny", config, batch: 4, sequence: 24 };
  const result = await benchmarkTraining({
    models: [model],
    rounds: 1,
    millisecondsPerRound: 40,
    threads: 1,
    clock: () => performance.now(),
  });
  const [tiny] = result.models;
  assert.ok(tiny && result.matmulGflops > 0.1);
  const perToken = trainingFlops(spec, { batch: 4, sequence: 24, labeled: 96 }) / 96 / 1e9;
  assert.ok(Math.abs(tiny.gflops / perToken / tiny.tokensPerSecond - 1) < 1e-6);
  assert.ok(Math.abs(tiny.ratio - tiny.gflops / result.matmulGflops) < 1e-9);
});
