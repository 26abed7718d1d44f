/**
 * @file A module's functions and constants, computed once for each program. Every run begins with them as they were: a name is copied when
 * the run first reads it, and what two names share stays shared.
 */

import { copy } from "./copy.ts";
import { Builtin } from "./machine/builtin.ts";
import { Closure, Frame } from "./machine/frame.ts";
import type { Host } from "./machine/host.ts";
import { Machine } from "./machine/machine.ts";
import { ModuleValue } from "./module/ruleModule.ts";
import { codeOf, type Program } from "./program.ts";
import { defaultLimits, type Limits, type Outcome } from "./step.ts";
import { isSet, type Value } from "./value.ts";

/** Constants have a budget of their own, so that what they cost is no matter of the run that needs them. */
const budget: Limits = { operations: defaultLimits.operations };

interface Constants {
  readonly values: ReadonlyMap<string, Value>;
  /** Whether all of them are data and plain functions, which can be copied; if not, they are computed for each run. */
  readonly copyable: boolean;
  /** How computing them ended, where it did not end well. */
  readonly failed: Outcome | undefined;
  /** What classes among them are bound to. */
  readonly host: Host;
}

const computed = new WeakMap<Program, Constants>();

/** The names of the module for one run, and how the module failed, if it did. */
export function constantsFor(program: Program): {
  readonly globals: Map<string, Value>;
  readonly failed: Outcome | undefined;
  readonly host: Host | undefined;
} {
  let constants = computed.get(program);
  if (constants === undefined) {
    constants = compute(program);
    computed.set(program, constants);
  } else if (!constants.copyable) constants = compute(program);
  const { values, copyable, failed, host } = constants;
  return copyable
    ? { globals: new Globals(values), failed, host: undefined }
    : { globals: new Map(values), failed, host };
}

function compute(program: Program): Constants {
  const { setup } = codeOf(program);
  const values = new Map<string, Value>();
  const machine = new Machine(values, budget);
  const frame = new Frame(setup, [], undefined);
  machine.enterFunction(frame);
  while (machine.advance() !== undefined);
  const { outcome } = machine;
  const failed = outcome?.kind === "returned" ? undefined : outcome;
  const line = setup.lines.slice(0, frame.pc).findLast((each) => each > 0) ?? 1;
  const seen = new Set<Value>();
  return {
    values,
    copyable: [...values.values()].every((value) => isCopyable(value, seen)),
    failed: failed && placed(failed, line),
    host: machine.host,
  };
}

function placed(outcome: Outcome, line: number): Outcome {
  if (outcome.kind === "returned") return outcome;
  const at = outcome.line > 0 ? outcome.line : line;
  if (outcome.kind === "limit")
    return { ...outcome, message: `The constants of this file: ${outcome.message}`, line: at };
  return { ...outcome, line: at, functionName: outcome.functionName || "<module>" };
}

/** Iterators, closures over variables and objects have a state that a copy would not share as they do. */
function isCopyable(value: Value, seen: Set<Value>): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return true;
  seen.add(value);
  switch (value.kind) {
    case "list":
    case "tuple":
      return value.items.every((item) => isCopyable(item, seen));
    case "dict":
      return [...value.entries.values()].every(([key, item]) => isCopyable(key, seen) && isCopyable(item, seen));
    case "set":
    case "frozenset":
    case "bytes":
    case "range":
      return true;
    case "opaque":
      if (value instanceof Closure) {
        const plain = value.enclosing === undefined && value.constructor === Closure;
        return plain && value.defaults.every((each) => each === undefined || isCopyable(each, seen));
      }
      return value instanceof Builtin || value instanceof ModuleValue;
    default:
      return false;
  }
}

/** The module's names, each copied from the computed ones when it is first read. */
class Globals extends Map<string, Value> {
  readonly #source: ReadonlyMap<string, Value>;
  readonly #waiting: Set<string>;
  readonly #made = new Map<Value, Value>();

  constructor(source: ReadonlyMap<string, Value>) {
    super();
    this.#source = source;
    this.#waiting = new Set(source.keys());
  }

  override get(name: string): Value | undefined {
    if (this.#waiting.delete(name)) super.set(name, this.#copied(this.#source.get(name) as Value));
    return super.get(name);
  }

  override has(name: string): boolean {
    return this.#waiting.has(name) || super.has(name);
  }

  override set(name: string, value: Value): this {
    this.#waiting.delete(name);
    return super.set(name, value);
  }

  override delete(name: string): boolean {
    const waiting = this.#waiting.delete(name);
    return super.delete(name) || waiting;
  }

  #copied(value: Value): Value {
    if (!(value instanceof Closure) || value.defaults.every(isConstant)) return copy(value, this.#made);
    const known = this.#made.get(value);
    if (known !== undefined) return known;
    const defaults = value.defaults.map((each) => (each === undefined ? undefined : copy(each, this.#made)));
    const made = new Closure(value.code, undefined, defaults);
    this.#made.set(value, made);
    return made;
  }
}

function isConstant(value: Value | undefined): boolean {
  if (typeof value !== "object" || value === null) return true;
  return value.kind !== "list" && value.kind !== "dict" && value.kind !== "tuple" && !isSet(value);
}
