/** @file Answers `benchmarkTraining`: the measurement of `train/benchmark.ts`, as it crosses to the host. */

import { type Finite, finite } from "../../protocol/wire.ts";
import { benchmarkTraining } from "../train/benchmark.ts";

interface Measured {
  readonly name: string;
  readonly parameters: Finite;
  readonly batch: Finite;
  readonly sequence: Finite;
  readonly gflops: Finite;
  readonly ratio: Finite;
  readonly tokensPerSecond: Finite;
}

/** Throws a RangeError where a clock that stands still makes a rate infinite. */
export async function measureTraining(
  clock: () => number,
  emit: (progress: { readonly done: Finite; readonly total: Finite }) => void,
): Promise<{ readonly matmulGflops: Finite; readonly models: Measured[] }> {
  const measured = await benchmarkTraining({
    clock,
    onProgress: (done, total) => emit({ done: finite(done), total: finite(total) }),
  });
  return {
    matmulGflops: finite(measured.matmulGflops),
    models: measured.models.map((model) => ({
      name: model.name,
      parameters: finite(model.parameters),
      batch: finite(model.batch),
      sequence: finite(model.sequence),
      gflops: finite(model.gflops),
      ratio: finite(model.ratio),
      tokensPerSecond: finite(model.tokensPerSecond),
    })),
  };
}
