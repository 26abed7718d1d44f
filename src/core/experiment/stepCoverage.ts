/**
 * @file The step-coverage oracle: a problem is expected to succeed exactly if every step that its gold response takes occurs in
 * training, whatever problem it occurs in. What a model can do by remembering steps, without any rule; a measured map that
 * agrees with it was made by cases of steps, one that goes beyond it was not. After section 5 of Hu et al., ICML 2024.
 */
import { goldOf } from "../method/gold.ts";
import { noFacts } from "../method/lineFacts.ts";
import { listingOf } from "../method/listing.ts";
import type { Method } from "../method/method.ts";
import { formatOf } from "../method/scratchpad.ts";
import { truth } from "../rule/operation/arithmetic.ts";
import { repr, type State } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";

/** The keys of a problem's steps: two steps of one key are the same step. */
export interface StepKeys {
  /** Steps that a training on this problem shows. */
  readonly shown: readonly string[];
  /** Steps that answering it takes. */
  readonly taken: readonly string[];
}

/**
 * - `direct`: one step, the whole problem.
 * - `scratchpad`: a step is a line and what of it decides the next. The first line copies the problem, and is taken by nobody else;
 *   but it shows the step that the same digits would be further on in a longer problem. A rule without a loop has the whole problem only.
 * - `rfft`: a step is a rule line with the values that it reads.
 */
export function stepKeys(method: Method, problem: Problem): StepKeys {
  switch (method.name) {
    case "direct":
      return wholeProblem(method, problem);
    case "scratchpad": {
      const format = formatOf(problem);
      const states = method.gold(problem).steps.filter(({ returned }) => returned === undefined);
      // A rule without a loop writes no state: its scratchpad is the answer at once.
      if (states.length === 0) return wholeProblem(method, problem);
      const keys = states.map(({ state }) => format?.key(state) ?? written(state, Object.keys(state)));
      return { shown: keys, taken: keys.slice(1) };
    }
    case "rfft": {
      const keys = lineKeys(problem);
      return { shown: keys, taken: keys };
    }
  }
}

function wholeProblem(method: Method, problem: Problem): StepKeys {
  const key = method.prompt(problem);
  return { shown: [key], taken: [key] };
}

export class StepCoverage {
  readonly #method: Method;
  readonly #shown = new Set<string>();

  constructor(method: Method) {
    this.#method = method;
  }

  /** Takes up the steps of a training problem. */
  train(problem: Problem): void {
    for (const key of stepKeys(this.#method, problem).shown) this.#shown.add(key);
  }

  /** The steps of a problem that no training problem shows; none = it is expected to succeed. */
  missing(problem: Problem): readonly string[] {
    return [...new Set(stepKeys(this.#method, problem).taken.filter((key) => !this.#shown.has(key)))];
  }
}

function lineKeys(problem: Problem): string[] {
  const { steps, start } = goldOf(problem);
  const { facts } = listingOf(problem.program, problem.functionName);
  const before: State[] = [start];
  return steps.map(({ line, depth, state, returned, entered }) => {
    const known = before[depth] ?? {};
    before[depth] = returned === undefined ? state : {};
    if (entered === true) return `${line} ${written(state, Object.keys(state))}`;
    const { reads, branch } = facts.get(line) ?? noFacts;
    return `${line} ${written(known, [...reads], new Set(branch?.truths))}`;
  });
}

/** Of names in `truths` only whether they are true: a test of nothing but names asks no more. */
function written(state: State, names: readonly string[], truths: ReadonlySet<string> = new Set()): string {
  const text = (name: string): string => {
    const value = state[name];
    if (value === undefined) return "";
    return repr(truths.has(name) ? truth(value) : value);
  };
  return names.map((name) => `${name}=${text(name)}`).join(", ");
}
