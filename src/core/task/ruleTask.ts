/**
 * @file The task of a rule: the one that its docstring declares, else the built-in one that it solves, told by what it does and not by its
 * name. A rule that is called `add` and multiplies is a person's own.
 */

import { Rng } from "../base/rng.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import { traceOf } from "../rule/interpret.ts";
import { type Program, parseProgram } from "../rule/program.ts";
import { equals, repr, type Value } from "../rule/value.ts";
import { readOwnTask } from "./own/ownTask.ts";
import { type TaskSection, taskSections } from "./own/taskSection.ts";
import type { Task } from "./task.ts";

interface Known {
  readonly tasks: Map<string, Task | undefined>;
  readonly sections: readonly TaskSection[];
}

const known = new WeakMap<Program, Known>();

/** Kept for each program: it is asked for with every text that a method writes. */
export function taskOfRule(program: Program, functionName: string, builtIn: readonly Task[]): Task | undefined {
  let kept = known.get(program);
  if (kept === undefined) {
    kept = { tasks: new Map(), sections: taskSections(program.source) };
    known.set(program, kept);
  }
  if (kept.tasks.has(functionName)) return kept.tasks.get(functionName);
  const section = kept.sections.find((each) => each.functionName === functionName);
  const task =
    section && declares(section, builtIn)
      ? declared(section, program, builtIn)
      : solved(program, functionName, builtIn);
  kept.tasks.set(functionName, task);
  return task;
}

/** The tasks that the docstrings of a program declare as its own, and what is wrong with the sections. */
export function ownTasks(
  program: Program,
  builtIn: readonly Task[],
  onTry: (functionName: string, line: number) => void = () => {},
): { readonly tasks: readonly Task[]; readonly diagnostics: readonly Diagnostic[] } {
  const tasks: Task[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const section of taskSections(program.source)) {
    // A rule that cannot run has said so itself.
    if (!program.functions.has(section.functionName) || !declares(section, builtIn)) continue;
    if (section.lines.length === 0 && section.name.text !== "") {
      const wrong = wrongName(section, program, builtIn);
      if (wrong) diagnostics.push(wrong);
      continue;
    }
    onTry(section.functionName, section.head.line);
    const read = readOwnTask(section, program, namesOf(builtIn));
    diagnostics.push(...read.diagnostics);
    if (read.task === undefined) continue;
    const kind = section.lines.find(({ key }) => key.text === "answer")?.value.text ?? "value";
    const failing = tryOut(read.task, program, kind !== "value");
    if (failing !== undefined) diagnostics.push(at(section, failing));
    else tasks.push(read.task);
  }
  return { tasks, diagnostics };
}

/** Prose after `Task:` declares nothing. */
function declares({ name, lines }: TaskSection, builtIn: readonly Task[]): boolean {
  return (
    lines.length > 0 || (name.text === "" ? false : /^[a-z0-9_-]+$/.test(name.text) || namesOf(builtIn).has(name.text))
  );
}

function declared(section: TaskSection, program: Program, builtIn: readonly Task[]): Task | undefined {
  if (section.lines.length === 0) return builtIn.find(({ name }) => name === section.name.text);
  return readOwnTask(section, program, namesOf(builtIn)).task;
}

function wrongName(section: TaskSection, program: Program, builtIn: readonly Task[]): Diagnostic | undefined {
  const { name, functionName } = section;
  const task = builtIn.find((each) => each.name === name.text);
  const parameters = program.functions.get(functionName)?.parameters ?? [];
  if (task === undefined) {
    const names = builtIn.map((each) => each.name).join(", ");
    return at(
      section,
      `There is no built-in task ${name.text}. For a task of your own, say in indented lines below what each parameter can be, as in \`${parameters[0] ?? "a"}: integer 0..99\`. Built-in tasks: ${names}.`,
    );
  }
  if (task.example.length === parameters.length) return undefined;
  return at(
    section,
    `A rule for ${task.name} has ${task.example.length} parameters, as in ${task.functionName}(${task.example.map(repr).join(", ")}); ${functionName} has ${parameters.length}.`,
  );
}

