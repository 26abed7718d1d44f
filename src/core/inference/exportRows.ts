/** @file Items of an inference task as JSON Lines, one at a time, so that a set may be larger than the memory. */

import type { Inference, InferenceTask, ItemOptions } from "./inferenceTask.ts";
import { withNegatives } from "./negatives.ts";
import { type Part, partOf } from "./split.ts";

export interface RowOptions extends ItemOptions {
  /** Only the items of this part of the split. */
  readonly part: Part | "all";
  /** Each item with two wrong ones: another rule, other premises. */
  readonly negatives: boolean;
}

/** The lines of the file, each with its line break. `count` is that of the rows. */
export function* exportRows(task: InferenceTask, options: RowOptions): Generator<string> {
  const { part, negatives, count = Number.POSITIVE_INFINITY, ...items } = options;
  let left = count;
  if (left <= 0) return;
  for (const item of negatives ? withNegatives(task, items) : task.items(items)) {
    const own = partOf(item);
    if (part !== "all" && part !== own) continue;
    yield `${JSON.stringify(row(task, item, own))}\n`;
    if (--left <= 0) return;
  }
}

/** `prompt` and `completion` as fine-tuning programs read them; the rest tells what the row is. */
function row(task: InferenceTask, item: Inference, part: Part): object {
  const { premises, rule, conclusion, ...rest } = item;
  return {
    task: task.name,
    part,
    prompt: task.premisesText(premises),
    completion: conclusion,
    rule,
    premises,
    ...rest,
  };
}
