/** @file `FILE[:LINE]` as it is typed: which document, and which of its problems. */

import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isModelPath } from "../client/models.ts";
import { messageOf, UserError } from "../core/base/errors.ts";
import { type ReadProblems, readProblems } from "../core/document/problems.ts";
import { sizeText } from "../core/format/figures.ts";
import type { Diagnostic } from "../core/rule/diagnostic.ts";
import type { Problem } from "../core/task/problem.ts";
import { dataPath } from "../node/dataPath.ts";
import type { Terminal } from "./terminal.ts";

export interface DocumentFile {
  readonly path: string;
  /** All of them, or the one on the line that was asked for. Never empty. */
  readonly problems: readonly Problem[];
  /** What could not be read; empty where one line was asked for, which could. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether a diagnostic keeps a problem from running; others are about rules that nobody calls. */
  readonly incomplete: boolean;
  /** What the header of a .problems file says for all of its problems. */
  readonly defaults: NonNullable<ReadProblems["defaults"]>;
}

/** A document somebody wrote is far below this; what is above it is the wrong file. */
const largestFile = 64 * 2 ** 20;

/** Throws a `UserError` where the file cannot be read or nothing in it can be run. */
export async function openDocument(target: string): Promise<DocumentFile> {
  const { path, line } = await split(target);
  const python = !path.endsWith(".problems");
  const read = await readDocument(path);
  const { text, problems, inferences = [], diagnostics } = read;
  const defaults = withModel(read.defaults ?? {}, path);
  if (inferences.length > 0) throw onlyInferences(path);
  if (line !== undefined) {
    const there = problems.filter((each) => each.line === line);
    if (there.length === 0) throw noProblemAt(path, line, problems, diagnostics);
    return { path, problems: there, diagnostics: [], incomplete: false, defaults };
  }
  if (problems.length === 0) throw noProblems(path, diagnostics);
  const lines = text.split(/\r\n|\r|\n/);
  const incomplete = diagnostics.some((each) => !python || lines[each.line - 1]?.includes(">>>"));
  return { path, problems, diagnostics, incomplete, defaults };
}

/** All that a document holds. Throws a `UserError` where the file cannot be read. */
export async function readDocument(path: string): Promise<ReadProblems & { readonly text: string }> {
  const text = await textOf(path);
  const kind = path.endsWith(".problems") ? "problems" : "python";
  return { text, ...readProblems(text, kind, { load: (rule) => loadBeside(path, rule) }) };
}

/** Diagnostics that are shown before the rest is only counted. */
const mostShown = 20;

/** The diagnostics of a document on stderr, as compilers write them. */
export function noteDiagnostics({ path, diagnostics }: DocumentFile, terminal: Terminal): void {
  for (const diagnostic of diagnostics.slice(0, mostShown)) terminal.note(located(path, diagnostic));
  if (diagnostics.length > mostShown)
    terminal.note(`… and ${diagnostics.length - mostShown} more like these in ${path}`);
}

/** `file:line:column: message`, as compilers write it. The column counts from 1, as editors show it. */
function located(path: string, { line, column, message }: Diagnostic): string {
  return `${path}:${line}:${column + 1}: ${message}`;
}

async function split(target: string): Promise<{ readonly path: string; readonly line?: number }> {
  const match = /^(.+):(\d+)$/.exec(target);
  if (match?.[1] === undefined || match[2] === undefined) return { path: target };
  // A file may have such a name itself.
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  return exists ? { path: target } : { path: match[1], line: Number(match[2]) };
}

async function textOf(path: string): Promise<string> {
  const about = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const happened = error.code === "ENOENT" ? `There is no file ${path}.` : `${path}: ${messageOf(error)}.`;
    throw new UserError(
      "file-unreadable",
      happened,
      "Name a Python file with a rule and a problem, or a .problems file.",
    );
  });
  if (about.isDirectory()) {
    throw new UserError("file-unreadable", `${path} is a folder.`, "Name a file in it.");
  }
  if (about.size > largestFile) {
    throw new UserError(
      "file-too-large",
      `${path} has ${sizeText(about.size)}.`,
      `Documents may have ${sizeText(largestFile)}.`,
    );
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UserError("file-unreadable", `${path} cannot be read: ${messageOf(error)}.`, "Check its permissions.");
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError("file-not-text", `${path} is not UTF-8 text.`, "Save it as UTF-8 and try again.");
  }
}

/** The rule file that a .problems header names, counted from the folder of the .problems file. */
function loadBeside(path: string, rule: string): string | undefined {
  const file = dataPath(rule, dirname(path));
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** A header names its model by name, or by its folder, which counts from the folder of the file. */
function withModel(defaults: DocumentFile["defaults"], path: string): DocumentFile["defaults"] {
  const { model } = defaults;
  return model === undefined || !isModelPath(model) ? defaults : { ...defaults, model: dataPath(model, dirname(path)) };
}

function onlyInferences(path: string): UserError {
  const remedy = `Check its conclusions with \`rulescope check ${path}\`.`;
  return new UserError(
    "inference-problems",
    `The problems of ${path} belong to an inference task, which has no steps.`,
    remedy,
  );
}

function noProblems(path: string, diagnostics: readonly Diagnostic[]): UserError {
  const broken = diagnostics.find(({ about }) => about === "syntax");
  if (broken !== undefined) return new UserError("syntax-error", located(path, broken), "Mend this line first.");
  const detail = diagnostics.slice(0, 5).map((each) => `\n${located(path, each)}`);
  return new UserError(
    "no-problem",
    `${path} has no problem that can be run.`,
    `Write one as a doctest line under a rule, \`>>> add([4, 7], [5, 8])\`, or a line in a .problems file.${detail.join("")}`,
  );
}

function noProblemAt(
  path: string,
  line: number,
  problems: readonly Problem[],
  diagnostics: readonly Diagnostic[],
): UserError {
  const here = diagnostics.find((each) => each.line <= line && line <= each.endLine);
  if (here) return new UserError("no-problem", located(path, here), "Correct the line and run it again.");
  const lines = problems.map((each) => each.line);
  const shown = lines.slice(0, 8).join(", ") + (lines.length > 8 ? ", …" : "");
  const remedy = lines.length === 0 ? "The file has none." : `Problems are on line ${shown}.`;
  return new UserError("no-problem", `There is no problem on line ${line} of ${path}.`, remedy);
}
