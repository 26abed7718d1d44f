/** @file All tasks, and which one a problem belongs to. A new task is a file beside this one and a line here. */

import { UserError } from "../base/errors.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import { scanDoctests } from "../rule/doctest.ts";
import { type Program, parseProgram } from "../rule/program.ts";
import { repr, type Value } from "../rule/value.ts";
import { tasks } from "./builtInTasks.ts";
import type { Problem } from "./problem.ts";
import { ownTasks, taskOfRule } from "./ruleTask.ts";
import type { Task } from "./task.ts";

export { tasks };

/** A person's own task: a rule file whose docstring declares it. Recipes hold the file's text, so that they need no other file. */
export interface RuleReference {
  /** The file, as it was named. */
  readonly rule: string;
  /** Which of its functions, where several declare a task. */
  readonly function?: string | undefined;
  /** The file's text. */
  readonly source?: string | undefined;
}

/** A built-in task by its name, or a person's own. */
export type TaskChoice = string | RuleReference;

/** Undefined where there is no such task, or where a person's own has no text. Throws a UserError where that text declares none. */
export function taskNamed(choice: TaskChoice): Task | undefined {
  if (typeof choice === "string") return tasks.find((task) => task.name === choice);
  if (choice.source === undefined) return undefined;
  const made = referenced.get(choice);
  if (made !== undefined) return made;
  const task = readRuleTask(choice.source, choice);
  referenced.set(choice, task);
  return task;
}

const referenced = new WeakMap<RuleReference, Task>();

/** What people call it, also where its text is not there yet. */
export function taskName(choice: TaskChoice): string {
  return typeof choice === "string" ? choice : (taskNamed(choice)?.name ?? choice.rule);
}

/** The task that a rule file declares. Throws a UserError that names the file, the line and what is wrong. */
export function readRuleTask(source: string, { rule, function: wanted }: Omit<RuleReference, "source">): Task {
  const { program } = parseProgram(scanDoctests(source.replaceAll(/\r\n?/g, "\n")).python);
  const { tasks: declared, diagnostics } = declaredTasks(program);
  const remedy = "Correct the file; docs/own-rules.md shows how a rule declares its task.";
  const [first] = diagnostics;
  if (first)
    throw new UserError("task-malformed", `${rule}:${first.line}:${first.column + 1}: ${first.message}`, remedy);
  const known = declared.map(({ functionName }) => functionName).join(", ");
  const fitting = wanted === undefined ? declared : declared.filter(({ functionName }) => functionName === wanted);
  const [task, other] = fitting;
  if (task === undefined) {
    const which = wanted === undefined ? "declares no task of its own" : `declares no task for ${wanted}`;
    const there =
      known === ""
        ? "Add a section `Task:` to the rule's docstring, as in samples/double_add.py."
        : `It has one for ${known}.`;
    throw new UserError("task-undeclared", `The rule file ${rule} ${which}.`, there);
  }
  if (other !== undefined)
    throw new UserError(
      "task-ambiguous",
      `The rule file ${rule} declares several tasks.`,
      `Name the function as well: ${known}.`,
    );
  return task;
}

/** The tasks that a file declares as its own, and what is wrong with its declarations. */
export function declaredTasks(
  program: Program,
  onTry?: (functionName: string, line: number) => void,
): {
  readonly tasks: readonly Task[];
  readonly diagnostics: readonly Diagnostic[];
} {
  return ownTasks(program, tasks, onTry);
}

/**
 * The task of a problem: the one that it names, else the one that its rule declares, else the built-in one that its rule solves; with
 * arguments that the task can write.
 */
export function taskOf(
  problem: Pick<Problem, "task" | "functionName" | "args" | "program" | "expression">,
): Task | undefined {
  const named = problem.task === undefined ? undefined : taskNamed(problem.task);
  const task = named ?? taskOfRule(problem.program, problem.functionName, tasks);
  return problem.expression === undefined && task?.accepts(problem.args) ? task : undefined;
}

/** An answer as people write it: `72` where the problem's task has a text for it, else its `repr`. */
export function answerTextOf(problem: Problem, answer: Value): string {
  return taskOf(problem)?.answerText(answer) ?? repr(answer);
}
