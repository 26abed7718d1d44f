/** @file What a run tells as it goes: its steps, each with what was printed since the one before. */
import { checkSize, tooMany } from "../operation/raised.ts";
import type { Step } from "../step.ts";
import type { Frame } from "./frame.ts";
import type { Freezer } from "./freeze.ts";

export class Telling {
  readonly #freezer: Freezer;
  readonly #most: number;
  #steps = 0;
  /** What was printed in all, and how much of it the steps given so far tell. */
  #printed = "";
  #told = 0;

  constructor(freezer: Freezer, mostSteps: number) {
    this.#freezer = freezer;
    this.#most = mostSteps;
  }

  get printed(): string {
    return this.#printed;
  }

  print(text: string): void {
    checkSize((this.#printed.length + text.length) >> 3, "a printed text");
    this.#printed += text;
  }

  /** The line has finished, and how. */
  step(frame: Frame, line: number, ending: Pick<Step, "returned" | "yielded" | "raised" | "caught">): Step {
    if (++this.#steps > this.#most) throw tooMany(this.#most, "line");
    const state = this.#freezer.stateOf(frame);
    const printed = this.#printed.slice(this.#told);
    this.#told = this.#printed.length;
    const place = { line, functionName: frame.code.name, depth: frame.depth, state };
    const step = printed === "" ? place : { ...place, printed };
    const { returned, yielded } = ending;
    if (returned !== undefined) return { ...step, returned: this.#freezer.freeze(returned) };
    return yielded === undefined ? { ...step, ...ending } : { ...step, yielded: this.#freezer.freeze(yielded) };
  }

  /** A call has begun, or a generator goes on. */
  entry(frame: Frame): Step {
    const { name, line } = frame.code;
    return { line, functionName: name, depth: frame.depth, state: this.#freezer.stateOf(frame), entered: true };
  }
}
