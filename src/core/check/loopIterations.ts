/** @file How many iterations of the rule's loops a response makes: what models that follow rules get wrong first on longer problems. */
import { branchesTaken, type Gold } from "../method/gold.ts";
import { listingOf } from "../method/listing.ts";
import type { MethodName, ModelStep } from "../method/method.ts";
import type { Problem } from "../task/problem.ts";

export interface LoopIterations {
  readonly made: number;
  readonly rule: number;
}

/**
 * The iterations that the model's steps make, and those that the rule makes. rfft recites the loop's head, so that each time it goes into
 * the body is an iteration; a scratchpad writes one state at each visit of the head, so that each state after the first is one. Undefined where
 * the rule has no loop or the method writes no steps. `gold` is the method's gold.
 */
export function loopIterations(
  problem: Problem,
  method: MethodName,
  { gold, steps }: { readonly gold: Gold; readonly steps: readonly ModelStep[] },
): LoopIterations | undefined {
  if (method === "direct") return undefined;
  const { facts } = listingOf(problem.program, problem.functionName);
  const heads = new Set(
    [...facts].filter(([, { branch }]) => branch !== undefined && branch.kind !== "if").map(([line]) => line),
  );
  if (heads.size === 0) return undefined;
  if (method === "scratchpad") {
    const states = (all: readonly { readonly returned?: unknown }[]) =>
      all.filter(({ returned }) => returned === undefined).length;
    const read = steps.filter(({ malformed }) => malformed === undefined);
    return { made: Math.max(0, states(read) - 1), rule: Math.max(0, states(gold.steps) - 1) };
  }
  const iterations = (all: readonly { readonly line: number; readonly depth: number }[]): number => {
    const taken = branchesTaken(problem, all);
    return all.filter(({ line }, index) => heads.has(line) && taken[index] === true).length;
  };
  const placed = steps.flatMap(({ line, depth = 0, ...rest }) =>
    line === undefined ? [] : [{ ...rest, line, depth }],
  );
  return { made: iterations(placed), rule: iterations(gold.steps) };
}
