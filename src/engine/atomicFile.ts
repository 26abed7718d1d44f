/** @file Writing files so that a reader, a crash or a full disk never finds half of one: a temporary file, fsync, rename. */
import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeFailure } from "../core/base/writeFailure.ts";

const resumeRemedy = "Free some space or choose another folder; --resume goes on from the last checkpoint.";

/** When it fails, what was there before is still there, nothing else stays, and a UserError says why. */
export async function writeAtomically(path: string, bytes: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw unwritable(path, error);
  }
}

/** What people read when a training's folder cannot be written. */
export function unwritable(path: string, error: unknown): Error {
  return writeFailure(path, error, resumeRemedy);
}
