/** @file Problems made again from their texts, each rule parsed once as long as somebody asks about it. */

import { recordedProblem } from "../core/record/recordedProblem.ts";
import { type Program, parseProgram } from "../core/rule/program.ts";
import type { Problem } from "../core/task/problem.ts";
import type { ProblemText } from "../protocol/ruleContract.ts";

const kept = 8;

export class Programs {
  readonly #bySource = new Map<string, Program>();

  /** Throws a UserError where the call or the rule cannot be read. */
  problem({ problem, source }: ProblemText): Problem {
    return recordedProblem({ problem, rule: { source } }, (text) => this.#program(text));
  }

  #program(source: string): Program {
    const known = this.#bySource.get(source);
    this.#bySource.delete(source);
    const program = known ?? parseProgram(source).program;
    this.#bySource.set(source, program);
    const [oldest = ""] = this.#bySource.keys();
    if (this.#bySource.size > kept) this.#bySource.delete(oldest);
    return program;
  }
}
