/** @file A linear function of two numbers, c = a + 2b + 3, after the study: `(60,60)=183`. The coefficients are in the rule alone. */
import { numberGrid } from "./space.ts";
import type { Task } from "./task.ts";
import { longestNumber, pairOfLength, readWholeNumber, wholeNumber } from "./wholeNumbers.ts";

const ruleSource = `def linear(a, b):
    # c = a + 2 b + 3, one term at a time.
    c = 3
    c = c + a
    c = c + 2 * b
    return c
`;

export const linearRegression: Task = {
  name: "linear-regression",
  functionName: "linear",
  example: [60n, 60n],
  ruleSource,
  sample: (rng, length) => pairOfLength(rng, length).map(BigInt),
  accepts: (args) => args.length === 2 && args.every((arg) => wholeNumber(arg) !== undefined),
  lengthOf: longestNumber,
  problemsOfLength(length) {
    const shorter = length === 1 ? 0 : 10 ** (length - 1);
    return 10 ** (2 * length) - shorter * shorter;
  },
  toText: ([a, b]) => `(${wholeNumber(a) ?? "?"},${wholeNumber(b) ?? "?"})=`,
  fromText(text) {
    const match = /^\s*\(\s*([0-9]+)\s*,\s*([0-9]+)\s*\)\s*=?\s*$/.exec(text);
    return match?.slice(1, 3).map(BigInt);
  },
  answerText: (value) => wholeNumber(value)?.toString(),
  answerFromText: readWholeNumber,
  space: numberGrid("a", "b", 100, (a, b) => [BigInt(a), BigInt(b)]),
};
