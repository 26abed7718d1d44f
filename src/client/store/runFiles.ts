/**
 * @file Runs read from files: JSON Lines, one run a line, so that a file of any size is read a line at a time. A line
 * that cannot be used is told by its number and does not stop the others. Traces of other programs are read beside own runs.
 */

import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { type ForeignOptions, foreignRuns } from "../../core/record/foreignRun.ts";
import { readForeign, traceObjects } from "../../core/record/foreignTrace.ts";
import { parseRun, type RunRecord } from "../../core/record/run.ts";
import { sha256 } from "../../node/sha256.ts";
import type { RunStore } from "./runStore.ts";

export type FileLine =
  | { readonly line: number; readonly text: string; readonly value: object; readonly problem?: undefined }
  | { readonly line: number; readonly problem: string };

/** The objects of a JSON Lines file; blank lines are passed over. Throws a UserError where the file cannot be read. */
export async function* readLines(path: string): AsyncGenerator<FileLine> {
  const about = await stat(path).catch((error: unknown) => {
    throw unreadable(path, messageOf(error));
  });
  if (about.isDirectory()) throw unreadable(path, "it is a folder");
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  let line = 0;
  for await (const raw of lines) {
    line++;
    const text = line === 1 && raw.startsWith("\ufeff") ? raw.slice(1) : raw;
    if (text.trim() === "") continue;
    yield objectOf(text, line);
  }
}

/** One object of a file that may hold a trace: of JSON Lines, of one JSON array, or of one document with a list of them. */
export type FileItem =
  | { readonly line: number; readonly value: unknown; readonly problem?: undefined }
  | { readonly line: number; readonly problem: string };

/**
 * As `readLines`, for the files of other programs. A file whose first line is no whole value is read as one document; `line` is then the
 * item's number.
 */
export async function* readItems(path: string): AsyncGenerator<FileItem> {
  let first = true;
  for await (const read of readLines(path)) {
    const document = first && read.problem !== undefined ? await wholeDocument(path) : undefined;
    first = false;
    if (document !== undefined) {
      yield* numbered(document.value);
      return;
    }
    if (read.problem !== undefined) yield read;
    else for (const value of traceObjects(read.value)) yield { line: read.line, value };
  }
}

function* numbered(document: unknown): Generator<FileItem> {
  let line = 0;
  for (const value of traceObjects(document)) yield { line: ++line, value };
}

/** The largest file that is read as one document: the longest text that there can be. */
const largestDocument = 512 * 1024 * 1024;

async function wholeDocument(path: string): Promise<{ readonly value: unknown } | undefined> {
  if ((await stat(path)).size > largestDocument) return undefined;
  try {
    return { value: JSON.parse((await readFile(path, "utf8")).replace(/^\ufeff/, "")) };
  } catch {
    // Not one document: each line says for itself what is wrong.
    return undefined;
  }
}

export interface ImportReport {
  readonly added: number;
  /** Runs that were in the store already. */
  readonly known: number;
  /** Traces of other programs, which were left out because no rule was given to check them against. */
  readonly withoutRule: number;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** How many runs one transaction takes. */
const batchSize = 64;

/** `foreign`: the rule that traces of other programs are checked against. */
export async function importRuns(store: RunStore, path: string, foreign?: ForeignOptions): Promise<ImportReport> {
  const report = { added: 0, known: 0, withoutRule: 0, problems: [] as { line: number; message: string }[] };
  let batch: RunRecord[] = [];
  const flush = (): void => {
    for (const { added } of store.addAll(batch)) added ? report.added++ : report.known++;
    batch = [];
  };
  for await (const read of readLines(path)) {
    try {
      if (read.problem !== undefined) throw new UserError("line-malformed", read.problem, "");
      if (isOwn(read.value)) batch.push(parseRun(read.text, `on line ${read.line}`));
      else if (foreign === undefined && isForeign(read.value)) report.withoutRule++;
      else if (foreign === undefined) throw new UserError("line-malformed", "This is neither a run nor a trace.", "");
      else batch.push(...foreignRuns(read.value, foreign).map(identified));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      report.problems.push({ line: read.line, message: error.message });
    }
    if (batch.length >= batchSize) flush();
  }
  flush();
  return report;
}

function objectOf(text: string, line: number): FileLine {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { line, text, value };
    return { line, problem: "This is no JSON object." };
  } catch (error) {
    return { line, problem: `This is not JSON (${messageOf(error)}).` };
  }
}

function isForeign(value: object): boolean {
  try {
    return readForeign(value).length > 0;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function isOwn(value: object): boolean {
  return "version" in value && "steps" in value;
}

/** Traces of other programs have no id: the same text for the same problem is the same run. */
function identified(record: RunRecord): RunRecord {
  const { problem, rule, method, dialect, model, prompt, response } = record;
  const told = JSON.stringify([problem.call, rule?.source, method, dialect, model, prompt, response]);
  return { ...record, id: sha256(told) };
}

function unreadable(path: string, why: string): UserError {
  return new UserError("file-unreadable", `${path} cannot be read: ${why}.`, "Name a file of JSON lines.");
}
