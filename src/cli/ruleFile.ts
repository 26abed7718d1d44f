/** @file The RULE of `check` and `runs import`: a file with a rule, and problems only perhaps. */

import { UserError } from "../core/base/errors.ts";
import { type Dialect, dialects, methodNames } from "../core/method/method.ts";
import type { ForeignOptions } from "../core/record/foreignRun.ts";
import { readDocument } from "./documentFile.ts";

/** Throws a `UserError` where the file holds no rule that can run. */
export async function foreignOptions(
  path: string,
  flags: {
    readonly method?: string | undefined;
    readonly dialect?: string | undefined;
    readonly field?: string | undefined;
    readonly prompts?: ForeignOptions["prompts"];
  },
): Promise<ForeignOptions> {
  const { program, problems, diagnostics } = await readDocument(path);
  if (program === undefined || program.functions.size === 0) {
    const [first] = diagnostics;
    const why = first === undefined ? "" : ` (line ${first.line}: ${first.message})`;
    throw new UserError("no-rule", `${path} has no rule that can run${why}.`, "Name a Python file with a rule.");
  }
  const method = methodNames.find((name) => name === flags.method);
  const dialect: Dialect | undefined = dialects.find((name) => name === flags.dialect);
  return {
    rule: { program, problems },
    document: path,
    method,
    dialect,
    field: flags.field,
    prompts: flags.prompts,
    startedAt: new Date(),
  };
}
