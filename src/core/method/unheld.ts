/** @file What the dialects of rfft cannot write, told before a model is asked: their text could not be read back without doubt. */
import { UserError } from "../base/errors.ts";
import { codeOf } from "../rule/program.ts";
import type { Problem } from "../task/problem.ts";
import { listingOf } from "./listing.ts";

/** Throws a UserError that names the construct and its line. */
export function refuseUnheld({ program, functionName }: Problem): void {
  const { definitions, classes } = listingOf(program, functionName);
  const { functions } = codeOf(program);
  for (const name of definitions.keys()) {
    const code = functions.get(name);
    if (code?.generates) throw unheld(`\`${name}\` (line ${code.line}) is a generator function`);
  }
  for (const [name, line] of classes) throw unheld(`\`${name}\` (line ${line}) is a class`);
}

function unheld(what: string): UserError {
  return new UserError(
    "method-unheld",
    `${what}, and the traces of rule-following cannot write its steps.`,
    "Choose the method scratchpad or direct.",
  );
}
