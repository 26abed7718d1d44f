/**
 * @file Local validity: whether the rule would do a step from the model's own previous state, right or wrong as that may be. It tells a
 * mistake from its consequences.
 */

import type { Gold, GoldStep } from "../method/gold.ts";
import { type Listing, listingOf } from "../method/listing.ts";
import type { ModelStep } from "../method/method.ts";
import { executeLine, LineContext, type LineResult } from "../rule/executeLine.ts";
import { identical, sameState } from "../rule/identical.ts";
import type { State } from "../rule/value.ts";
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
  readonly #gold: Gold;
  /** For each gold step the line that its call executes next. */
  readonly #next: readonly (number | null)[];
  /** Something before could not be read, so the model's state is not fully known. */
  #uncertain = false;
  /** Every step so far was the rule's own: what a line does is what the rule did there, and nothing needs to be executed again. */
  #following: boolean;

  constructor(problem: Problem, gold: Gold) {
    this.#problem = problem;
    this.#listing = listingOf(problem.program, problem.functionName);
    this.#frames = [this.#frame(problem.functionName, gold.start)];
    this.#gold = gold;
    this.#next = nextLines(gold.steps);
    this.#following = gold.changed !== true;
  }

  /** A step could not be read, in whole or in part. */
  unreadable(): void {
    this.#uncertain = true;
    this.#following = false;
    const frame = this.#frames.at(-1);
    if (frame) frame.next = undefined;
  }

  /** `goldIndex`: the gold step that it was compared with. `correct`: it is that very step, in its place. */
  judge(step: ModelStep, correct: boolean, goldIndex?: number): LocalJudgement {
    if (!correct) this.#following = false;
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
    const same = this.#following && goldIndex !== undefined ? this.#gold.steps[goldIndex] : undefined;
    const judgement = same ? this.#follow(frame, same, this.#next[goldIndex ?? 0]) : this.#execute(frame, step, line);
    const caller = this.#frames[depth - 1];
    if (caller && judgement.valid !== true) caller.doubtful = true;
    return judgement;
  }

  #follow(frame: Frame, { line, state, returned, raised }: GoldStep, next: number | null | undefined): LocalJudgement {
    const before = frame.state;
    frame.context.enter(line, before);
    frame.state = state;
    frame.next = next;
    frame.doubtful = false;
    if (raised !== undefined || next === undefined) return { valid: true };
    const ending = returned === undefined ? {} : { returned };
    return { valid: true, result: { kind: "stepped", state, next, ...ending }, before };
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

function nextLines(steps: readonly GoldStep[]): (number | null)[] {
  const following: (number | null)[] = [];
  const next = new Array<number | null>(steps.length);
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i];
    if (step === undefined) continue;
    const { depth, line, entered, returned } = step;
    next[i] = returned === undefined ? (following[depth] ?? null) : null;
    // What comes later at this depth belongs to another call.
    following[depth] = entered ? null : line;
  }
  return next;
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
  if (step.raised !== result.raised || !sameState(step.state, result.state)) return false;
  if (step.returned === undefined || result.returned === undefined) return step.returned === result.returned;
  return identical(step.returned, result.returned);
}
