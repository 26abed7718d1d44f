/** @file Whether a machine has room for a training: the disk space and memory that it will take, estimated before any work. */

import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import { sizeText } from "../../core/format/figures.ts";
import type { MethodName } from "../../core/method/method.ts";
import type { Recipe } from "../../core/recipe/recipe.ts";
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

/** What a training takes at its peak, and leaves on the disk. */
export function needOf({ method, training }: Pick<Recipe, "method" | "training">, spec: TransformerSpec): Need {
  const checkpoint = 3 * countParameters(spec) * floatBytes;
  return {
    memory: processBytes + trainingBytes(spec, { tokens: training.batchTokens, sequence: sampleTokens[method] }),
    // Two checkpoints are kept while a third is written; the model replaces them.
    disk: 3 * checkpoint + keptBytes({ training }, spec),
  };
}

/** What one training leaves when it is done. */
export function keptBytes(
  { training: { snapshotSteps = [] } }: Pick<Recipe, "training">,
  spec: TransformerSpec,
): number {
  return (1 + snapshotSteps.length) * (countParameters(spec) * floatBytes + recordBytes);
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
      "Lower training.batchTokens or the model's size in the recipe, or close other programs.",
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
