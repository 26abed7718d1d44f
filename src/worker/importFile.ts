/** @file Runs of a file put into a run store, which windows and command lines share. */

import { importRuns } from "../client/store/runFiles.ts";
import { RunStore } from "../client/store/runStore.ts";
import { UserError } from "../core/base/errors.ts";
import { readProblems } from "../core/document/problems.ts";
import type { ForeignOptions } from "../core/record/foreignRun.ts";
import type { CheckedParams, Result } from "../protocol/request.ts";
import type { RuleContract } from "../protocol/ruleContract.ts";
import { finite } from "../protocol/wire.ts";

type Params = CheckedParams<RuleContract, "importRuns">;

/** Throws a UserError where the file or the rule cannot be used. */
export async function importFile({ store: path, file, rule }: Params): Promise<Result<RuleContract, "importRuns">> {
  const foreign = rule === null ? undefined : foreignOptions(rule);
  const store = RunStore.open(path);
  try {
    const { added, known, withoutRule, problems } = await importRuns(store, file, foreign);
    return {
      added: finite(added),
      known: finite(known),
      withoutRule: finite(withoutRule),
      problems: problems.map(({ line, message }) => ({ line: finite(line), message })),
    };
  } finally {
    store.dispose();
  }
}

function foreignOptions({ text, document }: NonNullable<Params["rule"]>): ForeignOptions {
  const { program, problems } = readProblems(text, "python");
  if (program === undefined || program.functions.size === 0)
    throw new UserError("no-rule", `${document} has no rule that can run.`, "Choose a Python file with a rule.");
  return { rule: { program, problems }, document, startedAt: new Date() };
}
