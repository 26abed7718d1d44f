/** @file Which part of a task's items is for training: told by a hash of the item's group, so that no content is on two sides, whatever the seeds. */

import { hashText, spreadBits } from "../base/hash.ts";
import type { Inference } from "./inferenceTask.ts";

export const parts = ["training", "validation", "test"] as const;
export type Part = (typeof parts)[number];

/** Tenths of the groups: eight, one and one. */
const tenths = { validation: 8, test: 9 } as const;

export function partOf({ group }: Pick<Inference, "group">): Part {
  const tenth = spreadBits(hashText(group)) % 10;
  if (tenth >= tenths.test) return "test";
  return tenth >= tenths.validation ? "validation" : "training";
}
