/** @file Writing files so that a reader, a crash or a full disk never finds half of one: a temporary file, fsync, rename. */

import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { messageOf, UserError } from "../core/base/errors.ts";

/**
 * Replaces `path` with `content` in one step, making its folder where needed. When it fails, what was there before is still there,
 * and a UserError says why.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw writeFailure(path, error);
  }
}

const remedies: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ENOSPC: ["the disk is full", "Free some space and try again; the old file is unchanged."],
  EDQUOT: ["your disk quota is used up", "Free some space and try again; the old file is unchanged."],
  EFBIG: ["it grew larger than this system allows", "Allow larger files and try again; the old file is unchanged."],
  EACCES: ["it may not be written", "Change its permissions or choose another folder."],
  EPERM: ["it may not be written", "Change its permissions or choose another folder."],
  EROFS: ["the disk is read-only", "Choose another folder."],
  ENOTDIR: ["a part of its path is a file, not a folder", "Choose another folder."],
  EEXIST: ["a part of its path is a file, not a folder", "Choose another folder."],
  EISDIR: ["it is a folder", "Choose another file name."],
};

/** What people read when a file system refuses. */
export function writeFailure(path: string, error: unknown): UserError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const [problem, remedy] = remedies[code] ?? [messageOf(error), "Choose another folder and try again."];
  return new UserError("write-failed", `${path} could not be written: ${problem}.`, remedy);
}
