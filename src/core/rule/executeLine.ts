/** @file What a rule does on one line, from any state: the ground of calling a model's step locally valid. */

import type { Code, LoopHead, Part } from "./code/code.ts";
import { copy } from "./copy.ts";
import { sameState } from "./identical.ts";
import { headLine, type LineOptions } from "./lineContext.ts";
import { begin, frameAt, linesOf, machineFor, type Place, type Running, standAt, visitsOf } from "./lineRun.ts";
import { Iteration } from "./machine/iteration.ts";
import { Snapshot } from "./machine/snapshot.ts";
import { codeOf, type Program } from "./program.ts";
import { equals, type PyDict, type State, type Value } from "./value.ts";

export { LineContext, type LineOptions } from "./lineContext.ts";

export type LineResult =
  | {
      readonly kind: "stepped";
      readonly state: State;
      /** The line executed next in this function; null when it returns. */
      readonly next: number | null;
      readonly returned?: Value;
      /** The exception that the line raised, where the function goes on after it. */
      readonly raised?: string;
    }
  | { readonly kind: "raised"; readonly type: string; readonly message: string; readonly state: State }
  | { readonly kind: "unknown"; readonly why: string };

/**
 * Executes one line of a function from a claimed state, functions that it calls included. The state is copied.
 * `unknown` where the state and the options do not say what the line would do.
 */
export function executeLine(
  program: Program,
  functionName: string,
  line: number,
  state: State,
  options: LineOptions = {},
): LineResult {
  const code = codeOf(program).functions.get(functionName);
  if (code === undefined) return unknown(`The rule has no function ${functionName}.`);
  const [free] = code.free;
  if (free !== undefined) {
    return unknown(
      `${functionName} uses ${free.name} of the function around it, which the state of a call does not hold.`,
    );
  }
  const stranger = Object.keys(state).find((name) => !code.slotNames.includes(name));
  if (stranger !== undefined) return unknown(`${functionName} has no variable ${stranger}.`);
  const iterator = Object.keys(state).find((name) => state[name] instanceof Iteration);
  if (iterator !== undefined) return unknown(`${iterator} is an iterator, and the state does not say how far it is.`);
  const object = Object.keys(state).find((name) => holdsObject(state[name]));
  if (object !== undefined) return unknown(`${object} holds an object, and the state does not say what is in it.`);
  const place: LinePlace = { program, code, state, operations: options.operations, line, options };
  const { iteration = 0, previousLine } = options;
  const loop =
    iteration === 0 ? undefined : code.parts.find((part) => part.loop !== undefined && headLine(code, part) === line);
  if (loop?.loop !== undefined && loop.loop.binds !== undefined) return takeNext(place, loop, loop.loop);
  const oneLine = loop?.loop !== undefined && previousLine === line && code.lines[loop.loop.next] === line;
  if (oneLine) return finish(place, begin(place, loop, loop.loop.next));
  const parts = code.parts.filter(({ start, end }) => code.lines.slice(start, end).includes(line));
  const inside = parts.find((part) => linesOf(code, part).size > 1 && isWithin(code, part, previousLine));
  if (inside !== undefined && options.visit !== 0) {
    const result = goOn(place, inside);
    if (result !== undefined) return result;
  }
  const beginning = parts.filter(({ start }) => code.lines[start] === line && lineBefore(code, start) !== line);
  if (beginning.length > 0) return agreed(place, beginning);
  const [only] = parts;
  if (only === undefined) return unknown(`Line ${line} holds no statement of ${functionName}.`);
  return (
    goOn(place, only) ?? unknown(`Line ${line} is part of a statement over several lines that does not come to it.`)
  );
}

/** A `finally` is compiled once for each way into it, and several statements may share a line: they must do the same. */
function agreed(place: LinePlace, parts: readonly Part[]): LineResult {
  const [first, ...others] = parts.map((part) => finish(place, begin(place, part, part.start)));
  if (first === undefined || others.some((other) => !alike(first, other))) {
    return unknown(`What line ${place.line} does depends on how it was come to.`);
  }
  return first;
}

function alike(a: LineResult, b: LineResult): boolean {
  if (a.kind === "raised") return b.kind === "raised" && a.type === b.type && sameState(a.state, b.state);
  if (a.kind !== "stepped" || b.kind !== "stepped") return a.kind === b.kind;
  const returned = a.returned === undefined ? b.returned === undefined : equals(a.returned, b.returned ?? null);
  return a.next === b.next && a.raised === b.raised && returned && sameState(a.state, b.state);
}

interface LinePlace extends Place {
  readonly line: number;
  readonly options: LineOptions;
}

/** Whether a value is, or holds, an object of which only the text is known. */
function holdsObject(value: Value | undefined, above: readonly Value[] = []): boolean {
  if (typeof value !== "object" || value === null || above.includes(value)) return false;
  if (value.kind === "opaque") return value instanceof Snapshot;
  const within = [...above, value];
  if (value.kind === "list" || value.kind === "tuple") return value.items.some((item) => holdsObject(item, within));
  if (value.kind !== "dict") return false;
  return [...value.entries.values()].some(([key, item]) => holdsObject(key, within) || holdsObject(item, within));
}

function unknown(why: string): LineResult {
  return { kind: "unknown", why };
}

/** The line of the last instruction before this one that has a line. */
function lineBefore(code: Code, start: number): number | undefined {
  return code.lines.slice(0, start).findLast((line) => line > 0);
}

