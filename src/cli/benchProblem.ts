/** @file A problem to measure with: drawn from a task, of a given length. */

import { UserError } from "../core/base/errors.ts";
import type { Rng } from "../core/base/rng.ts";
import { parseProgram } from "../core/rule/program.ts";
import { repr } from "../core/rule/value.ts";
import type { Problem } from "../core/task/problem.ts";
import { taskNamed } from "../core/task/registry.ts";

export function benchProblem(taskName: string, length: number, rng: Rng): Problem {
  const task = taskNamed(taskName);
  if (task === undefined)
    throw new UserError("task-unknown", `There is no task ${taskName}.`, "Name another model with --model.");
  const args = task.sample(rng, length);
  const { functionName } = task;
  const call = `${functionName}(${args.map(repr).join(", ")})`;
  const { program } = parseProgram(task.ruleSource);
  return { id: call, line: 1, call, functionName, args, program, task: task.name };
}
