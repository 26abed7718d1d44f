/** @file All inference tasks. A new one is a folder beside this file and a line here. */

import { derivation } from "./derivation/derivation.ts";
import { explanatory } from "./explanatory/explanatory.ts";
import type { InferenceTask } from "./inferenceTask.ts";
import { syllogism } from "./syllogism/syllogism.ts";

export const inferenceTasks: readonly InferenceTask[] = [derivation, syllogism, explanatory];

export function inferenceTaskNamed(name: string): InferenceTask | undefined {
  return inferenceTasks.find((task) => task.name === name);
}
