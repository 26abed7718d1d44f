/**
 * @file The terms of syllogisms: made-up nouns, or nouns of a small taxonomy that tells whether a conclusion is true of the world.
 * Believable and unbelievable conclusions of the same form show whether a model reasons by the form or by what it knows: the content effect.
 */

import type { Rng } from "../../base/rng.ts";
import { madeUp } from "../words.ts";
import type { Terms } from "./moods.ts";
import type { Quantity } from "./proposition.ts";

export const variants = ["nonsense", "plausible", "implausible"] as const;
export type Variant = (typeof variants)[number];

/** 60 plural nouns that mean nothing. */
export const nonsenseNouns = madeUp("bl dr fr gl kl pl sm sp tr vl zw kn", "ofts evs uvs ilds orms");

/** Each class with what it holds. What is in two branches is in none of the same things. */
const taxonomy: Taxonomy = {
  animals: {
    mammals: { dogs: { poodles: {}, terriers: {} }, cats: {}, whales: {}, bats: {}, horses: {} },
    birds: { sparrows: {}, owls: {}, ducks: {}, penguins: {} },
    fish: { salmon: {}, sharks: {}, eels: {} },
    insects: { ants: {}, bees: {}, beetles: { ladybirds: {} }, moths: {} },
    reptiles: { snakes: { vipers: {}, pythons: {} }, lizards: {}, turtles: {} },
  },
  plants: {
    trees: { oaks: {}, pines: {}, maples: {} },
    flowers: { roses: {}, tulips: {}, daisies: {} },
    grasses: { wheat: {}, bamboos: {} },
  },
  artefacts: {
    vehicles: { cars: { taxis: {} }, boats: { canoes: {}, ferries: {} }, bicycles: {}, trains: {} },
    tools: { hammers: {}, saws: {}, drills: {} },
    instruments: { violins: {}, flutes: {}, drums: {}, pianos: {} },
    garments: { coats: {}, hats: {}, gloves: { mittens: {} } },
  },
  minerals: { gems: { rubies: {}, emeralds: {} }, metals: {}, salts: {} },
};

interface Taxonomy {
  readonly [name: string]: Taxonomy;
}

/** Each noun with everything it is a kind of. */
const above: ReadonlyMap<string, ReadonlySet<string>> = new Map(walk(taxonomy, []));

export const realNouns: readonly string[] = [...above.keys()].sort();

type Pair = readonly [subject: string, predicate: string];

const pairs: readonly Pair[] = realNouns.flatMap((subject) =>
  realNouns.filter((predicate) => predicate !== subject).map((predicate): Pair => [subject, predicate]),
);

/** Pairs of nouns of which a proposition is true, or false. */
const pairsBy = new Map<string, readonly Pair[]>(
  (["A", "E", "I", "O"] as const).flatMap((quantity) =>
    [true, false].map((wanted): [string, readonly Pair[]] => [
      `${quantity} ${wanted}`,
      pairs.filter(([subject, predicate]) => isTrue(quantity, subject, predicate) === wanted),
    ]),
  ),
);

/** Whether a proposition over two nouns of the taxonomy is true of the world; undefined for other words. */
export function isTrue(quantity: Quantity, subject: string, predicate: string): boolean | undefined {
  const over = above.get(subject);
  const under = above.get(predicate);
  if (over === undefined || under === undefined) return undefined;
  const all = over.has(predicate);
  const some = all || under.has(subject);
  switch (quantity) {
    case "A":
      return all;
    case "E":
      return !some;
    case "I":
      return some;
    case "O":
      return !all;
  }
}

/** Terms of one syllogism whose conclusion has this form. */
export function drawTerms(rng: Rng, variant: Variant, conclusion: Quantity): Terms {
  if (variant === "nonsense") {
    const subject = rng.pick(nonsenseNouns);
    const predicate = pickOther(rng, nonsenseNouns, [subject]);
    return { subject, predicate, middle: pickOther(rng, nonsenseNouns, [subject, predicate]) };
  }
  const [subject, predicate] = rng.pick(pairsBy.get(`${conclusion} ${variant === "plausible"}`) ?? pairs);
  return { subject, predicate, middle: pickOther(rng, realNouns, [subject, predicate]) };
}

function pickOther(rng: Rng, words: readonly string[], taken: readonly string[]): string {
  for (;;) {
    const word = rng.pick(words);
    if (!taken.includes(word)) return word;
  }
}

function walk(tree: Taxonomy, path: readonly string[]): [string, ReadonlySet<string>][] {
  return Object.entries(tree).flatMap(([name, below]): [string, ReadonlySet<string>][] => [
    [name, new Set(path)],
    ...walk(below, [...path, name]),
  ]);
}
