/** @file Which part of a task's items is for training: told by a hash of the item's group, so that no content is on two sides, whatever the seeds. */

import type { Inference } from "./inferenceTask.ts";

export const parts = ["training", "validation", "test"] as const;
export type Part = (typeof parts)[number];

/** Tenths of the groups: eight, one and one. */
const tenths = { validation: 8, test: 9 } as const;

export function partOf({ group }: Pick<Inference, "group">): Part {
  const tenth = spread(hash(group)) % 10;
  if (tenth >= tenths.test) return "test";
  return tenth >= tenths.validation ? "validation" : "training";
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** Every bit over the whole word (MurmurHash3's finaliser). */
function spread(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
