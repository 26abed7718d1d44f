/**
 * @file The lines of a `.problems` file: settings of its header, and what else stands there. `#` begins a comment. Reads no rule.
 */

import { pathProblem } from "../base/dataPath.ts";
import type { InferenceTask } from "../inference/inferenceTask.ts";
import { inferenceTaskNamed } from "../inference/registry.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import type { Position } from "./collector.ts";
import { shorten } from "./documentText.ts";

export const headerKeys = ["task", "rule", "method", "model"] as const;
type HeaderKey = (typeof headerKeys)[number];

export interface Entry extends Position {
  readonly text: string;
}

export interface Header {
  readonly values: Map<HeaderKey, Entry>;
  readonly entries: Entry[];
}

/** The inference task that a `.problems` file's header names. */
export function inferenceTaskIn(text: string): InferenceTask | undefined {
  return inferenceTaskNamed(readHeader(text, []).values.get("task")?.text ?? "");
}

export function readHeader(text: string, diagnostics: Diagnostic[]): Header {
  const values = new Map<HeaderKey, Entry>();
  const entries: Entry[] = [];
  text.split("\n").forEach((raw, index) => {
    const code = withoutComment(raw).trimEnd();
    const column = code.length - code.trimStart().length;
    const entry = { text: code.trim(), line: index + 1, column };
    if (entry.text === "") return;
    const setting = /^([A-Za-z][A-Za-z_-]*)\s*:\s*(.*)$/.exec(entry.text);
    if (!setting) {
      entries.push(entry);
      return;
    }
    const [, name = "", value = ""] = setting;
    const key = headerKeys.find((known) => known === name.toLowerCase());
    if (!key) diagnostics.push(at(entry, `There is no setting ${name}. Settings: ${headerKeys.join(", ")}.`));
    else if (value === "") diagnostics.push(at(entry, `The setting ${key} has no value.`));
    else if (isPath(key) && pathProblem(value) !== undefined)
      diagnostics.push(at(entry, `The setting ${key} is refused: ${shorten(value)} ${pathProblem(value)}.`));
    else values.set(key, { text: value, line: entry.line, column: column + entry.text.length - value.length });
  });
  return { values, entries };
}

/** Settings that may name a file or a folder. */
function isPath(key: HeaderKey): boolean {
  return key === "rule" || key === "model";
}

function withoutComment(text: string): string {
  if (!text.includes("#")) return text;
  let end = text.length;
  scan(text, (character, index) => {
    if (character === "#") end = Math.min(end, index);
  });
  return text.slice(0, end);
}

/** Calls back for each character outside of strings, with the number of brackets around it. */
export function scan(text: string, visit: (character: string, index: number, depth: number) => void): void {
  let depth = 0;
  let quote = "";
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== "") {
      if (character === "\\") index++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else {
      if ("([{".includes(character)) depth++;
      else if (")]}".includes(character)) depth--;
      visit(character, index, depth);
    }
  }
}

export function at({ text, line, column }: Entry, message: string): Diagnostic {
  return { message, line, column, endLine: line, endColumn: column + text.length };
}
