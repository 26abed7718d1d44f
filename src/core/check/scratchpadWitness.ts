/**
 * @file Local validity of a scratchpad: from one written state the rule is run to the next place where a state is written. The text
 * leaves variables out, so they must be set again before they are read; where they are not, nothing can be said.
 */

import type { LineFacts } from "../method/lineFacts.ts";
import { listingOf } from "../method/listing.ts";
import type { ModelStep } from "../method/method.ts";
import { formatOf, writtenLines } from "../method/scratchpad.ts";
import { executeLine } from "../rule/executeLine.ts";
import { identical, sameState } from "../rule/identical.ts";
import type { State, Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import type { LocalJudgement } from "./local.ts";

/** Lines that are run between two written states before the rule is given up as endless. */
const longestRun = 10_000;

interface Reached {
  readonly line: number;
  readonly state: State;
  readonly next: number | null;
  readonly returned?: Value;
}

export class ScratchpadWitness {
  readonly #problem: Problem;
  readonly #written: ReadonlyMap<number, string>;
  readonly #facts: ReadonlyMap<number, LineFacts>;
  #state: State;
  /** Where the rule goes on; undefined when that is not known. */
  #next: number | null | undefined;
  /** The rule goes on at the head whose state was just written: its decision is still to come, its state is not written again. */
  #atHead = false;

  /** `start` is the state in which the rule begins, `first` the line. */
  constructor(problem: Problem, start: State, first: number | undefined) {
    this.#problem = problem;
    this.#written = writtenLines(problem);
    this.#facts = listingOf(problem.program, problem.functionName).facts;
    this.#state = start;
    this.#next = first;
  }

  /** A line of text could not be read. */
  unreadable(): void {
    this.#next = undefined;
  }

  judge(step: ModelStep): LocalJudgement {
    const reached = this.#run();
    if (step.line !== undefined) {
      this.#state = step.state;
      const branch = this.#facts.get(step.line)?.branch;
      this.#atHead = branch?.kind === "while";
      this.#next = this.#atHead ? step.line : branch || (step.depth ?? 0) > 0 ? undefined : reached?.next;
    }
    if (!reached) return { valid: undefined };
    if (step.returned !== undefined || reached.returned !== undefined) {
      const { returned } = reached;
      return { valid: step.returned !== undefined && returned !== undefined && identical(step.returned, returned) };
    }
    const claim = formatOf(this.#problem)?.claim;
    const code = this.#written.get(reached.line) ?? "";
    return { valid: sameState(step.state, claim ? claim(reached.state, code) : reached.state) };
  }

  /** From the last written state to the next one, or to the end. */
  #run(): Reached | undefined {
    let line = this.#next;
    let state = this.#state;
    let behind: { previousLine?: number } = {};
    const { program, functionName } = this.#problem;
    for (let count = 0; count < longestRun; count++) {
      if (line === null || line === undefined || this.#facts.get(line)?.branch?.kind === "for") return undefined;
      const result = executeLine(program, functionName, line, state, behind);
      if (result.kind !== "stepped") return undefined;
      const { state: after, next, returned } = result;
      if (returned !== undefined) return { line, state: after, next, returned };
      if (this.#written.has(line) && !(count === 0 && this.#atHead)) return { line, state: after, next };
      behind = { previousLine: line };
      state = after;
      line = next;
    }
    return undefined;
  }
}
