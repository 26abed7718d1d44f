/**
 * @file The gold trace of a problem: what the rule really does, as the steps that methods write. It is the interpreter's trace with
 * the beginnings of calls, and with a last step for the line that raised.
 */

import { type Intervention, interpret, type Outcome, traceOf } from "../rule/interpret.ts";
import type { State, Value } from "../rule/value.ts";
import { callOptions, type Problem } from "../task/problem.ts";
import { listingOf } from "./listing.ts";

export interface GoldStep {
  /** 1-based document line. */
  readonly line: number;
  readonly functionName: string;
  readonly depth: number;
  readonly state: State;
  readonly returned?: Value;
  /** The line gave an item of a generator. */
  readonly yielded?: Value;
  /** A call has begun: the state holds its parameters. */
  readonly entered?: true;
  /** Type of the exception that the line raised. */
  readonly raised?: string;
  /** With `raised`: the call goes on, since it catches the exception or has something to finish. */
  readonly caught?: true;
}

export interface Gold {
  readonly steps: readonly GoldStep[];
  readonly outcome: Outcome;
  /** The variables when the rule began: its parameters. */
  readonly start: State;
  /** A person changed the rule's variables on the way. */
  readonly changed?: true;
}

/**
 * The whole trace. A rule that is stopped by its limits has the steps it made. Interventions count the gold steps: the gold trace of a
 * branch is what the rule does after a person changed its variables on the way.
 */
export function goldOf(problem: Problem, interventions: readonly Intervention[] = []): Gold {
  const { program, functionName, args } = problem;
  const options = { entries: true, ...callOptions(problem) };
  // The trace begins with the step of the rule's own call, which is no gold step.
  const shifted = interventions.map(({ at, state }) => ({ at: at + 1, state }));
  const { steps, outcome } = traceOf(program, functionName, args, { ...options, interventions: shifted });
  const [first] = steps;
  const begins = first?.entered === true && first.depth === 0;
  const own: readonly GoldStep[] = begins ? steps.slice(1) : steps;
  const start = begins ? first.state : argumentsOf(problem);
  // Arguments that do not fit raise before any line.
  const told = outcome.kind !== "raised" || own.at(-1)?.raised !== undefined;
  const all = told ? own : [...own, raisedStep(outcome)];
  return { steps: all, outcome, start, ...(interventions.length > 0 ? { changed: true } : {}) };
}

/** The variables when the rule begins, without running it further. */
export function startOf(problem: Problem): State {
  const { program, functionName, args } = problem;
  const first = interpret(program, functionName, args, { entries: true, ...callOptions(problem) }).next();
  const begins = first.done !== true && first.value.entered === true && first.value.depth === 0;
  return begins ? first.value.state : argumentsOf(problem);
}

/** The parameters with their arguments, in order. */
function argumentsOf({ program, functionName, args }: Problem): State {
  const names = program.functions.get(functionName)?.parameters ?? [];
  return Object.fromEntries(names.flatMap((name, i) => (args[i] === undefined ? [] : [[name, args[i]]])));
}

function raisedStep(outcome: Extract<Outcome, { kind: "raised" }>): GoldStep {
  const { line, functionName, depth, state, type } = outcome;
  return { line, functionName, depth, state, raised: type };
}

/**
 * For each step, whether control went into the body that its line's head decides about (`while`, `for`, `if`); true for lines that
 * decide nothing. Told by the line executed next in the same call. The head of a `for` that is left binds nothing.
 */
export function branchesTaken(
  problem: Problem,
  steps: readonly Pick<GoldStep, "line" | "depth" | "returned" | "yielded" | "entered" | "raised" | "caught">[],
): boolean[] {
  const { facts } = listingOf(problem.program, problem.functionName);
  const next: (number | undefined)[] = [];
  const taken = new Array<boolean>(steps.length);
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i];
    if (!step) continue;
    const { line, depth, returned, yielded, entered, raised, caught } = step;
    const branch = facts.get(line)?.branch;
    const over = returned !== undefined || yielded !== undefined || (raised !== undefined && !caught);
    const following = over ? undefined : next[depth];
    taken[i] = !branch || (following !== undefined && following >= branch.from && following <= branch.to);
    next[depth] = entered ? undefined : line;
  }
  return taken;
}
