/**
 * @file The 24 valid moods. Letters are the forms of the major premise, the minor premise and the conclusion; the digit is the figure,
 * which says where the middle term stands. 15 are valid as they are; 9 only where no term is empty (existential import). The list is
 * the tradition's; that it is right and complete is checked by `venn.ts`, which knows none of it.
 */

import { type Proposition, type Quantity, quantities } from "./proposition.ts";

export type Figure = 1 | 2 | 3 | 4;
export const figures: readonly Figure[] = [1, 2, 3, 4];

export interface Mood {
  /** `AAA1`. */
  readonly name: string;
  readonly major: Quantity;
  readonly minor: Quantity;
  readonly conclusion: Quantity;
  readonly figure: Figure;
  /** Valid only where no term is empty. */
  readonly existential: boolean;
  /** What the schools call it. */
  readonly schoolName: string;
}

export interface Terms {
  /** Of the conclusion. */
  readonly subject: string;
  readonly middle: string;
  /** Of the conclusion. */
  readonly predicate: string;
}

const unconditional = {
  AAA1: "Barbara",
  EAE1: "Celarent",
  AII1: "Darii",
  EIO1: "Ferio",
  EAE2: "Cesare",
  AEE2: "Camestres",
  EIO2: "Festino",
  AOO2: "Baroco",
  AII3: "Datisi",
  IAI3: "Disamis",
  EIO3: "Ferison",
  OAO3: "Bocardo",
  AEE4: "Calemes",
  IAI4: "Dimatis",
  EIO4: "Fresison",
} as const;

const existential = {
  AAI1: "Barbari",
  EAO1: "Celaront",
  AEO2: "Camestros",
  EAO2: "Cesaro",
  AAI3: "Darapti",
  EAO3: "Felapton",
  AAI4: "Bamalip",
  AEO4: "Calemos",
  EAO4: "Fesapo",
} as const;

export const moods: readonly Mood[] = [...moodsOf(unconditional, false), ...moodsOf(existential, true)];

const byName: ReadonlyMap<string, Mood> = new Map(moods.map((mood) => [mood.name, mood]));

export function moodNamed(name: string): Mood | undefined {
  return byName.get(name);
}

/** The premises of a figure, the major one first: 1 MP SM, 2 PM SM, 3 MP MS, 4 PM MS. */
export function premisesOf(
  { major, minor, figure }: Pick<Mood, "major" | "minor" | "figure">,
  { subject, middle, predicate }: Terms,
): readonly [major: Proposition, minor: Proposition] {
  const majorTerms = figure === 1 || figure === 3 ? [middle, predicate] : [predicate, middle];
  const minorTerms = figure === 1 || figure === 2 ? [subject, middle] : [middle, subject];
  return [propositionOf(major, majorTerms), propositionOf(minor, minorTerms)];
}

export interface Form {
  readonly major: Quantity;
  readonly minor: Quantity;
  readonly figure: Figure;
  readonly terms: Terms;
}

/** What two premises are, read as major and minor; undefined when they do not have exactly one term in common. */
export function formOf(major: Proposition, minor: Proposition): Form | undefined {
  const common = [major.subject, major.predicate].filter((term) => term === minor.subject || term === minor.predicate);
  const [middle] = common;
  if (middle === undefined || common.length !== 1) return undefined;
  const predicate = major.subject === middle ? major.predicate : major.subject;
  const subject = minor.subject === middle ? minor.predicate : minor.subject;
  const first = major.subject === middle;
  const second = minor.predicate === middle;
  const figure = first ? (second ? 1 : 3) : second ? 2 : 4;
  return { major: major.quantity, minor: minor.quantity, figure, terms: { subject, middle, predicate } };
}

/** Pairs of premises from which no mood concludes anything. */
export const barren: readonly Pick<Mood, "major" | "minor" | "figure">[] = figures.flatMap((figure) =>
  quantities.flatMap((major) =>
    quantities
      .filter((minor) => !moods.some((it) => it.major === major && it.minor === minor && it.figure === figure))
      .map((minor) => ({ major, minor, figure })),
  ),
);

function propositionOf(quantity: Quantity, [subject = "", predicate = ""]: readonly string[]): Proposition {
  return { quantity, subject, predicate };
}

function moodsOf(names: Readonly<Record<string, string>>, existential: boolean): Mood[] {
  return Object.entries(names).map(([name, schoolName]) => {
    const [major, minor, conclusion] = [...name].map((letter) => quantities.find((each) => each === letter));
    const figure = figures.find((each) => name.endsWith(String(each)));
    if (!major || !minor || !conclusion || !figure) throw new RangeError(`${name} is no mood.`);
    return { name, major, minor, conclusion, figure, existential, schoolName };
  });
}
