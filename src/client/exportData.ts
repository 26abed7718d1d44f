/** @file Writes a data set and its data card. The command line and the editor both export through here. */

import { access, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { UserError } from "../core/base/errors.ts";
import { dataCard } from "../core/dataset/dataCard.ts";
import { type DataFormat, formatted } from "../core/dataset/dataFormat.ts";
import { type DataSample, type DataSet, samplesOf } from "../core/dataset/dataSet.ts";
import { writeWhole } from "../node/writeWhole.ts";
import type { CancelSignal } from "../protocol/cancellation.ts";
import { writePieces } from "./writePieces.ts";

export interface ExportOptions {
  readonly set: DataSet;
  readonly format: DataFormat;
  readonly path: string;
  /** Whether a file of that name may be replaced. */
  readonly overwrite: boolean;
  readonly version: string;
  /** The command line that writes the same bytes, for the card. */
  readonly command?: string | undefined;
  readonly signal?: CancelSignal | undefined;
  /** Samples written so far. */
  readonly onProgress?: ((samples: number) => void) | undefined;
}

export interface Exported {
  readonly path: string;
  readonly cardPath: string;
  readonly samples: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Throws a UserError before any work where nothing can be written, and leaves nothing half written. */
export async function exportData(options: ExportOptions): Promise<Exported> {
  const { set, format, path, version, command, signal, onProgress } = options;
  const cardPath = cardPathOf(path);
  await requireFree(options, cardPath);
  const byLength = new Map<number, number>();
  let samples = 0;
  let first: DataSample | undefined;
  function* counted(): Generator<DataSample> {
    for (const sample of samplesOf(set)) {
      first ??= sample;
      samples++;
      byLength.set(sample.length, (byLength.get(sample.length) ?? 0) + 1);
      yield sample;
      if (samples % 500 === 0) onProgress?.(samples);
    }
    // Thrown before the file takes its name.
    if (samples === 0) throw nothingToExport(set);
  }
  const written = await writePieces(path, formatted(counted(), format, set.task), signal);
  onProgress?.(samples);
  const counts = { samples, byLength, first, ...written };
  await writeWhole(cardPath, dataCard({ set, format, counts, file: basename(path), version, command }));
  return { path, cardPath, samples, ...written };
}

/** `addition.jsonl` has the card `addition.card.md`. */
export function cardPathOf(path: string): string {
  const extension = extname(path);
  return `${extension === "" ? path : path.slice(0, -extension.length)}.card.md`;
}

async function requireFree({ path, overwrite }: ExportOptions, cardPath: string): Promise<void> {
  const about = await stat(path).catch(() => undefined);
  if (about?.isDirectory()) throw new UserError("write-failed", `${path} is a folder.`, "Choose another file name.");
  if (overwrite) return;
  for (const file of [path, cardPath]) {
    const free = await access(file).then(
      () => false,
      () => true,
    );
    if (!free) {
      const remedy = "Choose another name, or pass --overwrite to replace it.";
      throw new UserError("file-exists", `${file} is there already.`, remedy);
    }
  }
}

function nothingToExport({ task, part }: DataSet): UserError {
  const remedy = "Choose another split or another part.";
  return new UserError("nothing-to-export", `The ${part} part of ${task.name} has no sample there.`, remedy);
}
