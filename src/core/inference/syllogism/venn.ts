/**
 * @file Whether a syllogism is valid, by trying everything: the diagram of three terms has eight regions, each empty or not, and a
 * conclusion follows when it holds in each of the 256 diagrams in which the premises hold. Knows no moods and no figures.
 */

import type { Proposition } from "./proposition.ts";

/** Which of the eight regions are inhabited: bit r for region r; bit t of r for inside term t. */
type Diagram = number;

export type Entailment =
  | { readonly follows: true /** Only where no term is empty. */; readonly existential: boolean }
  /** Something that the premises allow and the conclusion excludes, in words. */
  | { readonly follows: false; readonly because: string };

/** Over three terms or fewer. Throws a RangeError for more. */
export function entailment(premises: readonly Proposition[], conclusion: Proposition): Entailment {
  const all = [...premises, conclusion];
  const terms = [...new Set(all.flatMap(({ subject, predicate }) => [subject, predicate]))];
  if (terms.length > 3) throw new RangeError("A syllogism has three terms.");
  let unconditional = true;
  for (let diagram: Diagram = 0; diagram < 256; diagram++) {
    if (!premises.every((premise) => holds(premise, terms, diagram)) || holds(conclusion, terms, diagram)) continue;
    unconditional = false;
    // With existential import every term has something in it.
    if (terms.every((_, term) => (diagram & regionsOf(term)) !== 0)) {
      return { follows: false, because: describe(conclusion) };
    }
  }
  return { follows: true, existential: !unconditional };
}

function holds({ quantity, subject, predicate }: Proposition, terms: readonly string[], diagram: Diagram): boolean {
  const within = diagram & regionsOf(terms.indexOf(subject));
  const both = within & regionsOf(terms.indexOf(predicate));
  const only = within & ~both;
  switch (quantity) {
    case "A":
      return only === 0;
    case "E":
      return both === 0;
    case "I":
      return both !== 0;
    case "O":
      return only !== 0;
  }
}

/** The regions inside a term, as bits. */
function regionsOf(term: number): number {
  return [0b10101010, 0b11001100, 0b11110000][term] ?? 0;
}

/** The state of affairs that a conclusion excludes and the premises do not. */
function describe({ quantity, subject, predicate }: Proposition): string {
  switch (quantity) {
    case "A":
      return `there may be ${subject} that are not ${predicate}`;
    case "E":
      return `there may be ${subject} that are ${predicate}`;
    case "I":
      return `there may be no ${subject} that are ${predicate}`;
    case "O":
      return `all ${subject} may be ${predicate}`;
  }
}
