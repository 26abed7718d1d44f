/** @file Runs written to files: JSON Lines, one run a line, so that any number of them is written a line at a time. Runs no rule. */

import { UserError } from "../../core/base/errors.ts";
import { storedText } from "../../core/record/run.ts";
import { writePieces } from "../writePieces.ts";
import type { RunStore } from "./runStore.ts";

export interface ExportReport {
  readonly written: number;
  /** Runs that could not be read and were left out. */
  readonly problems: readonly string[];
}

/** Hands each run on as one line, in the order of the ids. */
export async function exportRuns(
  store: RunStore,
  ids: Iterable<string>,
  write: (line: string) => Promise<void> | void,
): Promise<ExportReport> {
  const report = { written: 0, problems: [] as string[] };
  for (const line of linesOf(store, ids, report)) await write(line);
  return report;
}

function* linesOf(
  store: RunStore,
  ids: Iterable<string>,
  report: { written: number; readonly problems: string[] },
): Generator<string> {
  for (const id of ids) {
    let line: string;
    try {
      line = `${storedText(store.get(id))}\n`;
    } catch (error) {
      if (!(error instanceof UserError) || !error.code.startsWith("run-")) throw error;
      report.problems.push(error.message);
      continue;
    }
    report.written++;
    yield line;
  }
}

/** As `exportRuns`, into a file, which is replaced whole or not at all. Throws a UserError where it cannot be written. */
export async function exportFile(store: RunStore, ids: Iterable<string>, path: string): Promise<ExportReport> {
  const report = { written: 0, problems: [] as string[] };
  await writePieces(path, linesOf(store, ids, report));
  return report;
}
