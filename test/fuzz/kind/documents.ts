/** @file `.problems` files: problems or diagnostics whose places lie in the text. */
import { readProblems } from "../../../src/core/document/problems.ts";
import { addition } from "../../../src/core/task/addition.ts";
import type { FuzzKind } from "../fuzzKind.ts";
import { mutateText, oddTexts } from "../mutate.ts";

const headers = [
  "task: addition",
  "method: rfft",
  "model: addition-rfft",
  "rule: add.py",
  "task: syllogism",
  "# a remark",
  "",
];
const lines = ["12+34", "add([1], [2])", "7+8 = 15", "99+1", "(1)", "add(", "12 + + 3", "f(*)"];

export const documents: FuzzKind = {
  name: "documents",
  make(rng) {
    const head = Array.from({ length: rng.integer(0, 3) }, () => rng.pick(headers));
    const body = Array.from({ length: rng.integer(1, 6) }, () =>
      rng.next() < 0.15 ? rng.pick(oddTexts) : rng.pick(lines),
    );
    const text = [rng.next() < 0.7 ? "task: addition" : "", ...head, ...body].join(
      rng.pick(["\n", "\n", "\r\n", "\r"]),
    );
    return rng.next() < 0.5 ? text : mutateText(rng, text);
  },
  check(input) {
    const text = String(input);
    const count = text.split(/\r\n|\r|\n/).length;
    const {
      problems,
      diagnostics,
      inferences = [],
    } = readProblems(text, "problems", { load: () => addition.ruleSource });
    for (const { line } of [...problems, ...diagnostics])
      if (line < 1 || line > count) throw new Error(`Line ${line} of ${count}.`);
    return problems.length + inferences.length > 0 ? "accepted" : "refused";
  },
};
