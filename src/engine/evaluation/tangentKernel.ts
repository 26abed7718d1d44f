/**
 * @file The empirical neural tangent kernel of z's mean, for the weights of each layer's attention and feed-forward half apart: K(a, b) = Σ over
 * dimensions of ⟨∇ mean(a), ∇ mean(b)⟩ (Jacot et al., 2018). Where rules are apart in it, learning one does not move the others.
 */

import { Tensor } from "onnxruntime-node";
import { addGram, type KernelGap, kernelGap } from "../../core/learn/separation.ts";
import { matrix } from "../../core/math/matrix.ts";
import type { LatentItem } from "../../core/sample/latentItems.ts";
import type { VaeConfig } from "../../onnx/latent/config.ts";
import { halfWeights } from "../../onnx/latent/vaeParameters.ts";
import { writeMeanGradients } from "../../onnx/latent/vaeTraining.ts";
import { trainingTensor } from "../../onnx/optimizer.ts";
import type { Parameters } from "../../onnx/parameters.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import { floatsOf } from "../model/latentModel.ts";
import type { Runtime } from "../model/runtime.ts";

export interface TangentKernelOptions {
  readonly config: VaeConfig;
  /** The encoder's. */
  readonly parameters: Parameters;
  readonly items: readonly LatentItem[];
  readonly runtime: Pick<Runtime, "open">;
  readonly signal: CancelSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** By group: `encoder 0 attention`, `encoder 0 feedForward`, … */
export async function tangentKernels(options: TangentKernelOptions): Promise<Record<string, KernelGap>> {
  const { config, parameters, items, runtime, signal, onProgress } = options;
  const groups = Array.from({ length: config.encoder.layers }, (_, layer) => {
    const halves = halfWeights(config, "encoder", layer);
    return (["attention", "feedForward"] as const).map((half) => ({
      name: `encoder ${layer} ${half}`,
      weights: halves[half],
      kernel: matrix(items.length, items.length),
    }));
  }).flat();
  const names = groups.flatMap(({ weights }) => weights);
  const { session } = await runtime.open(writeMeanGradients(config, parameters, names), "cpu");
  try {
    for (let dimension = 0; dimension < config.latent; dimension++) {
      const direction = Float32Array.from({ length: config.latent }, (_, i) => (i === dimension ? 1 : 0));
      const rows = groups.map((): Float32Array[] => []);
      for (const { encoderIds } of items) {
        const shape = [1, encoderIds.length];
        const results = await session.run({
          encoder_ids: new Tensor("int64", BigInt64Array.from(encoderIds, BigInt), shape),
          encoder_mask: new Tensor("int64", new BigInt64Array(encoderIds.length).fill(1n), shape),
          direction: new Tensor("float32", direction, [1, config.latent]),
        });
        for (const [i, { weights }] of groups.entries()) {
          rows[i]?.push(joined(weights.map((name) => floatsOf(results, trainingTensor.gradient(name)))));
        }
      }
      for (const [i, { kernel }] of groups.entries()) addGram(kernel, rows[i] ?? []);
      onProgress(dimension + 1, config.latent);
      await new Promise((resume) => setImmediate(resume));
      throwIfCancelled(signal);
    }
  } finally {
    await session.release();
  }
  const labels = items.map(({ rule }) => rule);
  return Object.fromEntries(groups.map(({ name, kernel }) => [name, kernelGap(kernel, labels)]));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
