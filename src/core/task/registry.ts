/** @file All tasks, and which one a problem belongs to. A new task is a file beside this one and a line here. */

import { repr, type Value } from "../rule/value.ts";
import { addition } from "./addition.ts";
import { baseAddition } from "./baseAddition.ts";
import { chickensAndRabbits } from "./chickensAndRabbits.ts";
import { lastLetters } from "./lastLetters.ts";
import { linearRegression } from "./linearRegression.ts";
import { modularAddition } from "./modularAddition.ts";
import type { Problem } from "./problem.ts";
import type { Task } from "./task.ts";

export const tasks: readonly Task[] = [
  addition,
  modularAddition,
  baseAddition,
  linearRegression,
  chickensAndRabbits,
  lastLetters,
];

export function taskNamed(name: string): Task | undefined {
  return tasks.find((task) => task.name === name);
}

/** The task of a problem: the one it names, or one whose function it calls with arguments that the task can write. */
export function taskOf(problem: Pick<Problem, "task" | "functionName" | "args">): Task | undefined {
  const named = problem.task === undefined ? undefined : taskNamed(problem.task);
  const task = named ?? tasks.find(({ functionName }) => functionName === problem.functionName);
  return task?.accepts(problem.args) ? task : undefined;
}

/** An answer as people write it: `72` where the problem's task has a text for it, else its `repr`. */
export function answerTextOf(problem: Problem, answer: Value): string {
  return taskOf(problem)?.answerText(answer) ?? repr(answer);
}
