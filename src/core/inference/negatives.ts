/**
 * @file Wrong items made from right ones. Swapping the rule tells whether a model heeds the rule; swapping the premises, whether it
 * heeds the content. The conclusion is always the item's own.
 */

import { Rng } from "../base/rng.ts";
import type { Inference, InferenceTask, ItemOptions } from "./inferenceTask.ts";
import { ruleNames } from "./inferenceTask.ts";

export interface Negative {
  /** What was swapped. */
  readonly swapped: "rule" | "premises";
  readonly premises: readonly string[];
  readonly rule: string;
  readonly conclusion: string;
}

/**
 * Each item with two negatives: the same premises under another rule, one that applies to them where there is one, and other premises
 * under the same rule.
 */
export function* withNegatives(
  task: InferenceTask,
  options: ItemOptions,
): Generator<Inference & { readonly negatives: readonly Negative[] }> {
  const rng = new Rng(options.seed).fork("negatives");
  const donors = new Donors(task, options);
  for (const item of task.items(options)) {
    const { premises, rule, conclusion } = item;
    const isWrong = (it: Pick<Negative, "premises" | "rule">): boolean =>
      task.check(it.premises, it.rule, conclusion).kind !== "correct";
    const names = rng.shuffle(ruleNames(task).filter((name) => name !== rule));
    const wrong = (name: string): boolean => isWrong({ premises, rule: name });
    const other = names.find((name) => task.conclude(premises, name) !== undefined && wrong(name)) ?? names.find(wrong);
    const negatives: Negative[] = [];
    if (other !== undefined) negatives.push({ swapped: "rule", premises, rule: other, conclusion });
    const donor = donors.find(item, (it) => isWrong({ premises: it.premises, rule }));
    if (donor) negatives.push({ swapped: "premises", premises: donor.premises, rule, conclusion });
    yield { ...item, negatives };
  }
}

/** Items of another seed, kept a few for each rule. */
class Donors {
  readonly #items: Generator<Inference>;
  readonly #kept = new Map<string, Inference[]>();

  constructor(task: InferenceTask, { seed, variant, withNoRule }: ItemOptions) {
    const content = variant === undefined ? {} : { variant };
    this.#items = task.items({ seed: seed ^ 0x5eed, ...content, withNoRule: withNoRule ?? false });
  }

  /** An item of the same rule and another group that suits; undefined when the task has none. */
  find({ rule, group }: Inference, suits: (item: Inference) => boolean): Inference | undefined {
    const fits = (item: Inference): boolean => item.rule === rule && item.group !== group && suits(item);
    const kept = this.#kept.get(rule) ?? [];
    this.#kept.set(rule, kept);
    const at = kept.findIndex(fits);
    if (at >= 0) return kept.splice(at, 1)[0];
    for (let read = 0; read < 10_000; read++) {
      const { value, done } = this.#items.next();
      if (done === true) return undefined;
      if (fits(value)) return value;
      this.#kept.set(value.rule, [...(this.#kept.get(value.rule) ?? []).slice(-9), value]);
    }
    return undefined;
  }
}
