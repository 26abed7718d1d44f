/** @file Makes problems from the calls that a document holds, and gives each its id. */

import { parseCall } from "../rule/call.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import { readCall } from "../rule/expression.ts";
import type { Program } from "../rule/program.ts";
import type { Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { taskOf } from "../task/registry.ts";
import type { ReadOptions } from "./problems.ts";

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 0-based. */
  readonly column: number;
}

interface KnownCall {
  readonly functionName: string;
  readonly args: readonly Value[];
  readonly at: Position;
}

/** Makes problems from calls and gives each its id. */
export class ProblemCollector {
  readonly problems: Problem[] = [];
  readonly #program: Program;
  readonly #seen = new Map<string, number>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** The problem of a call's text, or why it is none. `anyExpression` also takes what is more than a call with literal arguments. */
  problem(call: string, at: Position, anyExpression = false): Problem | Diagnostic {
    const read = anyExpression ? readCall(this.#program, call) : parseCall(call);
    if (read.problem) {
      const { message, line, column, endLine, endColumn } = read.problem;
      const shift = (inLine: number, inColumn: number): number => (inLine === 1 ? inColumn + at.column : inColumn);
      return {
        message,
        line: at.line + line - 1,
        column: shift(line, column),
        endLine: at.line + endLine - 1,
        endColumn: shift(endLine, endColumn),
      };
    }
    const { functionName, args, expression } = { expression: undefined, ...read };
    const unknown = this.#unknown(functionName, at);
    if (unknown) return unknown;
    return this.#make(call, functionName, args, at.line, expression);
  }

  /** The problem of a call whose arguments are known. */
  of(call: string, { functionName, args, at }: KnownCall): Problem | Diagnostic {
    return this.#unknown(functionName, at) ?? this.#make(call, functionName, args, at.line);
  }

  /** Why a function cannot be called; undefined when it can. */
  #unknown(functionName: string, { line, column }: Position): Diagnostic | undefined {
    if (this.#program.functions.has(functionName)) return undefined;
    const known = [...this.#program.functions.keys()];
    const which = known.length === 0 ? "This file has no rule that can run." : `Rules here: ${known.join(", ")}.`;
    const message = `There is no rule ${functionName} that can run. ${which}`;
    return { message, line, column, endLine: line, endColumn: column + functionName.length };
  }

  #make(call: string, functionName: string, args: readonly Value[], line: number, expression?: true): Problem {
    const count = (this.#seen.get(call) ?? 0) + 1;
    this.#seen.set(call, count);
    return {
      id: count === 1 ? call : `${call} (${count})`,
      line,
      call,
      functionName,
      args,
      program: this.#program,
      ...(expression === undefined ? {} : { expression }),
    };
  }
}

/** Problems with their tasks, which their rules are tried for. `onTry` is told of each rule before. */
export function withTasks(problems: readonly Problem[], onTry?: ReadOptions["onTry"]): Problem[] {
  return problems.map((problem) => {
    if (problem.task !== undefined) return problem;
    onTry?.(problem.functionName, problem.program.functions.get(problem.functionName)?.line ?? problem.line);
    const task = taskOf(problem);
    return task ? { ...problem, task: task.name } : problem;
  });
}
