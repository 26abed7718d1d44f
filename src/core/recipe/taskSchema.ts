/**
 * @file The task of a recipe: a built-in one by its name, or a person's own by its rule file, `"rules/mine.py"` or
 * `{"rule": "rules/mine.py", "function": "mine"}`. The recipe that a training keeps also holds the file's text.
 */

import * as v from "valibot";
import { UserError } from "../base/errors.ts";
import { type RuleReference, readRuleTask, type TaskChoice, tasks } from "../task/registry.ts";

const text = v.pipe(v.string(), v.minLength(1));

const ruleReference = v.strictObject({ rule: text, function: v.optional(text), source: v.optional(text) });

const names = tasks.map(({ name }) => name);

const nameOrPath = v.pipe(
  v.string(),
  v.check(
    (name) => names.includes(name) || name.endsWith(".py"),
    ({ input }) =>
      `expected (${names.map((name) => JSON.stringify(name)).join(" | ")}) or the path of a rule file that ends in .py, got ${JSON.stringify(input)}`,
  ),
  v.transform((name): TaskChoice => (names.includes(name) ? name : { rule: name })),
);

export const taskSchema = v.lazy(
  (input): v.GenericSchema<string | RuleReference, TaskChoice> =>
    typeof input === "object" ? ruleReference : nameOrPath,
);

/** Whether a person's own task is still only a path. */
export function withoutText(task: TaskChoice): boolean {
  return typeof task !== "string" && task.source === undefined;
}

const withTasks = v.looseObject({
  task: taskSchema,
  mixture: v.optional(v.array(v.looseObject({ task: v.optional(taskSchema) }))),
});

/**
 * The JSON text of a recipe or an experiment with the texts of its rule files in it; `load` reads a path that counts from the recipe's folder.
 * Unchanged where each task is a built-in one or has its text. Throws a UserError where a file cannot be read or declares no task.
 */
export async function embedRule(json: string, load: (path: string) => Promise<string>): Promise<string> {
  const parsed = v.safeParse(withTasks, jsonOf(json));
  // What is wrong with the recipe is said by the one who reads it.
  if (!parsed.success) return json;
  const recipe = parsed.output;
  const chosen = [recipe.task, ...(recipe.mixture ?? []).flatMap(({ task }) => task ?? [])];
  if (!chosen.some(withoutText)) return json;
  const task = await withSource(recipe.task, load);
  if (recipe.mixture === undefined) return `${JSON.stringify({ ...recipe, task }, null, 2)}\n`;
  const mixture: unknown[] = [];
  for (const part of recipe.mixture)
    mixture.push(part.task === undefined ? part : { ...part, task: await withSource(part.task, load) });
  return `${JSON.stringify({ ...recipe, task, mixture }, null, 2)}\n`;
}

async function withSource(task: TaskChoice, load: (path: string) => Promise<string>): Promise<TaskChoice> {
  if (typeof task === "string" || task.source !== undefined) return task;
  const source = await load(task.rule).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    throw new UserError(
      "rule-unreadable",
      `The rule file ${task.rule} cannot be read.`,
      "Its path counts from the recipe's folder.",
    );
  });
  readRuleTask(source, task);
  return { ...task, source };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
