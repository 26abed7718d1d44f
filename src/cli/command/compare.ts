/** @file `rulescope compare`: stored runs, or runs of a file, side by side, with the step where they part. */

import { readLines } from "../../client/store/runFiles.ts";
import { UserError } from "../../core/base/errors.ts";
import { compareRuns } from "../../core/compare/compare.ts";
import { parseRun, type RunRecord } from "../../core/record/run.ts";
import { command } from "../command.ts";
import { showComparison } from "../show/comparison.ts";
import { openStore, storeFlag } from "../store.ts";

export const compareCommand = command({
  name: "compare",
  operands: "A B [...]",
  count: [2, 8],
  description:
    "Shows runs side by side, step by step, and marks where they first part. A run is named by its id in the store, or as\n" +
    "FILE.jsonl:LINE in a file of exported runs. Exit status: 0 they agree, 1 they differ, 2 one cannot be read.",
  flags: {
    store: storeFlag,
    json: { kind: "switch", about: "one JSON document on stdout" },
  },
  examples: ["rulescope compare 1f3a09c2 77ab30f1", "rulescope compare theirs.jsonl:1 theirs.jsonl:2 --json"],
  async run({ store: path, json }, operands, terminal) {
    const runs: RunRecord[] = [];
    for (const operand of operands) {
      const [, file, line] = /^(.+\.jsonl)(?::(\d+))?$/.exec(operand) ?? [];
      if (file !== undefined) runs.push(await runInFile(file, Number(line ?? 1)));
      else {
        const store = await openStore(path, terminal, { reading: true });
        runs.push(store.get(store.find(operand)));
        store.dispose();
      }
    }
    const comparison = compareRuns(runs);
    if (json) {
      const heads = runs.map(({ id, problem, method, model, answer }) => ({
        id,
        call: problem.call,
        method,
        model,
        answer,
      }));
      terminal.json({ runs: heads, ...comparison });
    } else showComparison(runs, comparison, terminal);
    return comparison.divergence === undefined ? 0 : 1;
  },
});

async function runInFile(path: string, line: number): Promise<RunRecord> {
  for await (const read of readLines(path)) {
    if (read.line !== line) continue;
    if (read.problem !== undefined) throw new UserError("line-malformed", `${path}:${line}: ${read.problem}`, "");
    return parseRun(read.text, `${path}:${line}`);
  }
  throw new UserError("run-unknown", `${path} has no line ${line}.`, "Count its lines from 1.");
}
