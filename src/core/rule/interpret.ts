/** @file Runs a function of a program and gives its steps. */
import type { Code } from "./code/code.ts";
import { Closure, Frame } from "./machine/frame.ts";
import { Machine } from "./machine/machine.ts";
import { codeOf, type Program } from "./program.ts";
import type { Limits, Outcome, Step } from "./step.ts";
import { copy, type Value } from "./value.ts";

export type { Limits, Outcome, Step } from "./step.ts";
export { defaultLimits } from "./step.ts";

/**
 * One step per executed line, then how the run ended. The arguments are copied, never changed.
 * @throws RangeError when the program has no such function.
 */
export function* interpret(
  program: Program,
  functionName: string,
  args: readonly Value[],
  limits: Limits = {},
): Generator<Step, Outcome> {
  const machine = start(program, functionName, args, limits);
  for (;;) {
    const step = machine.advance();
    if (step === undefined) return ended(machine);
    yield step;
  }
}

/** All steps at once. A stopped run keeps the steps it made. */
export function traceOf(
  program: Program,
  functionName: string,
  args: readonly Value[],
  limits: Limits = {},
): { readonly steps: Step[]; readonly outcome: Outcome } {
  const machine = start(program, functionName, args, limits);
  const steps: Step[] = [];
  for (let step = machine.advance(); step !== undefined; step = machine.advance()) steps.push(step);
  return { steps, outcome: ended(machine) };
}

function ended(machine: Machine): Outcome {
  return machine.outcome ?? { kind: "limit", message: "The rule stopped without a result.", line: 0 };
}

function start(program: Program, functionName: string, args: readonly Value[], limits: Limits): Machine {
  const machine = prepare(program, limits);
  const callee = machine.globals.get(functionName);
  if (!(callee instanceof Closure) || !program.functions.has(functionName)) {
    throw new RangeError(`The program has no function ${functionName} that can run.`);
  }
  const made = new Map<Value, Value>();
  machine.begin(
    callee,
    args.map((arg) => copy(arg, made)),
  );
  return machine;
}

/** A machine whose module has been executed: its functions and constants are there. */
export function prepare(program: Program, limits: Limits): Machine {
  const globals = new Map<string, Value>();
  const { setup } = codeOf(program);
  const machine = new Machine(globals, limits);
  run(new Machine(globals, limits), setup);
  return machine;
}

/** Constants that cannot be computed stay unbound: the function that needs one raises NameError, as in Python. */
function run(machine: Machine, code: Code): void {
  machine.enterFunction(new Frame(code, [], undefined));
  while (machine.advance() !== undefined);
}
