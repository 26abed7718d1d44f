/** @file Rules: Python as people write it and as nobody does. Read to problems or diagnostics, and a problem that runs ends by itself or at a limit. */

import type { Rng } from "../../../src/core/base/rng.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { addition } from "../../../src/core/task/addition.ts";
import type { FuzzKind } from "../fuzzKind.ts";
import { mutateText } from "../mutate.ts";

const method = methodOf("rfft");
const names = ["a", "b", "xs", "total", "constructor", "toString"];

/** A function of a few statements that is nearly always valid. */
function program(rng: Rng): string {
  const value = (depth: number): string =>
    depth <= 0
      ? rng.pick([...names.slice(0, 3), "0", "1", "-7", "'x'", "[]", "[1, 2]", "{}", "None", "10 ** 9"])
      : rng.pick([
          () =>
            `${value(depth - 1)} ${rng.pick(["+", "-", "*", "//", "%", "**", "<", "==", "and", "or"])} ${value(depth - 1)}`,
          () => `len(${value(depth - 1)})`,
          () => `(${value(depth - 1)})[${value(0)}]`,
          () => `[${value(depth - 1)} for ${rng.pick(names)} in ${value(0)}]`,
          () => `str(${value(depth - 1)})`,
        ])();
  const block = (depth: number, indent: string): string =>
    Array.from({ length: rng.integer(1, 3) }, () =>
      rng.pick([
        () => `${indent}${rng.pick(names)} = ${value(2)}`,
        () => `${indent}xs.append(${value(1)})`,
        () => (depth <= 0 ? `${indent}pass` : `${indent}if ${value(1)}:\n${block(depth - 1, `${indent}    `)}`),
        () =>
          depth <= 0
            ? `${indent}pass`
            : `${indent}for ${rng.pick(names)} in ${value(1)}:\n${block(depth - 1, `${indent}    `)}`,
        () => `${indent}return ${value(1)}`,
      ])(),
    ).join("\n");
  return `def f(a, b):\n    """\n    >>> f(${rng.integer(-9, 9)}, [1, 2, 3])\n    1\n    """\n    xs = []\n    total = 0\n${block(2, "    ")}\n    return xs\n`;
}

export const rules: FuzzKind = {
  name: "rules",
  make(rng) {
    const text = rng.next() < 0.6 ? program(rng) : `${addition.ruleSource}\n# >>> add([5, 9], [1, 3])\n`;
    return rng.next() < 0.5 ? text : mutateText(rng, text);
  },
  check(input) {
    const { problems } = readProblems(String(input), "python");
    for (const problem of problems.slice(0, 2)) method.gold(problem);
    return problems.length > 0 ? "accepted" : "refused";
  },
};
