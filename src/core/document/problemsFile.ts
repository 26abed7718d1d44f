/**
 * @file Reads a `.problems` file: header lines (`task: addition`, `rule: ./addition.py`, `method: rfft`, `model: NAME`), then a problem
 * a line, as the task writes it (`59+13`) or as a call, with `= answer` where the answer is to be checked. `#` begins a comment. Lines of an
 * inference task are read in `inferenceLines.ts`.
 */

import type { InferenceTask } from "../inference/inferenceTask.ts";
import { inferenceTaskNamed, inferenceTasks } from "../inference/registry.ts";
import { methodNames } from "../method/method.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import { scanDoctests } from "../rule/doctest.ts";
import { parseLiteral } from "../rule/literal.ts";
import { parseProgram } from "../rule/program.ts";
import { repr, type Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { declaredTasks, taskNamed, tasks } from "../task/registry.ts";
import type { Task } from "../task/task.ts";
import { ProblemCollector, withTasks } from "./collector.ts";
import { plainLines, shorten } from "./documentText.ts";
import { readInferenceLines } from "./inferenceLines.ts";
import type { ReadOptions, ReadProblems, RuleOrigin } from "./problems.ts";
import { at, type Entry, type Header, readHeader, scan } from "./problemsHeader.ts";

/** Lines must end in `\n` alone. */
export function readProblemsFile(text: string, { load, onTry }: ReadOptions): ReadProblems {
  const diagnostics: Diagnostic[] = [];
  const header = readHeader(text, diagnostics);
  const inference = inferenceTaskNamed(header.values.get("task")?.text ?? "");
  if (inference) return readInferences(header, inference, diagnostics);
  const task = readTask(header, diagnostics);
  const defaults = readDefaults(header, diagnostics);
  const rule = ruleOf(header, { task, load, diagnostics });
  if (rule === undefined) {
    const first = header.entries[0];
    if (first && !header.values.has("rule") && !header.values.has("task")) {
      diagnostics.push(
        at(first, "Say first which rule these problems are for: `task: addition` or `rule: ./file.py`."),
      );
    }
    return { problems: [], diagnostics, defaults };
  }
  const { program } = parseProgram(rule.source);
  const collector = new ProblemCollector(program);
  const [own, other] = task === undefined ? declaredTasks(program, onTry).tasks : [];
  const written = other === undefined ? (task ?? own) : task;
  for (const entry of header.entries) {
    const problem = readEntry(entry, { task: written, collector, diagnostics });
    if (problem) collector.problems.push(problem);
  }
  const problems = withTasks(collector.problems, onTry);
  return { problems, program, origin: rule.origin, diagnostics, defaults };
}

/** Of the header only the model is of use to an inference task: its rules stand on the lines, and there is one way to answer. */
function readInferences({ values, entries }: Header, task: InferenceTask, diagnostics: Diagnostic[]): ReadProblems {
  for (const key of ["rule", "method"] as const) {
    const entry = values.get(key);
    const message = `The setting ${key} means nothing for ${task.name}: each line names its rule in brackets.`;
    if (entry) diagnostics.push(at(entry, message));
  }
  const model = values.get("model");
  const read = readInferenceLines(task, entries);
  return {
    problems: [],
    inferences: read.inferences,
    diagnostics: [...diagnostics, ...read.diagnostics],
    defaults: model ? { model: model.text } : {},
  };
}

function readTask({ values }: Header, diagnostics: Diagnostic[]): Task | undefined {
  const named = values.get("task");
  const task = named && taskNamed(named.text);
  if (named && !task) {
    const known = [...tasks, ...inferenceTasks].map(({ name }) => name).join(", ");
    diagnostics.push(at(named, `There is no task ${shorten(named.text)}. Tasks: ${known}.`));
  }
  return task;
}

function readDefaults({ values }: Header, diagnostics: Diagnostic[]): NonNullable<ReadProblems["defaults"]> {
  const method = values.get("method");
  const known = method && methodNames.find((name) => name === method.text);
  if (method && !known) {
    diagnostics.push(at(method, `There is no method ${shorten(method.text)}. Methods: ${methodNames.join(", ")}.`));
  }
  const model = values.get("model");
  return { ...(known ? { method: known } : {}), ...(model ? { model: model.text } : {}) };
}

interface RuleContext {
  readonly task: Task | undefined;
  readonly load: ReadOptions["load"];
  readonly diagnostics: Diagnostic[];
}

interface FoundRule {
  /** Python text, whose lines are those of its file. */
  readonly source: string;
  readonly origin: RuleOrigin;
}

/** The rule of the file that the header names, else the task's own. */
function ruleOf({ values }: Header, { task, load, diagnostics }: RuleContext): FoundRule | undefined {
  const own = task && ({ source: task.ruleSource, origin: { kind: "task", name: task.name } } as const);
  const rule = values.get("rule");
  if (!rule) return own;
  const text = load?.(rule.text);
  if (text !== undefined) {
    return { source: scanDoctests(plainLines(text)).python, origin: { kind: "file", path: rule.text } };
  }
  diagnostics.push(
    at(rule, `The rule file ${shorten(rule.text)} cannot be read. The path counts from this file's folder.`),
  );
  return own;
}

interface EntryContext {
  readonly task: Task | undefined;
  readonly collector: ProblemCollector;
  readonly diagnostics: Diagnostic[];
}

function readEntry(entry: Entry, { task, collector, diagnostics }: EntryContext): Problem | undefined {
  const { question, answer } = splitAnswer(entry);
  const args = task?.fromText(question.text);
  let problem: Problem | Diagnostic;
  if (task && args) {
    const call = `${task.functionName}(${args.map(repr).join(", ")})`;
    problem = collector.of(call, { functionName: task.functionName, args, at: entry });
    if (!("message" in problem)) problem = { ...problem, task: task.name };
  } else if (/^[\p{L}_][\p{L}\p{N}_]*\s*\(/u.test(question.text)) {
    problem = collector.problem(question.text, question);
  } else {
    const example = task ? `as in ${shorten(task.toText(task.example))}, or a call` : "a call such as f([1, 2])";
    problem = at(question, `${shorten(question.text)} is no problem: write it ${example}.`);
  }
  if ("message" in problem) {
    diagnostics.push(problem);
    return undefined;
  }
  if (!answer) return problem;
  const expected = readAnswer(answer.text, args ? task : undefined);
  if (expected !== undefined) return { ...problem, expected };
  diagnostics.push(
    at(answer, `${shorten(answer.text)} is no answer that can be compared; leave it out, or write a value.`),
  );
  return problem;
}

function readAnswer(text: string, task: Task | undefined): Value | undefined {
  return task?.answerFromText(text) ?? parseLiteral(text);
}

/** At the last `=` that is in no bracket, in no string and no part of `==`, `<=`, `>=`, `!=`. */
function splitAnswer(entry: Entry): { question: Entry; answer?: Entry } {
  const { text, line, column } = entry;
  let split = -1;
  scan(text, (character, index, depth) => {
    if (character === "=" && depth === 0 && !/[=<>!]/.test(text.charAt(index - 1)) && text.charAt(index + 1) !== "=")
      split = index;
  });
  if (split < 0) return { question: entry };
  const question = { text: text.slice(0, split).trimEnd(), line, column };
  const after = text.slice(split + 1);
  const answer = after.trim();
  if (answer === "") return { question };
  return { question, answer: { text: answer, line, column: column + text.length - after.trimStart().length } };
}
