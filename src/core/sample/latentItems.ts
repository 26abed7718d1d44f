/** @file The items of a latent recipe as token ids, parted by their content: what a VAE is trained and measured on. */

import { Rng } from "../base/rng.ts";
import { type Inference, type InferenceTask, ruleNames } from "../inference/inferenceTask.ts";
import { inferenceTaskNamed } from "../inference/registry.ts";
import { type Part, partOf } from "../inference/split.ts";
import { decoderPromptIds, encoderIds, InferenceTokenizer, targetIds } from "../inference/tokens.ts";
import type { VaeRecipe } from "../recipe/vaeRecipe.ts";

export interface LatentItem {
  readonly inference: Inference;
  /** Index of the rule's name. */
  readonly rule: number;
  readonly encoderIds: readonly number[];
  readonly promptIds: readonly number[];
  readonly targetIds: readonly number[];
}

export interface LatentItems {
  readonly task: InferenceTask;
  readonly tokenizer: InferenceTokenizer;
  readonly rules: readonly string[];
  readonly training: readonly LatentItem[];
  readonly test: readonly LatentItem[];
}

/** Premises come with all their rules together, so that every rule of a task is met early: this many are enough of any. */
const readAtMost = 400_000;

export function latentItems({
  task: name,
  data,
  evaluation,
}: Pick<VaeRecipe, "task" | "data" | "evaluation">): LatentItems {
  const task = inferenceTaskNamed(name);
  if (task === undefined) throw new RangeError(`There is no inference task ${name}.`);
  const tokenizer = new InferenceTokenizer(task);
  const rules = ruleNames(task).filter((rule) => data.withNoRule || rule !== task.noRule?.name);
  const wanted: Partial<Record<Part, number>> = { training: data.samples, test: evaluation.items };
  const found: Record<Part, LatentItem[]> = { training: [], validation: [], test: [] };
  let read = 0;
  for (const inference of task.items(optionsOf(data))) {
    const part = partOf(inference);
    if (found[part].length < (wanted[part] ?? 0)) found[part].push(latentItem(task, tokenizer, rules, inference));
    const full = found.training.length === data.samples && found.test.length === evaluation.items;
    if (full || ++read === readAtMost) break;
  }
  const { training, test } = found;
  return {
    task,
    tokenizer,
    rules,
    training: data.labels === "shuffled" ? shuffleLabels(training, data.seed) : training,
    test,
  };
}

export function latentItem(
  task: InferenceTask,
  tokenizer: InferenceTokenizer,
  rules: readonly string[],
  inference: Inference,
): LatentItem {
  return {
    inference,
    rule: rules.indexOf(inference.rule),
    encoderIds: encoderIds(task, tokenizer, inference),
    promptIds: decoderPromptIds(task, tokenizer, inference.premises),
    targetIds: targetIds(tokenizer, inference.conclusion),
  };
}

function optionsOf({ seed, variant, withNoRule }: VaeRecipe["data"]) {
  return { seed, withNoRule, ...(variant === undefined ? {} : { variant }) };
}

/** Each item under the rule of another one: as many items of each rule as before, and nothing to learn from them. */
function shuffleLabels(items: readonly LatentItem[], seed: number): LatentItem[] {
  const labels = new Rng(seed).fork("shuffled labels").shuffle(items.map(({ rule }) => rule));
  return items.map((item, i) => ({ ...item, rule: labels[i] ?? item.rule }));
}
