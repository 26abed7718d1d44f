/**
 * @file Syllogisms: two premises over three terms and what follows for the outer two. The label is the mood with its figure (`EAE2`);
 * the triple of forms and the figure are factors of their own, because a model can learn one without the other. Conclusions come from
 * the list of moods and are judged by `venn.ts`.
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
import { barren, formOf, type Mood, moodNamed, moods, premisesOf, type Terms } from "./moods.ts";
import {
  formWords,
  type Proposition,
  type Quantity,
  quantities,
  readProposition,
  writeProposition,
} from "./proposition.ts";
import { drawTerms, nonsenseNouns, realNouns, type Variant, variants } from "./terms.ts";
import { entailment } from "./venn.ts";

const noRule = { name: "none", about: "no conclusion about the outer terms follows" };

const rules = moods.map((mood) => ({
  name: mood.name,
  about: `${mood.schoolName}${mood.existential ? ", where no term is empty" : ""}`,
}));

export const syllogism: InferenceTask = {
  name: "syllogism",
  title: "Syllogisms",
  rules,
  noRule,
  factors: ["mood", "figure", "terms"],
  variants,
  tokens: "words",
  vocabulary: [...new Set([...nonsenseNouns, ...realNouns, ...formWords, ...nothingFollows.split(" "), "."])].sort(),
  example: {
    premises: ["all drevs are spuvs", "all blofts are drevs"],
    rule: "AAA1",
    conclusion: "all blofts are spuvs",
    factors: { mood: "AAA", figure: "1", terms: "nonsense" },
    group: "blofts drevs spuvs",
  },
  items,
  readPremises,
  premisesText: (premises) => premises.map((premise) => `${premise} .`).join(" "),
  conclude,
  check,
};

/** The moods of one set of terms after another; which mood comes first is drawn too. */
function* items({
  seed,
  count = Number.POSITIVE_INFINITY,
  variant,
  withNoRule = false,
}: ItemOptions): Generator<Inference> {
  const terms = chosenVariant(variants, variant);
  const rng = new Rng(seed).fork("syllogism");
  const seen = new Set<string>();
  let made = 0;
  // With so many draws in vain, (nearly) all there is has come up.
  for (let vain = 0; vain < 20_000 && made < count; vain++) {
    for (const item of terms === "nonsense" ? sharedTerms(rng, withNoRule) : ownTerms(rng, terms, withNoRule)) {
      const key = `${item.premises.join()}>${item.conclusion}`;
      if (seen.has(key) || made >= count) continue;
      seen.add(key);
      made++;
      vain = 0;
      yield item;
    }
  }
}

/** All moods over the same terms. */
function sharedTerms(rng: Rng, withNoRule: boolean): Inference[] {
  const terms = drawTerms(rng, "nonsense", "A");
  const made = moods.map((mood) => itemOf(mood, terms, "nonsense"));
  if (withNoRule) made.push(barrenItem(rng, terms, "nonsense"));
  return rng.shuffle(made);
}

/** All moods, each over terms that make its conclusion as believable as asked for. */
function ownTerms(rng: Rng, variant: Variant, withNoRule: boolean): Inference[] {
  const made = moods.map((mood) => itemOf(mood, drawTerms(rng, variant, mood.conclusion), variant));
  // Nothing is concluded here, so there is nothing to believe: the terms are drawn as for any form.
  if (withNoRule) made.push(barrenItem(rng, drawTerms(rng, variant, rng.pick(quantities)), variant));
  return rng.shuffle(made);
}

function itemOf(mood: Mood, terms: Terms, variant: Variant): Inference {
  return {
    premises: premisesOf(mood, terms).map(writeProposition),
    rule: mood.name,
    conclusion: writeProposition(conclusionOf(mood.conclusion, terms)),
    factors: { mood: mood.name.slice(0, 3), figure: String(mood.figure), terms: variant },
    group: groupOf(Object.values(terms)),
  };
}

function barrenItem(rng: Rng, terms: Terms, variant: Variant): Inference {
  const form = rng.pick(barren);
  return {
    premises: premisesOf(form, terms).map(writeProposition),
    rule: noRule.name,
    conclusion: nothingFollows,
    factors: { mood: `${form.major}${form.minor}-`, figure: String(form.figure), terms: variant },
    group: groupOf(Object.values(terms)),
  };
}

function readPremises(text: string): readonly string[] | undefined {
  const read = splitSentences(text).map(readProposition);
  const [major, minor] = read;
  if (read.length !== 2 || !major || !minor || !formOf(major, minor)) return undefined;
  return [major, minor].map(writeProposition);
}

function conclude(premises: readonly string[], rule: string): string | undefined {
  const [major, minor] = premises.map(readProposition);
  const form = major && minor && formOf(major, minor);
  if (form === undefined) return undefined;
  const matches = (it: Pick<Mood, "major" | "minor" | "figure">): boolean =>
    it.major === form.major && it.minor === form.minor && it.figure === form.figure;
  if (rule === noRule.name) return barren.some(matches) ? nothingFollows : undefined;
  const mood = moodNamed(rule);
  return mood && matches(mood) ? writeProposition(conclusionOf(mood.conclusion, form.terms)) : undefined;
}

function check(premises: readonly string[], rule: string, conclusion: string): Judgement {
  const unknown = unknownRule(syllogism, rule);
  if (unknown !== undefined) return malformed("rule", unknown);
  const [major, minor] = premises.map(readProposition);
  const form = major && minor && premises.length === 2 ? formOf(major, minor) : undefined;
  if (!major || !minor || !form) {
    return malformed("premises", `${quote(premises.join(" . "))} are no two premises with one term in common.`);
  }
  const expected = conclude(premises, rule);
  const text = conclusion.trim();
  const finding = { claimed: rule, expected, conclusion: text };
  if (text === nothingFollows) {
    const some = quantities
      .map((it) => conclusionOf(it, form.terms))
      .find((it) => entailment([major, minor], it).follows);
    if (some === undefined) return judge({ ...finding, follows: [noRule.name] });
    return judge({ ...finding, follows: [], why: `Something follows: ${writeProposition(some)}.` });
  }
  const claim = readProposition(text);
  if (claim === undefined)
    return malformed("conclusion", `${quote(text)} is no proposition such as "some a are not b".`);
  const { subject, predicate } = form.terms;
  if (claim.subject !== subject || claim.predicate !== predicate) {
    const why = `A conclusion is about ${subject} and ${predicate}, in this order.`;
    return judge({ ...finding, follows: [], why });
  }
  const found = entailment([major, minor], claim);
  if (!found.follows) return judge({ ...finding, follows: [], why: `It does not follow: ${found.because}.` });
  return judge({ ...finding, follows: [`${form.major}${form.minor}${claim.quantity}${form.figure}`] });
}

function conclusionOf(quantity: Quantity, { subject, predicate }: Terms): Proposition {
  return { quantity, subject, predicate };
}
