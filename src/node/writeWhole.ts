/** @file Writing files so that a reader, a crash or a full disk never finds half of one: a temporary file, fsync, rename. */

import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeFailure } from "../core/base/writeFailure.ts";

/**
 * Replaces `path` with `content` in one step, making its folder where needed. When it fails, what was there before is still there,
 * and a UserError says why; `remedy` takes the place of the usual one.
 */
export async function writeWhole(path: string, content: string | Uint8Array, remedy?: string): Promise<void> {
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
    throw writeFailure(path, error, remedy);
  }
}
