/** @file Standing in the middle of a function: a frame at any instruction, with any state. */
import type { Code, Part } from "./code/code.ts";
import { copy } from "./copy.ts";
import { prepare } from "./interpret.ts";
import { unknownException } from "./machine/exception.ts";
import { Frame } from "./machine/frame.ts";
import type { Machine } from "./machine/machine.ts";
import type { Program } from "./program.ts";
import type { State, Value } from "./value.ts";

const operationsDefault = 1_000_000;

export interface Place {
  readonly program: Program;
  readonly code: Code;
  readonly state: State;
  readonly operations: number | undefined;
}

export interface Running {
  readonly machine: Machine;
  readonly frame: Frame;
}

export function linesOf(code: Code, { start, end }: Part): Set<number> {
  return new Set(code.lines.slice(start, end).filter((line) => line > 0));
}

export function machineFor({ program, operations }: Place): Machine {
  return prepare(program, { operations: operations ?? operationsDefault });
}

/** A frame that stands at an instruction, its variables as claimed. */
export function frameAt(code: Code, state: State, made: Map<Value, Value>): Frame {
  const frame = new Frame(code, new Array(code.slotNames.length).fill(undefined), undefined);
  for (const [name, value] of Object.entries(state)) frame.store(code.slotNames.indexOf(name), copy(value, made));
  return frame;
}

export function begin(place: Place, part: Part, pc: number): Running {
  const machine = machineFor(place);
  const frame = frameAt(place.code, place.state, new Map());
  // Iterators of the loops around: the line cannot reach them.
  for (let i = 0; i < part.depth; i++) frame.push(null);
  for (let i = 0; i < part.handling; i++) frame.handled.push(unknownException);
  standAt(frame, pc);
  machine.beginAt(frame);
  return { machine, frame };
}

export function standAt(frame: Frame, pc: number): void {
  frame.pc = pc;
  frame.last = pc;
  frame.line = frame.code.lines[pc] ?? 0;
  frame.pending = true;
}

/** The lines that a statement goes through, from its start. */
export function visitsOf(place: Place, part: Part): number[] {
  const { machine, frame } = begin(place, part, part.start);
  const visits = [frame.line];
  for (let step = machine.advance(); step !== undefined; step = machine.advance()) {
    if (step.depth > 0) continue;
    const left =
      frame.pc < part.start || frame.pc >= part.end || step.returned !== undefined || step.yielded !== undefined;
    if (left || visits.length > place.code.lines.length) break;
    visits.push(frame.line);
  }
  return visits;
}
