/**
 * @file Checkpoints of a training: parameters, both moments, and where the training and its data stand, in one safetensors
 * file each. A file appears under its name only when it is whole and on disk; its content carries its own checksum.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { type NamedTensor, readSafetensors, writeSafetensors } from "../../core/format/safetensors.ts";
import type { BatchesState } from "../../core/sample/batches.ts";
import { trainingTensor } from "../../onnx/optimizer.ts";
import type { Parameter, Parameters } from "../../onnx/parameters.ts";
import { unwritable, writeAtomically } from "../atomicFile.ts";
import type { TrainingState } from "./stepSession.ts";

export interface Checkpoint {
  /** Updates done. */
  readonly step: number;
  readonly data: BatchesState;
  /** What the training was started with; a training only goes on from a checkpoint of its own kind. */
  readonly identity: string;
  readonly state: TrainingState;
}

const formatVersion = "1";
const filePattern = /^step-(\d{8})\.safetensors$/;

/** Writes `step-NNNNNNNN.safetensors` and removes all but the newest `keep` checkpoints. Returns the file's path. */
export async function writeCheckpoint(
  dir: string,
  table: readonly Parameter[],
  checkpoint: Checkpoint,
  keep = 2,
): Promise<string> {
  const bytes = encodeCheckpoint(table, checkpoint);
  const path = join(dir, `step-${String(checkpoint.step).padStart(8, "0")}.safetensors`);
  await mkdir(dir, { recursive: true }).catch((error: unknown) => {
    throw unwritable(dir, error);
  });
  await writeAtomically(path, bytes);
  for (const old of (await checkpointFiles(dir)).slice(keep)) await rm(join(dir, old), { force: true });
  return path;
}

export interface Found {
  readonly checkpoint: Checkpoint | undefined;
  /** Why newer files could not be used, newest first. */
  readonly rejected: readonly UserError[];
}

/** The newest whole checkpoint of a folder; none when the folder is missing or empty. Throws when there are files and none is whole. */
export async function latestCheckpoint(dir: string, table: readonly Parameter[]): Promise<Found> {
  const rejected: UserError[] = [];
  for (const file of await checkpointFiles(dir)) {
    try {
      return { checkpoint: await readCheckpoint(join(dir, file), table), rejected };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      rejected.push(error);
    }
  }
  const [newest] = rejected;
  if (newest !== undefined) throw newest;
  return { checkpoint: undefined, rejected };
}

/** Throws a UserError when the file is damaged or belongs to another model. */
export async function readCheckpoint(path: string, table: readonly Parameter[]): Promise<Checkpoint> {
  const corrupt = (why: string): UserError =>
    new UserError(
      "checkpoint-corrupt",
      `The checkpoint ${path} cannot be used: ${why}`,
      "Delete it and train again with --resume.",
    );
  const bytes = await readFile(path);
  let file: ReturnType<typeof readSafetensors>;
  try {
    file = readSafetensors(bytes);
  } catch (error) {
    throw corrupt(messageOf(error));
  }
  const { tensors, metadata } = file;
  if (metadata.format !== formatVersion) throw corrupt(`it is not of format ${formatVersion}.`);
  if (metadata.checksum !== checksum(tensors, metadata)) throw corrupt("its checksum is wrong.");
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor.values]));
  const read = (nameOf: (name: string) => string): Parameters =>
    new Map(
      table.map(({ name }) => {
        const values = byName.get(nameOf(name));
        if (values === undefined) throw corrupt(`it has no tensor ${nameOf(name)}.`);
        return [name, values];
      }),
    );
  return {
    step: Number(metadata.step),
    data: { round: Number(metadata.round), index: Number(metadata.index), source: metadata.source ?? "" },
    identity: metadata.identity ?? "",
    state: { parameters: read((name) => name), first: read(trainingTensor.first), second: read(trainingTensor.second) },
  };
}

function encodeCheckpoint(table: readonly Parameter[], { step, data, identity, state }: Checkpoint): Uint8Array {
  const tensors = table.flatMap(({ name, shape }): NamedTensor[] => {
    const tensor = (key: string, from: Parameters): NamedTensor => {
      const values = from.get(name);
      if (values === undefined) throw new Error(`The training state lacks ${key}.`);
      return { name: key, shape, values };
    };
    return [
      tensor(name, state.parameters),
      tensor(trainingTensor.first(name), state.first),
      tensor(trainingTensor.second(name), state.second),
    ];
  });
  const metadata = {
    format: formatVersion,
    step: String(step),
    round: String(data.round),
    index: String(data.index),
    source: data.source,
    identity,
  };
  return writeSafetensors({ tensors, metadata: { ...metadata, checksum: checksum(tensors, metadata) } });
}

function checksum(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>>): string {
  const hash = createHash("sha256");
  for (const key of ["format", "step", "round", "index", "source", "identity"])
    hash.update(`${key}=${metadata[key]}\n`);
  for (const { name, values } of tensors) {
    hash.update(name);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}

/** Newest first. */
async function checkpointFiles(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .filter((name) => filePattern.test(name))
    .sort()
    .reverse();
}
