/** @file Responses of models, whatever they are: read to steps that lie in the text, and judged. */
import { readResponse } from "../../../src/core/check/reading.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { problemOf } from "../../core/record/madeRun.ts";
import type { FuzzKind } from "../fuzzKind.ts";
import { mutateText } from "../mutate.ts";

const problem = problemOf("add([5, 9], [1, 3])");
const methods = [methodOf("direct"), methodOf("scratchpad"), methodOf("rfft", "compact"), methodOf("rfft", "full")];
const golds = methods.map((method) => method.render(problem).response);

export const traces: FuzzKind = {
  name: "traces",
  make(rng) {
    const at = rng.integer(0, methods.length - 1);
    const other = rng.next() < 0.2 ? rng.pick(golds) : (golds[at] ?? "");
    return `${at}${rng.next() < 0.1 ? other : mutateText(rng, other)}`;
  },
  check(input) {
    const text = String(input);
    const method = methods[Number(text[0])] ?? methods[0];
    if (method === undefined) throw new Error("There is a method.");
    const response = text.slice(1);
    const { steps } = readResponse(problem, method, response, "ended").verdicts;
    for (const { step } of steps) {
      const { span } = step;
      const [start, end] = span;
      if (!(start >= 0 && start <= end && end <= response.length))
        throw new Error(`A step lies at ${span} of ${response.length}.`);
    }
    return steps.length > 0 && steps.every(({ verdict }) => verdict === "correct") ? "accepted" : "refused";
  },
};
