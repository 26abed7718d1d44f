/**
 * @file From a document's text to its problems. A line that cannot be read becomes a diagnostic and does not stop the others; text of
 * any size, line ending and script is taken. `.problems` files are read in `problemsFile.ts`.
 */

import type { Diagnostic } from "../rule/diagnostic.ts";
import { type DoctestLine, scanDoctests } from "../rule/doctest.ts";
import { parseLiteral } from "../rule/literal.ts";
import { type Program, parseProgram } from "../rule/program.ts";
import type { Problem } from "../task/problem.ts";
import { declaredTasks } from "../task/registry.ts";
import { ProblemCollector, withTasks } from "./collector.ts";
import { plainLines, shorten } from "./documentText.ts";
import type { InferenceProblem } from "./inferenceLines.ts";
import { readProblemsFile } from "./problemsFile.ts";

/** Where the rule of a `.problems` file stands: in a file, by the path of its header, or with its task. */
export type RuleOrigin =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "task"; readonly name: string };

export interface ReadProblems {
  readonly problems: readonly Problem[];
  /** The lines of a `.problems` file whose header names an inference task. */
  readonly inferences?: readonly InferenceProblem[];
  /** The rule's program: the Python file's own, or the one that a `.problems` header names. */
  readonly program?: Program;
  /** Absent for a Python file, whose rules are its own. */
  readonly origin?: RuleOrigin;
  readonly diagnostics: readonly Diagnostic[];
  /** What a `.problems` header says for all of its problems. */
  readonly defaults?: { readonly method?: string; readonly model?: string };
}

export interface ReadOptions {
  /** The text of the file that `rule: PATH` names; undefined when it cannot be read. */
  readonly load?: (path: string) => string | undefined;
  /** Told what is known without running any rule, before one is run. */
  readonly onParsed?: (read: ReadProblems) => void;
  /** Told which rule is tried next, and its line. */
  readonly onTry?: (functionName: string, line: number) => void;
}

export function readProblems(text: string, kind: "python" | "problems", options: ReadOptions = {}): ReadProblems {
  const lines = plainLines(text);
  return kind === "python" ? readPython(lines, options) : readProblemsFile(lines, options);
}

/** The problems of a Python file, and the diagnostics of its rules. */
function readPython(text: string, { onParsed, onTry }: ReadOptions): ReadProblems {
  const { found, python } = scanDoctests(text);
  const { program, diagnostics } = parseProgram(python);
  const all: Diagnostic[] = [...diagnostics];
  const collect = new ProblemCollector(program);
  for (const example of found) {
    // A file without any rule that can run has said why; every problem saying it again would bury that.
    if (program.functions.size === 0 && all.length > 0) break;
    const problem = readExample(example, collect, all);
    if (problem) collect.problems.push(problem);
  }
  onParsed?.({ problems: collect.problems, program, diagnostics: all });
  const declared = declaredTasks(program, onTry).diagnostics.map((it) => ({ ...it, about: "task" as const }));
  const problems = withTasks(collect.problems, onTry);
  return { problems, program, diagnostics: [...diagnostics, ...declared, ...all.slice(diagnostics.length)] };
}

function readExample(example: DoctestLine, collect: ProblemCollector, diagnostics: Diagnostic[]): Problem | undefined {
  const { line, column, call, expected } = example;
  const read = collect.problem(call, { line, column }, true);
  if ("message" in read) {
    diagnostics.push(read);
    return undefined;
  }
  if (!expected) return read;
  const { shown, text } = expected;
  const value = parseLiteral(text);
  const all = shown ? { ...read, shown: text } : read;
  if (value !== undefined) return { ...all, expected: value };
  if (shown || text.startsWith("Traceback")) return all;
  const end = expected.column + expected.text.length;
  const message = `${shorten(expected.text)} is no value that can be compared: write a Python literal, or leave the line out.`;
  diagnostics.push({ message, line: expected.line, column: expected.column, endLine: expected.line, endColumn: end });
  return read;
}
