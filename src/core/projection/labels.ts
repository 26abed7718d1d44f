/** @file Classes of points: which occur, and how points are parted into those a probe learns from and those it is held to. */

import type { Rng } from "../base/rng.ts";

export interface Labels {
  readonly names: readonly string[];
  /** For each point its class, an index of `names`; -1 where it has none. */
  readonly of: Int32Array;
}

/** The classes that occur, renumbered without gaps; points without one stay -1. */
export function occurring({ names, of }: Labels): Labels {
  const used = names.map((_, label) => of.includes(label));
  const kept = names.map((_, label) => label).filter((label) => used[label]);
  const number = new Map(kept.map((label, i) => [label, i]));
  return { names: kept.map((label) => names[label] ?? ""), of: of.map((label) => number.get(label) ?? -1) };
}

export interface HeldOut {
  readonly training: number[];
  readonly test: number[];
}

/**
 * Parts the labeled points. With groups, whole groups are held out until there are enough points; without, the asked share of each class, of
 * which at least one point stays.
 */
export function holdOut({ of, names }: Labels, share: number, groups: Int32Array | undefined, rng: Rng): HeldOut {
  const labeled = Array.from(of.keys()).filter((i) => of[i] >= 0);
  const test = new Set<number>();
  if (groups !== undefined) {
    const members = new Map<number, number[]>();
    for (const i of labeled) {
      const own = members.get(groups[i]);
      if (own) own.push(i);
      else members.set(groups[i], [i]);
    }
    const order = rng.shuffle([...members.values()]);
    // One group at least is learned from.
    for (const group of order.slice(0, -1)) {
      if (test.size >= share * labeled.length) break;
      for (const i of group) test.add(i);
    }
  } else {
    for (const label of names.keys()) {
      const own = rng.shuffle(labeled.filter((i) => of[i] === label));
      for (const i of own.slice(0, Math.min(own.length - 1, Math.round(share * own.length)))) test.add(i);
    }
  }
  return { training: labeled.filter((i) => !test.has(i)), test: [...test].sort((a, b) => a - b) };
}
