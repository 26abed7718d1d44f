/** @file Addition modulo 113, after the study: `103+17=7`. The modulus is in the rule alone, never in the problem's text. */

import { numberGrid } from "./space.ts";
import type { Task } from "./task.ts";
import { longestNumber, pairOfLength, readWholeNumber, wholeNumber } from "./wholeNumbers.ts";

const modulus = 113;

const ruleSource = `def add_mod_${modulus}(a, b):
    # Add, and take the modulus away once where the sum reaches it.
    total = a + b
    if total >= ${modulus}:
        total = total - ${modulus}
    return total
`;

export const modularAddition: Task = {
  name: "modular-addition",
  functionName: `add_mod_${modulus}`,
  example: [103n, 17n],
  ruleSource,
  sample: (rng, length) => pairOfLength(rng, length, modulus).map(BigInt),
  accepts: (args) => args.length === 2 && args.every((arg) => (wholeNumber(arg) ?? BigInt(modulus)) < modulus),
  lengthOf: longestNumber,
  problemsOfLength(length) {
    const upTo = Math.min(10 ** length, modulus);
    const shorter = length === 1 ? 0 : Math.min(10 ** (length - 1), modulus);
    return upTo * upTo - shorter * shorter;
  },
  toText: ([a, b]) => `${wholeNumber(a) ?? "?"}+${wholeNumber(b) ?? "?"}=`,
  fromText(text) {
    const match = /^\s*([0-9]+)\s*\+\s*([0-9]+)\s*=?\s*$/.exec(text);
    const args = match?.slice(1, 3).map(BigInt);
    return args?.every((arg) => arg < modulus) ? args : undefined;
  },
  answerText: (value) => wholeNumber(value)?.toString(),
  answerFromText: readWholeNumber,
  commutative: true,
  numericAnswers: true,
  space: numberGrid("a", "b", modulus, (a, b) => [BigInt(a), BigInt(b)]),
};
