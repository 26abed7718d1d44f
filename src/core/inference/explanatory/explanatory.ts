/**
 * @file Explanatory inference: two statements and what one of ten inference types makes of them, over made-up words. Conclusions come
 * from the templates in `families.ts` and are judged by what the sentences say, in `judge.ts`.
 */

import { Rng } from "../../base/rng.ts";
import {
  type Inference,
  type InferenceTask,
  type ItemOptions,
  type Judgement,
  nothingFollows,
} from "../inferenceTask.ts";
import { judge, malformed, quote, unknownRule } from "../judge.ts";
import { chosenVariant, groupOf, splitSentences } from "../premises.ts";
import { madeUp } from "../words.ts";
import {
  type Bindings,
  conjoin,
  conjunction,
  type Family,
  families,
  fill,
  formWords,
  match,
  slotsOf,
} from "./families.ts";
import { readFrame } from "./frames.ts";
import { related, typesOf } from "./judge.ts";

const rules = [
  { name: "ARG-SUB", about: "an argument is replaced through “is a kind of”" },
  { name: "ARG-SUB-PROP", about: "a property is passed on by the material" },
  { name: "PRED-SUB", about: "the predicate is replaced by a synonym" },
  { name: "FRAME-SUB", about: "a frame is replaced by where its condition holds" },
  { name: "COND-FRAME", about: "an if-then statement is applied to a fact" },
  { name: "IFT", about: "the conclusion is an if-then statement about one thing" },
  { name: "ARG-INS", about: "a fact is inserted into a statement of kind" },
  { name: conjunction, about: "both statements are joined by “and”" },
  { name: "ARG/PRED-GEN", about: "what one member can do is said of some of its class" },
  { name: "EXAMPLE", about: "the member is given as an example of the class" },
] as const;

const noRule = { name: "UNK", about: "the statements have nothing in common" };

/** Made-up words for each kind of slot: 40 nouns, 20 verbs, 10 adjectives, 5 places. */
const lexicon: Readonly<Record<string, readonly string[]>> = {
  n: madeUp("b d f g k m n p t v", "axib omeb urap elun"),
  v: madeUp("gl fr sk pl tw", "orp enz uft ilm"),
  j: madeUp("z m l r h", "orvy imfy"),
  l: ["tarvos", "kelmar", "ronvel", "sulvan", "bortis"],
};

const variants = ["nonsense"] as const;

export const explanatory: InferenceTask = {
  name: "explanatory",
  title: "Explanatory inference",
  rules,
  noRule,
  factors: ["family"],
  variants,
  tokens: "words",
  vocabulary: [
    ...new Set([...Object.values(lexicon).flat(), ...formWords, "and", ".", ...nothingFollows.split(" ")]),
  ].sort(),
  example: {
    premises: ["a baxib is a kind of domeb", "a baxib can glorp a furap"],
    rule: "ARG-INS",
    conclusion: "a baxib is a kind of domeb that can glorp a furap",
    factors: { family: "member" },
    group: "baxib domeb furap glorp",
  },
  items,
  readPremises,
  premisesText: (premises) => premises.map((premise) => `${premise} .`).join(" "),
  conclude,
  check,
};

/**
 * In rounds of one set of premises for each family, with the conclusions of all its types; one family of the round, chosen at random, has
 * a conjunction too. So each of the ten labels comes once a round.
 */
function* items({
  seed,
  count = Number.POSITIVE_INFINITY,
  variant,
  withNoRule = false,
}: ItemOptions): Generator<Inference> {
  chosenVariant(variants, variant);
  const rng = new Rng(seed).fork("explanatory");
  const seen = new Set<string>();
  let made = 0;
  // With so many draws in vain, all premises of the smallest family have come up.
  for (let vain = 0; vain < 100_000; ) {
    const joined = rng.pick(families);
    const round = families.map((family) => draw(rng, family));
    const fresh = round.flatMap((it) => (seen.has(it.premises.join()) ? [] : [it]));
    vain = fresh.length === round.length ? 0 : vain + 1;
    if (fresh.length < round.length) continue;
    for (const { premises } of round) seen.add(premises.join());
    const all = round.flatMap(({ family, premises, bindings }) =>
      itemsOf(family, premises, bindings, family === joined),
    );
    for (const item of withNoRule ? [...all, unrelated(rng)] : all) {
      if (made++ >= count) return;
      yield item;
    }
  }
}

