/** @file The tasks that come with Rulescope, by their names. Knows no rule of anybody else, and runs none. */

import { addition } from "./addition.ts";
import { baseAddition } from "./baseAddition.ts";
import { chickensAndRabbits } from "./chickensAndRabbits.ts";
import { lastLetters } from "./lastLetters.ts";
import { linearRegression } from "./linearRegression.ts";
import { modularAddition } from "./modularAddition.ts";
import type { Task } from "./task.ts";

/** The built-in ones. */
export const tasks: readonly Task[] = [
  addition,
  modularAddition,
  baseAddition,
  linearRegression,
  chickensAndRabbits,
  lastLetters,
];

export function builtInTask(name: string): Task | undefined {
  return tasks.find((task) => task.name === name);
}
