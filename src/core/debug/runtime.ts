/**
 * @file A debugging session of one problem: where somebody stands in the model's steps, and how they move. Steps that are not written yet
 * are asked of the writer, one at a time or until something stops the session. Knows no protocol and no editor.
 */
import { messageOf } from "../base/errors.ts";
import type { CheckedStep } from "../check/verdict.ts";
import type { Method } from "../method/method.ts";
import type { RunToken } from "../record/run.ts";
import type { Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { Branch } from "./branch.ts";
import { type FilterName, Stops } from "./breakpoint.ts";
import { alternative, branchByToken, branchByValue } from "./counterfactual.ts";
import type { Writer } from "./writer.ts";

/** Why the session stands still. `end`: the response is over; `failed`: the model could not go on, and may when asked again. */
export type Stopped =
  | { readonly reason: "entry" | "step" | "breakpoint" | "pause" | "end" }
  | { readonly reason: "filter"; readonly name: FilterName; readonly message: string }
  | { readonly reason: "failed"; readonly message: string };

export interface RuntimeOptions {
  readonly problem: Problem;
  readonly method: Method;
  readonly writer: Writer;
  /** Log messages, and conditions that cannot be evaluated. */
  readonly onMessage?: (message: string) => void;
}

type Arrived = (step: CheckedStep) => boolean;
const anyStep: Arrived = () => true;
const noStep: Arrived = () => false;

export class DebugRuntime {
  readonly problem: Problem;
  readonly method: Method;
  readonly stops: Stops;
  readonly #writer: Writer;
  readonly #onMessage: (message: string) => void;
  readonly #branches: Branch[];
  #branch: Branch;
  /** -1 before the first step. */
  #position = -1;
  #cancel: (() => void) | undefined;

  constructor({ problem, method, writer, onMessage = () => {} }: RuntimeOptions) {
    this.problem = problem;
    this.method = method;
    this.stops = new Stops(problem.program);
    this.#writer = writer;
    this.#onMessage = onMessage;
    this.#branch = new Branch({ id: 0, problem, method });
    this.#branches = [this.#branch];
  }

  /** The model's own reasoning and its branches, as they were made. */
  get branches(): readonly Branch[] {
    return this.#branches;
  }

  get branch(): Branch {
    return this.#branch;
  }

  /** Index of the current step; -1 before the first. */
  get position(): number {
    return this.#position;
  }

  get current(): CheckedStep | undefined {
    return this.#branch.steps[this.#position];
  }

  stepIn(): Promise<Stopped> {
    return this.#forward(anyStep);
  }

  /** To the next step of this call, or of one around it. */
  stepOver(): Promise<Stopped> {
    const depth = depthOf(this.current);
    return this.#forward((step) => depthOf(step) <= depth);
  }

  /** To the first step after this call. */
  stepOut(): Promise<Stopped> {
    const depth = depthOf(this.current);
    return this.#forward((step) => depthOf(step) < depth);
  }

  continue(): Promise<Stopped> {
    return this.#forward(noStep);
  }

  stepBack(): Stopped {
    this.#position = Math.max(0, this.#position - 1);
    return { reason: this.#position === 0 ? "entry" : "step" };
  }

  /** Back to where something stops the session, else to the first step. */
  reverseContinue(): Stopped {
    while (this.#position > 0) {
      this.#position--;
      const { halt } = this.stops.at(this.#branch, this.#position);
      if (halt?.kind === "breakpoint") return { reason: "breakpoint" };
      if (halt !== undefined) return { reason: "filter", name: halt.name, message: halt.message };
    }
    return { reason: "entry" };
  }

  pause(): void {
    this.#cancel?.();
  }

  /** Changes a variable of the current step and lets the model go on from there. Throws a UserError, and all stays as it was. */
  async setVariable(name: string, value: Value): Promise<Stopped> {
    const index = this.#position;
    const branch = branchByValue(this.#branch, index, { ...this.#whose(), name, value });
    await this.#prime(branch);
    return this.#enter(branch, index);
  }

  /** Puts an alternative instead of a token and lets the model go on from there. */
  async pickToken(token: number, rank: number): Promise<Stopped> {
    const { branch, step } = branchByToken(this.#branch, token, { ...this.#whose(), rank });
    return this.#enter(branch, step);
  }

  /** Stands in another branch, at the step where it leaves its parent; the first branch keeps the position where it can. */
  goTo(branch: Branch): Stopped {
    const last = branch.steps.length - 1;
    this.#branch = branch;
    this.#position = Math.min(branch.origin?.step ?? this.#position, last);
    return { reason: "step" };
  }

  #whose(): { id: number; problem: Problem; method: Method } {
    return { id: this.#branches.length, problem: this.problem, method: this.method };
  }

  /** A branch joins the others once its changed step stands. */
  async #enter(branch: Branch, index: number): Promise<Stopped> {
    const before = { branch: this.#branch, position: this.#position };
    this.#branch = branch;
    this.#position = index - 1;
    const stopped = await this.#forward(anyStep);
    if (stopped.reason !== "failed") {
      this.#branches.push(branch);
      return stopped;
    }
    this.#branch = before.branch;
    this.#position = before.position;
    return stopped;
  }

  /**
   * Makes the model take the changed text. Where it would decode on in the same line (`total=1` could become `total=12`), the most
   * probable token that ends the line takes its place: the value is the one that was given.
   */
  async #prime(branch: Branch): Promise<void> {
    let free: RunToken | undefined;
    const writing = this.#writer.write(branch.prefix, (token) => {
      if (free !== undefined) return;
      if (token.forced) return branch.push(token);
      free = token;
      writing.cancel();
    });
    await writing.done;
    if (free === undefined || free.text === "" || free.text.startsWith("\n")) return;
    const ending = free.topK.texts.findIndex((text) => text.startsWith("\n"));
    const picked = ending < 0 ? undefined : alternative(free, ending);
    if (picked !== undefined) branch.push(picked);
  }

  async #forward(arrived: Arrived): Promise<Stopped> {
    const branch = this.#branch;
    let stopped = this.#walk(arrived);
    if (stopped !== undefined) return stopped;
    if (branch.end !== undefined) return { reason: "end" };
    const writing = this.#writer.write(branch.prefix, (token) => {
      if (stopped !== undefined) return;
      branch.push(token);
      stopped = this.#walk(arrived);
      if (stopped !== undefined) writing.cancel();
    });
    this.#cancel = () => {
      stopped ??= { reason: "pause" };
      writing.cancel();
    };
    try {
      const stop = await writing.done;
      if (stopped !== undefined) return stopped;
      branch.finish(stop);
      return this.#walk(arrived) ?? { reason: "end" };
    } catch (error) {
      return stopped ?? { reason: "failed", message: messageOf(error) };
    } finally {
      this.#cancel = undefined;
    }
  }

  /** Goes through the steps that are written, until one where the session is to stop. */
  #walk(arrived: Arrived): Stopped | undefined {
    for (let step = this.#next(); step !== undefined; step = this.#next()) {
      this.#position++;
      const { halt, messages } = this.stops.at(this.#branch, this.#position);
      for (const message of messages) this.#onMessage(message);
      if (halt?.kind === "breakpoint") return { reason: "breakpoint" };
      if (halt !== undefined) return { reason: "filter", name: halt.name, message: halt.message };
      if (arrived(step)) return { reason: "step" };
    }
    return undefined;
  }

  #next(): CheckedStep | undefined {
    return this.#branch.steps[this.#position + 1];
  }
}

function depthOf(checked: CheckedStep | undefined): number {
  return checked?.step.depth ?? 0;
}
