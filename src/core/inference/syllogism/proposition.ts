/** @file The categorical propositions of a syllogism, their four forms, and how they are written and read. */

/** A: all are, E: none is, I: some are, O: some are not. */
export type Quantity = "A" | "E" | "I" | "O";
export const quantities: readonly Quantity[] = ["A", "E", "I", "O"];

export interface Proposition {
  readonly quantity: Quantity;
  readonly subject: string;
  readonly predicate: string;
}

export function writeProposition({ quantity, subject, predicate }: Proposition): string {
  switch (quantity) {
    case "A":
      return `all ${subject} are ${predicate}`;
    case "E":
      return `no ${subject} are ${predicate}`;
    case "I":
      return `some ${subject} are ${predicate}`;
    case "O":
      return `some ${subject} are not ${predicate}`;
  }
}

/** Undefined when the text is none, or says something of a term and the same term. */
export function readProposition(text: string): Proposition | undefined {
  const words = text.trim().replace(/\.$/, "").trim().toLowerCase().split(/\s+/);
  const [first = "", subject = "", copula, ...rest] = words;
  const negated = rest[0] === "not";
  const predicate = rest[negated ? 1 : 0] ?? "";
  if (copula !== "are" || rest.length !== (negated ? 2 : 1)) return undefined;
  const quantity = quantityOf(first, negated);
  if (quantity === undefined || !isTerm(subject) || !isTerm(predicate) || subject === predicate) return undefined;
  return { quantity, subject, predicate };
}

/** The words of propositions that are no terms. */
export const formWords: readonly string[] = ["all", "are", "no", "not", "some"];

function quantityOf(word: string, negated: boolean): Quantity | undefined {
  if (word === "some") return negated ? "O" : "I";
  if (negated) return undefined;
  return word === "all" ? "A" : word === "no" ? "E" : undefined;
}

function isTerm(word: string): boolean {
  return /^[\p{L}][\p{L}\p{N}_'-]*$/u.test(word) && !formWords.includes(word);
}
