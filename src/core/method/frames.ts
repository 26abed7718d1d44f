/** @file The calls that a response is inside of, and the variables it has claimed in each. Shared by the readers of both dialects. */

import type { State, Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { startOf } from "./gold.ts";

interface Frame {
  readonly functionName: string;
  state: State;
}

export class Frames {
  /** Never empty: the rule's own call stays. */
  readonly #frames: [Frame, ...Frame[]];

  constructor(problem: Problem) {
    this.#frames = [{ functionName: problem.functionName, state: startOf(problem) }];
  }

  /** Calls around the running one. */
  get depth(): number {
    return this.#frames.length - 1;
  }

  get functionName(): string {
    return this.#top().functionName;
  }

  get state(): State {
    return this.#top().state;
  }

  set state(state: State) {
    this.#top().state = state;
  }

  enter(functionName: string): void {
    this.#frames.push({ functionName, state: {} });
  }

  /** The text goes on in another function without a call or a return: follow it to a frame of that function. */
  moveTo(functionName: string): void {
    if (this.functionName === functionName) return;
    const at = this.#frames.findLastIndex((frame) => frame.functionName === functionName);
    if (at >= 0) this.#frames.length = at + 1;
    else this.enter(functionName);
  }

  /** The running call returns. True when it was the rule's own. */
  leave(): boolean {
    if (this.#frames.length === 1) return true;
    this.#frames.pop();
    return false;
  }

  bind(name: string, value: Value): void {
    this.state = { ...this.state, [name]: value };
  }

  unbind(name: string): void {
    const { [name]: _gone, ...left } = this.state;
    this.state = left;
  }

  #top(): Frame {
    return this.#frames.at(-1) ?? this.#frames[0];
  }
}