function isWithin(code: Code, part: Part, line: number | undefined): boolean {
  return line !== undefined && linesOf(code, part).has(line);
}

/** Runs to the end of the line that the frame stands at. */
function finish(place: LinePlace, { machine, frame }: Running): LineResult {
  for (let step = machine.advance(); step !== undefined; step = machine.advance()) {
    if (step.depth > 0) continue;
    if (step.returned !== undefined) return { kind: "stepped", state: step.state, next: null, returned: step.returned };
    if (step.yielded !== undefined) return unknown(`Line ${place.line} gives an item of a generator.`);
    if (step.raised !== undefined) {
      if (!step.caught) break;
      const next = frame.code.lines.slice(frame.pc).find((line) => line > 0) ?? null;
      return { kind: "stepped", state: step.state, next, raised: step.raised };
    }
    return { kind: "stepped", state: step.state, next: frame.line };
  }
  while (machine.advance() !== undefined);
  const { outcome } = machine;
  if (outcome?.kind !== "raised")
    return unknown(outcome?.kind === "limit" ? outcome.message : `Line ${place.line} did not end.`);
  const state = machine.stateOf(frame);
  if (state === undefined) return unknown(`Line ${place.line} makes values larger than the memory limit.`);
  return { kind: "raised", type: outcome.type, message: outcome.message, state };
}

/**
 * Executes the line as a later part of a statement over several lines: what the statement computed before is computed again.
 * Undefined where the statement does not come to the line that way.
 */
function goOn(place: LinePlace, part: Part): LineResult | undefined {
  const { line, state, options } = place;
  // What ran before is run again from where the statement began, which must lead to the claimed state.
  const started = { ...place, state: options.started ?? state };
  const visits = visitsOf(started, part);
  const matches = visits.flatMap((at, index) => {
    const before = visits[index - 1];
    if (at !== line || before === undefined || (options.visit ?? index) !== index) return [];
    return (options.previousLine ?? before) === before ? [index] : [];
  });
  const [visit] = matches;
  if (visit === undefined) return undefined;
  if (matches.length > 1) return unknown(`Line ${line} is executed several times within one statement.`);
  const running = begin(started, part, part.start);
  for (let done = 0; done < visit; ) {
    const step = running.machine.advance();
    if (step === undefined) return undefined;
    if (step.depth === 0) done++;
  }
  const before = running.machine.stateOf(running.frame);
  if (before === undefined || !sameState(before, state)) {
    return unknown(`Line ${line} is part of a statement whose earlier lines have an effect of their own.`);
  }
  return finish(place, running);
}

/** The head of a `for` that has taken items before: its iterable is evaluated where the loop was entered, and gone on in. */
function takeNext(place: LinePlace, part: Part, { next, binds }: LoopHead): LineResult {
  const { code, state, options } = place;
  const entered = options.entered ?? state;
  const evaluating = frameAt(evaluation(code, next), entered, new Map());
  for (let i = 0; i < part.depth; i++) evaluating.push(null);
  evaluating.pc = part.start;
  const machine = machineFor(place);
  machine.beginAt(evaluating);
  while (machine.advance() !== undefined);
  const { outcome } = machine;
  const iterator = outcome?.kind === "returned" ? outcome.value : undefined;
  if (!(iterator instanceof Iteration))
    return unknown("What the loop goes over cannot be evaluated in the state it was entered in.");
  if (!iterator.skip(options.iteration ?? 0)) return unknown("What the loop goes over is only known by running it.");
  // Lists that the loop's body changes but does not rebind are the ones the iterator goes through.
  const made = new Map<Value, Value>();
  for (const [slot, live] of evaluating.slots.entries()) {
    const current = state[code.slotNames[slot] ?? ""];
    if (live !== undefined && current !== undefined && binds?.has(slot) !== true) replaceContent(live, current, made);
  }
  const frame = frameAt(code, state, made);
  for (let i = 0; i < part.depth; i++) frame.push(null);
  frame.push(iterator);
  standAt(frame, next);
  const fresh = machineFor(place);
  fresh.beginAt(frame);
  return finish(place, { machine: fresh, frame });
}

/** The function's code up to where a loop takes its first item; it gives back the iterator. */
function evaluation(code: Code, next: number): Code {
  const giveBack: Code["instructions"][number] = (frame, machine) => machine.return(frame, frame.pop());
  return { ...code, traced: false, instructions: [...code.instructions.slice(0, next), giveBack] };
}

/** Makes a live list or dict hold what the snapshot `current` holds, and stand for it in what is copied from now on. */
function replaceContent(live: Value, current: Value, made: Map<Value, Value>): void {
  if (typeof live !== "object" || live === null || typeof current !== "object" || current === null) return;
  if (made.has(current)) return;
  if (live.kind === "list" && current.kind === "list") {
    made.set(current, live);
    live.items = current.items.map((item) => copy(item, made));
  } else if (live.kind === "dict" && current.kind === "dict") {
    made.set(current, live);
    replaceEntries(live, current, made);
  }
}

/** In place, so that an iterator over the entries stays where it is. */
function replaceEntries(live: PyDict, current: PyDict, made: Map<Value, Value>): void {
  for (const hash of [...live.entries.keys()]) if (!current.entries.has(hash)) live.entries.delete(hash);
  for (const [hash, [key, value]] of current.entries) live.entries.set(hash, [copy(key, made), copy(value, made)]);
}
