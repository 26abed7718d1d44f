/** @file The learning rate at chosen steps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { learningRateAt, type ScheduleConfig } from "../../../src/engine/train/schedule.ts";

const config: ScheduleConfig = {
  schedule: "cosine",
  learningRate: 0.01,
  finalLearningRateRatio: 0.1,
  warmupSteps: 10,
  steps: 110,
};

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} instead of ${expected}`);
}

test("the rate rises in a line to its peak", () => {
  close(learningRateAt(config, 1), 0.001);
  close(learningRateAt(config, 5), 0.005);
  close(learningRateAt(config, 10), 0.01);
});

test("without a warm-up the first step has nearly the peak", () => {
  close(learningRateAt({ ...config, schedule: "linear", warmupSteps: 0, steps: 100 }, 1), 0.01 - 0.009 / 100);
});

test("each schedule ends where it should, and passes its middle", () => {
  close(learningRateAt(config, 60), 0.0055);
  close(learningRateAt(config, 110), 0.001);
  close(learningRateAt({ ...config, schedule: "linear" }, 35), 0.01 - 0.009 / 4);
  close(learningRateAt({ ...config, schedule: "linear" }, 110), 0.001);
  close(learningRateAt({ ...config, schedule: "constant" }, 110), 0.01);
});

test("the way down can begin later", () => {
  const late = { ...config, schedule: "linear", decayFrom: 60 } as const;
  close(learningRateAt(late, 59), 0.01);
  close(learningRateAt(late, 60), 0.01);
  close(learningRateAt(late, 85), 0.0055);
  close(learningRateAt(late, 110), 0.001);
});
