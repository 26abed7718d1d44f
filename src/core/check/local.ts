/**
 * @file Local validity: whether the rule would do a step from the model's own previous state, right or wrong as that may be. It tells a
 * mistake from its consequences.
 */

import { identical } from "../method/edits.ts";
import { type Listing, listingOf } from "../method/listing.ts";
import type { ModelStep } from "../method/method.ts";
import { executeLine, LineContext, type LineResult } from "../rule/executeLine.ts";
import { type State, sameState } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";

export interface LocalJudgement {
  readonly valid: boolean | undefined;
  /** What the rule would do on this line from the model's own state. */
  readonly result?: Extract<LineResult, { kind: "stepped" }>;
  /** The state that it started from. */
  readonly before?: State;
}

interface Frame {
  readonly functionName: string;
  state: State;
  /** The line that comes next, null when the call is over; undefined when that is not known. */
  next: number | null | undefined;
  /** Which loops the call is in, and how far. */
  readonly context: LineContext;
  /** A call made from here went wrong, or could not be read: its result cannot be checked against the state here. */
  doubtful: boolean;
}

const unknown: LocalJudgement = { valid: undefined };

export class LocalWitness {
  readonly #problem: Problem;
  readonly #listing: Listing;
  readonly #frames: Frame[];
  /** Something before could not be read, so the model's state is not fully known. */
  #uncertain = false;

  constructor(problem: Problem, start: State) {
    this.#problem = problem;
    this.#listing = listingOf(problem.program, problem.functionName);
    this.#frames = [this.#frame(problem.functionName, start)];
  }

  /** A step could not be read, in whole or in part. */
  unreadable(): void {
    this.#uncertain = true;
    const frame = this.#frames.at(-1);
    if (frame) frame.next = undefined;
  }

  judge(step: ModelStep, correct: boolean): LocalJudgement {
    const { line, functionName, depth = 0 } = step;
    if (line === undefined || functionName === undefined) return unknown;
    if (step.entered) {
      this.#frames.length = Math.min(this.#frames.length, depth);
      const caller = this.#frames.at(-1);
      if (caller && !correct) caller.doubtful = true;
      this.#frames.push(this.#frame(functionName, step.state));
      return { valid: correct && !this.#uncertain ? true : undefined };
    }
    this.#frames.length = Math.min(this.#frames.length, depth + 1);
    const frame = this.#frames[depth];
    if (!frame || frame.functionName !== functionName) return unknown;
    const judgement = this.#execute(frame, step, line);
    const caller = this.#frames[depth - 1];
    if (caller && judgement.valid !== true) caller.doubtful = true;
    return judgement;
  }

  #execute(frame: Frame, step: ModelStep, line: number): LocalJudgement {
    const before = frame.state;
    const follows = frame.next === undefined || frame.next === line;
    const options = frame.context.enter(line, before);
    const result = executeLine(this.#problem.program, frame.functionName, line, before, options);
    const doubtful = frame.doubtful || this.#uncertain;
    frame.state = keepShared(step.state, result.kind === "stepped" ? result.state : before);
    frame.doubtful = false;
    frame.next = result.kind === "stepped" ? result.next : undefined;
    if (result.kind === "unknown") return unknown;
    const valid = follows && !step.impossible && !step.misread && agrees(step, result);
    if (result.kind === "raised") return { valid: valid || !doubtful ? valid : undefined };
    return { valid: valid || !doubtful ? valid : undefined, result, before };
  }

  #frame(functionName: string, state: State): Frame {
    const definition = this.#listing.definitions.get(functionName);
    const own = this.#listing.lines.filter((line) => line.functionName === functionName);
    const oneLine = own.length === 1;
    const first = oneLine ? own[0] : own.find(({ label, text }) => label !== definition && /^ \S/.test(text));
    const context = new LineContext(this.#problem.program, functionName);
    return { functionName, state, next: first?.line, context, doubtful: false };
  }
}

/**
 * The claimed state, with the rule's own objects where the values are the same: two names of one list stay two names of one
 * list, which a text cannot say.
 */
function keepShared(claimed: State, own: State): State {
  const names = Object.keys(claimed);
  const kept = names.filter((name) => Object.hasOwn(own, name) && identical(own[name], claimed[name]));
  if (kept.length === names.length && names.length === Object.keys(own).length) return own;
  return Object.fromEntries(names.map((name) => [name, (kept.includes(name) ? own[name] : claimed[name]) ?? null]));
}

function agrees(step: ModelStep, result: Exclude<LineResult, { kind: "unknown" }>): boolean {
  if (result.kind === "raised") return step.raised === result.type;
  if (step.raised !== undefined || !sameState(step.state, result.state)) return false;
  if (step.returned === undefined || result.returned === undefined) return step.returned === result.returned;
  return identical(step.returned, result.returned);
}
