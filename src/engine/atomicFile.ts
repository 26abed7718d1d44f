/** @file Files of a training: written whole or not at all, and a failure says how to go on. */
import { writeFailure } from "../core/base/writeFailure.ts";
import { writeWhole } from "../node/writeWhole.ts";

const resumeRemedy = "Free some space or choose another folder; --resume goes on from the last checkpoint.";

export async function writeAtomically(path: string, bytes: string | Uint8Array): Promise<void> {
  await writeWhole(path, bytes, resumeRemedy);
}

/** What people read when a training's folder cannot be written. */
export function unwritable(path: string, error: unknown): Error {
  return writeFailure(path, error, resumeRemedy);
}
