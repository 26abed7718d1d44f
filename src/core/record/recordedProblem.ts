/** @file The problem that a record tells of, made again from its own text: the rule's file may have changed or be elsewhere. */

import { UserError } from "../base/errors.ts";
import { readCall } from "../rule/expression.ts";
import { parseLiteral } from "../rule/literal.ts";
import { type Program, parseProgram } from "../rule/program.ts";
import type { Problem } from "../task/problem.ts";
import type { RunRecord } from "./run.ts";

/**
 * Throws a UserError where the record holds no rule, or one that this Rulescope does not read. `programOf` may know the rule's text
 * already.
 */
export function recordedProblem(
  { problem, rule }: Pick<RunRecord, "problem" | "rule">,
  programOf: (source: string) => Program = (source) => parseProgram(source).program,
): Problem {
  const { id, line, call, functionName, task, expected } = problem;
  if (rule === undefined) throw unusable(call, "holds no rule");
  const program = programOf(rule.source);
  const read = readCall(program, call);
  if (read.problem) throw unusable(call, "holds a call that cannot be read");
  if (!program.functions.has(functionName)) throw unusable(call, `holds no rule ${functionName} that can run`);
  const value = expected === undefined ? undefined : parseLiteral(expected);
  return {
    id,
    line,
    call,
    functionName,
    args: read.args,
    program,
    ...(read.expression === undefined ? {} : { expression: read.expression }),
    ...(task === undefined ? {} : { task }),
    ...(value === undefined ? {} : { expected: value }),
  };
}

function unusable(call: string, why: string): UserError {
  return new UserError("run-unusable", `The recorded run of ${call} ${why}.`, "Run the problem again.");
}
