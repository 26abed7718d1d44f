/** @file The loss curve of a small transformer against the one that PyTorch gives (test/oracle/trainingReference.py). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Batch } from "../../../src/core/sample/batch.ts";
import { initialState } from "../../../src/engine/train/stepSession.ts";
import { TrainingSession } from "../../../src/engine/train/trainingSession.ts";
import type { OptimizerConfig } from "../../../src/onnx/optimizer.ts";
import { sizeOf } from "../../../src/onnx/parameters.ts";
import { type DecoderConfig, decoderSpecification } from "../../../src/onnx/transformer/ownModels.ts";
import { parameterTable } from "../../../src/onnx/transformer/parameterTable.ts";

interface Reference {
  readonly config: DecoderConfig;
  readonly optimizer: OptimizerConfig;
  readonly learningRate: number;
  readonly steps: number;
  readonly batch: number;
  readonly sequence: number;
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
}

const reference: Reference = JSON.parse(
  readFileSync(new URL("../../oracle/trainingReference.json", import.meta.url), "utf8"),
);
const { config, optimizer, learningRate, steps, batch: rows, sequence: columns, losses, gradientNorms } = reference;
const spec = decoderSpecification(config);

function initialValues(): Map<string, Float32Array> {
  return new Map(
    parameterTable(spec).map(({ name, shape }, salt) => {
      const [base, scale] = name.endsWith("norm.weight") ? [1, 0.1] : [0, 0.25];
      const wave = (i: number): number => Math.sin(0.37 * (i + 1) ** 2 + 78.233 * (salt + 1));
      return [name, Float32Array.from({ length: sizeOf(shape) }, (_, i) => base + scale * wave(i))];
    }),
  );
}

function batchOf(step: number): Batch {
  const cells = Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const id = (index * index + 3 * step) % config.vocabularySize;
    const place = (index + step) % config.coupledPositions;
    const counted = column >= 2 && (row < rows - 1 || column < columns - 3);
    return { id, place, column, label: counted ? (2 * id + place) % config.vocabularySize : -100 };
  });
  const pick = (key: "id" | "place" | "column" | "label"): BigInt64Array =>
    BigInt64Array.from(cells, (cell) => BigInt(cell[key]));
  return {
    batch: rows,
    sequence: columns,
    inputIds: pick("id"),
    coupledIds: pick("place"),
    positionIds: pick("column"),
    labels: pick("label"),
    tokens: rows * columns,
  };
}

test("losses and gradient norms of every step are PyTorch's", async () => {
  const session = await TrainingSession.create({ spec, optimizer, state: initialState(initialValues()), threads: 1 });
  try {
    for (let step = 1; step <= steps; step++) {
      const { loss, gradientNorm } = await session.step(batchOf(step), learningRate, step);
      const [expectedLoss, expectedNorm] = [losses[step - 1] ?? Number.NaN, gradientNorms[step - 1] ?? Number.NaN];
      assert.ok(
        Math.abs(loss - expectedLoss) < 1e-3 * expectedLoss,
        `step ${step}: loss ${loss}, PyTorch ${expectedLoss}`,
      );
      assert.ok(
        Math.abs(gradientNorm - expectedNorm) < 1e-2 * expectedNorm,
        `step ${step}: norm ${gradientNorm}, PyTorch ${expectedNorm}`,
      );
    }
    assert.ok((losses.at(-1) ?? 9) < (losses[0] ?? 0) / 2, "the reference learns something");
  } finally {
    await session.dispose();
  }
});
