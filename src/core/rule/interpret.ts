/** @file Runs a function of a program and gives its steps. */
import { constantsFor } from "./constants.ts";
import { copy } from "./copy.ts";
import { expressionCode } from "./expression.ts";
import { Closure, Frame } from "./machine/frame.ts";
import { Machine } from "./machine/machine.ts";
import type { Program } from "./program.ts";
import type { Limits, Outcome, Step } from "./step.ts";
import type { State, Value } from "./value.ts";

export type { Limits, Outcome, Step } from "./step.ts";
export { defaultLimits } from "./step.ts";

export interface CallOptions extends Limits {
  /** What to evaluate instead of a plain call: `f(3, base=2)`, `sorted(f(x))`. The function and its arguments are then not used. */
  readonly expression?: string;
}

/**
 * One step per executed line, then how the run ended. The arguments are copied, never changed.
 * @throws RangeError when the program has no such function.
 */
export function* interpret(
  program: Program,
  functionName: string,
  args: readonly Value[],
  limits: CallOptions = {},
): Generator<Step, Outcome> {
  const machine = start(program, functionName, args, limits);
  for (;;) {
    const step = machine.advance();
    if (step === undefined) return ended(machine);
    yield step;
  }
}

/** A person's change to a running rule: after the step at this index (calls' beginnings counted), these variables hold these values. */
export interface Intervention {
  readonly at: number;
  readonly state: State;
}

/**
 * All steps at once. A stopped run keeps the steps it made. With `interventions`, what follows each is the rule's own continuation from a
 * state that it would not have come to.
 */
export function traceOf(
  program: Program,
  functionName: string,
  args: readonly Value[],
  { interventions = [], ...limits }: CallOptions & { readonly interventions?: readonly Intervention[] } = {},
): { readonly steps: Step[]; readonly outcome: Outcome } {
  const machine = start(program, functionName, args, limits);
  const steps: Step[] = [];
  for (let step = machine.advance(); step !== undefined; step = machine.advance()) {
    for (const { at, state } of interventions) if (at === steps.length) step = changed(machine, step, state);
    steps.push(step);
  }
  return { steps, outcome: ended(machine) };
}

/** The step with variables of its frame changed. A call that has returned has none left, and the step stays as it is. */
function changed(machine: Machine, step: Step, state: State): Step {
  const { top: frame } = machine;
  if (
    step.returned !== undefined ||
    step.yielded !== undefined ||
    !(frame instanceof Frame) ||
    frame.code.name !== step.functionName
  )
    return step;
  for (const [name, value] of Object.entries(state)) {
    const slot = frame.code.slotNames.indexOf(name);
    if (slot >= 0) frame.store(slot, copy(value));
  }
  return { ...step, state: machine.stateOf(frame) ?? step.state };
}

function ended(machine: Machine): Outcome {
  const outcome = machine.outcome ?? { kind: "limit", message: "The rule stopped without a result.", line: 0 };
  return machine.printed === "" ? outcome : { ...outcome, printed: machine.printed };
}

function start(
  program: Program,
  functionName: string,
  args: readonly Value[],
  { expression, ...limits }: CallOptions,
): Machine {
  const machine = prepare(program, limits);
  if (machine.outcome !== undefined) return machine;
  if (expression !== undefined) {
    machine.begin(new Closure(expressionCode(program, expression), undefined, []), [], 1);
    return machine;
  }
  const defined = program.functions.get(functionName);
  if (defined === undefined) throw new RangeError(`The program has no function ${functionName} that can run.`);
  // A decorator may have put any value in the function's place.
  const callee = machine.globals.get(functionName);
  if (callee === undefined) {
    const message = `A line before it stops when the module is read, so \`${functionName}\` is not defined.`;
    machine.outcome = { kind: "limit", message, line: defined.line };
    return machine;
  }
  const made = new Map<Value, Value>();
  machine.begin(
    callee,
    args.map((arg) => copy(arg, made)),
    defined.line,
  );
  return machine;
}

/** A machine that has the module's functions and constants; one that has ended already where they cannot be computed, as in Python. */
export function prepare(program: Program, limits: Limits): Machine {
  const { globals, failed, host } = constantsFor(program);
  const machine = new Machine(globals, limits, host);
  machine.outcome = failed;
  return machine;
}
