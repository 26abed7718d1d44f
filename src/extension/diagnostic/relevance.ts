/**
 * @file Which diagnostics of a Python file are Rulescope's to show: not every doctest and not every function there is meant for it.
 * Only what keeps a doctest that calls a function of the same file from running, and mistakes in the declaration of a task.
 */
import type { Diagnostic } from "../../core/rule/diagnostic.ts";

/** `unread`: the 1-based lines of doctests that did not become problems. */
export function relevantDiagnostics(
  text: string,
  diagnostics: readonly Diagnostic[],
  unread: readonly number[],
): readonly Diagnostic[] {
  if (diagnostics.length === 0) return [];
  const lines = text.split(/\r?\n/);
  const defined = new Set(lines.flatMap((line) => /^\s*def\s+(\w+)/.exec(line)?.[1] ?? []));
  const calls = new Map<number, string>();
  for (const line of unread) {
    const name = />>>\s+(\w+)\s*\(/.exec(lines[line - 1] ?? "")?.[1];
    if (name !== undefined && defined.has(name)) calls.set(line, name);
  }
  const wanted = new Set(calls.values());
  return diagnostics.filter(({ line, about }) => {
    if (about === "task") return true;
    // Nothing of the file runs, its doctests included.
    if (about === "syntax") return wanted.size > 0;
    const isDoctest = /^\W*>>>/.test(lines[line - 1] ?? "");
    if (isDoctest) return calls.has(line);
    const around = enclosingFunction(lines, line);
    return around !== undefined && (wanted.has(around) || isExpectedValue(lines, line));
  });
}

/** The name of the innermost `def` that a line (1-based) stands in or is. */
function enclosingFunction(lines: readonly string[], line: number): string | undefined {
  let indent = indentOf(lines[line - 1] ?? "") + 1;
  for (let at = line; at >= 1; at--) {
    const text = lines[at - 1] ?? "";
    if (text.trim() === "" || indentOf(text) >= indent) continue;
    const name = /^\s*(?:async\s+)?def\s+(\w+)/.exec(text)?.[1];
    if (name !== undefined) return name;
    indent = indentOf(text);
  }
  return undefined;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The line after a doctest: its expected value. */
function isExpectedValue(lines: readonly string[], line: number): boolean {
  return /^\W*>>>/.test(lines[line - 2] ?? "");
}
