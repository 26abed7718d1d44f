/**
 * @file Chickens and rabbits, after the study: how many of each have so many legs and heads. The sentences are the study's, which never
 * adapts the plural. Its space has half of the legs as rows, so that every cell between one and two times the heads is a problem.
 */
import { tuple, type Value } from "../rule/value.ts";
import type { SampleSpace } from "./space.ts";
import type { Task } from "./task.ts";
import { longestNumber, numberOfDigits, wholeNumber } from "./wholeNumbers.ts";

const ruleSource = `def count_animals(legs, heads):
    # Every head has two legs; each further pair makes a chicken a rabbit.
    further = legs - 2 * heads
    rabbits = further // 2
    chickens = heads - rabbits
    return (rabbits, chickens)
`;

const facts = "Rabbits have 4 legs and 1 head. Chickens have 2 legs and 1 head.";
const question = "How many rabbits and chickens are there?";

const space: SampleSpace = {
  rows: { name: "legs / 2", from: 0, to: 198 },
  columns: { name: "heads", from: 0, to: 99 },
  at: (pairs, heads) => (feasible(2n * BigInt(pairs), BigInt(heads)) ? [BigInt(2 * pairs), BigInt(heads)] : undefined),
  fields: (pairs, heads) => ({ a: 2 * pairs, b: heads }),
};

export const chickensAndRabbits: Task = {
  name: "chickens-and-rabbits",
  functionName: "count_animals",
  example: [120n, 40n],
  ruleSource,
  sample(rng, length) {
    const heads = numberOfDigits(rng, length);
    return [BigInt(2 * rng.integer(heads, 2 * heads)), BigInt(heads)];
  },
  accepts: ([legs, heads, ...rest]) => rest.length === 0 && feasible(wholeNumber(legs) ?? 1n, wholeNumber(heads) ?? 0n),
  lengthOf: ([, heads]) => longestNumber(heads === undefined ? [] : [heads]),
  problemsOfLength(length) {
    const [from, to] = [length === 1 ? 0 : 10 ** (length - 1), 10 ** length - 1];
    return ((to - from + 1) * (from + to + 2)) / 2;
  },
  toText: ([legs, heads]) =>
    `${facts} There are ${wholeNumber(legs) ?? "?"} legs and ${wholeNumber(heads) ?? "?"} heads on the farm. ${question}`,
  fromText(text) {
    const match = /There are ([0-9]+) legs and ([0-9]+) heads on the farm\./.exec(text);
    const [legs, heads] = match?.slice(1, 3).map(BigInt) ?? [];
    return legs !== undefined && heads !== undefined && feasible(legs, heads) ? [legs, heads] : undefined;
  },
  answerText(value) {
    const [rabbits, chickens] = countsOf(value) ?? [];
    return rabbits === undefined ? undefined : `There are ${rabbits} rabbits and ${chickens} chickens.`;
  },
  answerFromText(text) {
    const match = /^\s*There are ([0-9]+) rabbits and ([0-9]+) chickens\.\s*$/.exec(text);
    return match ? tuple(match.slice(1, 3).map(BigInt)) : undefined;
  },
  space,
};

function feasible(legs: bigint, heads: bigint): boolean {
  return legs % 2n === 0n && legs >= 2n * heads && legs <= 4n * heads;
}

function countsOf(value: Value | undefined): readonly bigint[] | undefined {
  if (value === null || typeof value !== "object" || value.kind !== "tuple" || value.items.length !== 2)
    return undefined;
  const counts = value.items.map(wholeNumber);
  return counts.every((count) => count !== undefined) ? counts : undefined;
}