interface Drawn {
  readonly family: Family;
  readonly premises: readonly string[];
  readonly bindings: Bindings;
}

function draw(rng: Rng, family: Family, taken: readonly string[] = []): Drawn {
  const bindings = new Map<string, string>();
  for (const slot of slotsOf(family.premises)) {
    const free = (lexicon[slot.charAt(0)] ?? []).filter(
      (word) => !taken.includes(word) && ![...bindings.values()].includes(word),
    );
    bindings.set(slot, rng.pick(free));
  }
  return { family, premises: family.premises.map((template) => fill(template, bindings)), bindings };
}

function itemsOf(family: Family, premises: readonly string[], bindings: Bindings, joined: boolean): Inference[] {
  const common = { premises, factors: { family: family.name }, group: groupOf([...bindings.values()]) };
  const made = Object.entries(family.conclusions).map(([rule, template]) => ({
    ...common,
    rule,
    conclusion: fill(template, bindings),
  }));
  return joined ? [...made, { ...common, rule: conjunction, conclusion: conjoin(premises) }] : made;
}

/** A first premise of one family and a second of another, with no word of content in common. */
function unrelated(rng: Rng): Inference {
  const one = draw(rng, rng.pick(families));
  const other = draw(rng, rng.pick(families.filter((family) => family !== one.family)), [...one.bindings.values()]);
  const used = [one, other].flatMap(({ family, bindings }, at) =>
    slotsOf([family.premises[at] ?? ""]).map((slot) => bindings.get(slot) ?? ""),
  );
  const premises = [one.premises[0] ?? "", other.premises[1] ?? ""];
  return { premises, rule: noRule.name, conclusion: nothingFollows, factors: { family: "none" }, group: groupOf(used) };
}

function readPremises(text: string): readonly string[] | undefined {
  const sentences = splitSentences(text.toLowerCase());
  return sentences.length === 2 && sentences.every((it) => readFrame(it)) ? sentences : undefined;
}

function conclude(premises: readonly string[], rule: string): string | undefined {
  if (premises.length !== 2) return undefined;
  for (const family of families) {
    const bindings = match(family.premises, premises);
    const template = rule === conjunction ? undefined : family.conclusions[rule];
    if (bindings && rule === conjunction) return conjoin(premises);
    if (bindings && template !== undefined) return fill(template, bindings);
  }
  if (rule !== noRule.name && rule !== conjunction) return undefined;
  const [first, second] = premises.map(readFrame);
  if (!first || !second) return undefined;
  if (related(first, second)) return rule === conjunction ? conjoin(premises) : undefined;
  return rule === noRule.name ? nothingFollows : undefined;
}

function check(premises: readonly string[], rule: string, conclusion: string): Judgement {
  const unknown = unknownRule(explanatory, rule);
  if (unknown !== undefined) return malformed("rule", unknown);
  const [first, second] = premises.map(readFrame);
  if (!first || !second || premises.length !== 2) {
    return malformed("premises", `${quote(premises.join(" . "))} are no two statements of the task.`);
  }
  const text = conclusion.trim().replace(/\s+/g, " ");
  const finding = { claimed: rule, expected: conclude(premises, rule), conclusion: text };
  if (text === nothingFollows) {
    return judge({
      ...finding,
      follows: related(first, second) ? [] : [noRule.name],
      why: "The statements have something in common.",
    });
  }
  const claim = readFrame(text);
  if (claim === undefined) return malformed("conclusion", `${quote(text)} is no statement of the task.`);
  return judge({ ...finding, follows: typesOf(first, second, claim) });
}
