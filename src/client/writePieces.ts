/** @file Writing a file that is larger than the memory: piece by piece into a temporary file, which takes its name when it is whole. */

import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Cancelled } from "../core/base/errors.ts";
import { writeFailure } from "../core/base/writeFailure.ts";
import { type CancelSignal, throwIfCancelled } from "../protocol/cancellation.ts";

export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** Characters gathered before they are written: with each writing, other work gets its turn. */
const together = 64 * 1024;

/**
 * Replaces `path` with the pieces in one step. When it fails or is cancelled, what was there before is still there and nothing else stays.
 * Throws a UserError that says why, `Cancelled`, or what the pieces themselves throw.
 */
export async function writePieces(path: string, pieces: Iterable<string>, signal?: CancelSignal): Promise<Written> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  const hash = createHash("sha256");
  let bytes = 0;
  const failing = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw writeFailure(path, error);
    });
  try {
    await failing(mkdir(folder, { recursive: true }));
    const file = await failing(open(temporary, "wx"));
    try {
      let gathered = "";
      const write = async (): Promise<void> => {
        if (signal) throwIfCancelled(signal);
        const data = Buffer.from(gathered);
        gathered = "";
        hash.update(data);
        bytes += data.length;
        await failing(file.writeFile(data));
      };
      for (const piece of pieces) {
        gathered += piece;
        if (gathered.length >= together) await write();
      }
      await write();
      await failing(file.sync());
    } finally {
      await failing(file.close());
    }
    if (signal?.aborted) throw new Cancelled();
    await failing(rename(temporary, path));
    return { bytes, sha256: hash.digest("hex") };
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}