function at({ head, name }: TaskSection, message: string): Diagnostic {
  const endColumn = name.text === "" ? head.column + head.text.length : name.column + name.text.length;
  return { message, line: head.line, column: head.column, endLine: head.line, endColumn };
}

const limits = { steps: 20_000, operations: 500_000 };

/** Why the rule is no rule for what its parameters can be; undefined where it is. */
function tryOut(task: Task, program: Program, hasKind: boolean): string | undefined {
  const { functionName } = task;
  const shortest = task.lengthOf(task.example);
  const rng = new Rng(1);
  for (const args of [task.example, ...Array.from({ length: 6 }, (_, i) => sampled(task, rng, shortest + (i % 3)))]) {
    if (args === undefined) continue;
    const { outcome } = traceOf(program, functionName, args, limits);
    const call = `${functionName}(${args.map(repr).join(", ")})`;
    if (outcome.kind === "raised") {
      const why = outcome.message === "" ? outcome.type : `${outcome.type}: ${outcome.message}`;
      return `The rule raises ${why} for ${call}. Narrow what its parameters can be.`;
    }
    if (outcome.kind === "limit") return `The rule does not end for ${call}: ${outcome.message}`;
    const text = task.toText(args);
    const again = task.fromText(text);
    if (again === undefined || !again.every((value, i) => equals(value, args[i] ?? null)))
      return `The problem ${call} is written ${JSON.stringify(text)}, which cannot be read back. Change the format.`;
    const answer = task.answerText(outcome.value);
    const read = answer === undefined ? undefined : task.answerFromText(answer);
    if (hasKind && (read === undefined || !equals(read, outcome.value)))
      return `The answer to ${call} is ${repr(outcome.value)}, which is no answer of that kind. Change the line that begins with \`answer:\`.`;
  }
  return undefined;
}

function sampled(task: Task, rng: Rng, length: number): Value[] | undefined {
  try {
    return task.sample(rng, length);
  } catch {
    return undefined; // there may be no such length
  }
}

/** The built-in task that a function solves on drawn problems; the one of its own name is tried first. */
function solved(program: Program, functionName: string, builtIn: readonly Task[]): Task | undefined {
  const parameters = program.functions.get(functionName)?.parameters;
  if (parameters === undefined) return undefined;
  const fitting = builtIn.filter(({ example }) => example.length === parameters.length);
  const own = fitting.filter((task) => task.functionName === functionName);
  return [...own, ...fitting.filter((task) => !own.includes(task))].find((task) => solves(program, functionName, task));
}

const probes = 24;
const probeLimits = { steps: 2_000, operations: 100_000 };

function solves(program: Program, functionName: string, task: Task): boolean {
  if (program.source === task.ruleSource && functionName === task.functionName) return true;
  return casesOf(task).every(({ args, answer }) => {
    const { outcome } = traceOf(program, functionName, args, probeLimits);
    return outcome.kind === "returned" && equals(outcome.value, answer);
  });
}

interface Case {
  readonly args: readonly Value[];
  readonly answer: Value;
}

const cases = new WeakMap<Task, readonly Case[]>();

/** Problems of lengths 1 to 3 with what the task's own rule answers. */
function casesOf(task: Task): readonly Case[] {
  const made = cases.get(task);
  if (made !== undefined) return made;
  const { program } = parseProgram(task.ruleSource);
  const rng = new Rng(1).fork(task.name);
  const drawn = Array.from({ length: probes }, (_, i) => task.sample(rng, 1 + (i % 3)));
  const all = drawn.flatMap((args) => {
    const { outcome } = traceOf(program, task.functionName, args);
    return outcome.kind === "returned" ? [{ args, answer: outcome.value }] : [];
  });
  cases.set(task, all);
  return all;
}

function namesOf(builtIn: readonly Task[]): ReadonlySet<string> {
  return new Set(builtIn.map(({ name }) => name));
}
