/** @file Whether a machine has room for a training: the disk space and memory that it will take, estimated before any work. */
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import { sizeText } from "../../core/format/figures.ts";
import type { MethodName } from "../../core/method/method.ts";
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import type { VaeRecipe } from "../../core/recipe/vaeRecipe.ts";
import type { VaeConfig } from "../../onnx/latent/config.ts";
import { countVaeParameters } from "../../onnx/latent/vaeParameters.ts";
import { trainingBytes } from "../../onnx/transformer/memory.ts";
import { countParameters } from "../../onnx/transformer/parameterTable.ts";
import type { TransformerSpec } from "../../onnx/transformer/specification.ts";

/** In bytes. */
export interface Need {
  readonly disk: number;
  readonly memory: number;
}

/** In bytes; undefined where the machine does not say. */
export interface Room {
  readonly disk: number | undefined;
  readonly memory: number | undefined;
}

const floatBytes = 4;
/** What a process takes before any model: the program, the runtime, the tokenizer, the samples. */
const processBytes = 250e6;
/** Records, logs, recipe and tokenizer of one model folder. */
const recordBytes = 2e6;
/** A guess at the longest samples, in tokens; the attention's memory grows with it. */
const sampleTokens: Readonly<Record<MethodName, number>> = { direct: 40, scratchpad: 120, rfft: 600 };
/** The same for the items of an inference task, on either side of a VAE. */
const itemTokens = 48;

/** A training, as far as its room goes. */
export interface Extent {
  readonly parameters: number;
  /** What a step takes at its peak, in bytes. */
  readonly stepBytes: number;
  readonly snapshots: number;
}

export function decoderExtent(
  { method, training }: Pick<DecoderRecipe, "method" | "training">,
  spec: TransformerSpec,
): Extent {
  const { batchTokens, snapshotSteps = [] } = training;
  const stepBytes = trainingBytes(spec, { tokens: batchTokens, sequence: sampleTokens[method] });
  return { parameters: countParameters(spec), stepBytes, snapshots: snapshotSteps.length };
}

export function vaeExtent({ training }: Pick<VaeRecipe, "training">, config: VaeConfig): Extent {
  const { batch, snapshotSteps = [] } = training;
  const parameters = countVaeParameters(config);
  const perItem = [config.encoder, config.decoder].reduce((sum, { layers, width, feedForward, heads }) => {
    const perToken = layers * (20 * width + 6 * feedForward + 4 * heads * itemTokens) + 4 * config.vocabularySize;
    return sum + itemTokens * perToken;
  }, 0);
  // Weights and moments as in `trainingBytes`.
  return { parameters, stepBytes: (10 * parameters + batch * perItem) * floatBytes, snapshots: snapshotSteps.length };
}

/** What a training takes at its peak, and leaves on the disk. */
export function needOf(extent: Extent): Need {
  return {
    memory: processBytes + extent.stepBytes,
    // Two checkpoints are kept while a third is written; the model replaces them.
    disk: 3 * 3 * extent.parameters * floatBytes + keptBytes(extent),
  };
}

/** What one training leaves when it is done. */
export function keptBytes({ parameters, snapshots }: Extent): number {
  return (1 + snapshots) * (parameters * floatBytes + recordBytes);
}

/** What the disk of a folder (which need not be there yet) and the memory have left. */
export async function roomAt(dir: string): Promise<Room> {
  return { disk: await freeDisk(dir), memory: process.availableMemory() };
}

/** Throws a UserError when there is not enough of either. */
export function checkRoom(dir: string, need: Need, room: Room): void {
  if (room.disk !== undefined && need.disk > room.disk) {
    throw new UserError(
      "disk-full",
      `The disk of ${dir} has ${sizeText(room.disk)} left, but this needs about ${sizeText(need.disk)}.`,
      "Free some space or choose a folder on another disk.",
    );
  }
  if (room.memory !== undefined && need.memory > room.memory) {
    throw new UserError(
      "memory-short",
      `This training needs about ${sizeText(need.memory)} of memory, but ${sizeText(room.memory)} are available.`,
      "Lower the batch or the model's size in the recipe, or close other programs.",
    );
  }
}

async function freeDisk(dir: string): Promise<number | undefined> {
  for (let at = dir; ; at = dirname(at)) {
    const found = await statfs(at).catch(() => undefined);
    if (found !== undefined) return found.bavail * found.bsize;
    if (dirname(at) === at) return undefined;
  }
}
