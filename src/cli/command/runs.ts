/** @file `rulescope runs`: the stored runs of this user, or of another store: listed, shown, exported and imported. */

import { exportFile, exportRuns } from "../../client/store/runExport.ts";
import { importRuns } from "../../client/store/runFiles.ts";
import { type RunFilter, type RunStore, runVerdicts } from "../../client/store/runStore.ts";
import { methodNames } from "../../core/method/method.ts";
import { recordedProblem } from "../../core/record/recordedProblem.ts";
import { command, type ExitStatus, type FlagValues, usageError, wholeNumber } from "../command.ts";
import { nearest } from "../nearest.ts";
import { foreignOptions } from "../ruleFile.ts";
import { replay } from "../show/replay.ts";
import { runRow } from "../show/runRows.ts";
import { openStore, storeFlag } from "../store.ts";
import type { Terminal } from "../terminal.ts";

const actions = ["list", "show", "export", "import"] as const;
type Action = (typeof actions)[number];

const flags = {
  store: storeFlag,
  text: { kind: "text", value: "T", about: "list, export: only runs with this text in the problem, file or model" },
  method: { kind: "text", choices: methodNames, about: "list, export: only this method; import: how to read traces" },
  model: { kind: "text", value: "M", about: "list, export: only this model" },
  verdict: { kind: "text", choices: runVerdicts, about: "list, export: only these" },
  limit: { kind: "text", value: "N", about: "list: at most N, the newest (default 50)" },
  out: { kind: "text", value: "FILE", about: "export: into this file instead of stdout" },
  rule: { kind: "text", value: "FILE", about: "import: the rule to check traces of other programs against" },
  json: { kind: "switch", about: "one JSON document on stdout" },
} as const;

export const runsCommand = command({
  name: "runs",
  operands: "list | show ID | export [ID ...] | import FILE",
  count: [1, 1000],
  description:
    "list    the stored runs, newest first\n" +
    "show    one run with its steps, from the store alone; an id may be shortened\n" +
    "export  runs as JSON lines, one complete run a line, for another machine\n" +
    "import  such a file, or JSON lines of other programs with `prompt` and `response`, checked against --rule",
  flags,
  examples: [
    "rulescope runs list --verdict wrong",
    "rulescope runs show 1f3a09c2",
    "rulescope runs export --out runs.jsonl",
    "rulescope runs import theirs.jsonl --rule samples/addition.py",
  ],
  async run(values, [name = "", ...operands], terminal) {
    const action = actions.find((each) => each === name);
    if (action === undefined) {
      const meant = nearest(name, actions);
      const hint = meant ? `Did you mean ${meant}?` : `There are ${actions.join(", ")}.`;
      throw usageError(`\`rulescope runs\` cannot ${name}. ${hint}`, "runs");
    }
    const store = await openStore(values.store, terminal, { reading: action !== "import" });
    try {
      return await doing[action](store, { values, operands, terminal });
    } finally {
      store.dispose();
    }
  },
});

interface Command {
  readonly values: FlagValues<typeof flags>;
  readonly operands: readonly string[];
  readonly terminal: Terminal;
}

const doing: Readonly<Record<Action, (store: RunStore, command: Command) => Promise<ExitStatus>>> = {
  async list(store, { values, operands, terminal }) {
    if (operands[0] !== undefined) throw usageError(`\`rulescope runs list\` takes no ${operands[0]}.`, "runs");
    const runs = store.list({ ...filterOf(values), limit: wholeNumber("limit", values.limit, 50) });
    if (values.json) terminal.json({ store: store.path, runs });
    else for (const run of runs) terminal.out(runRow(run, terminal));
    if (runs.length === 0) terminal.note(`No such runs in ${store.path}.`);
    return 0;
  },

  async show(store, { values, operands, terminal }) {
    const [id, extra] = operands;
    if (id === undefined || extra !== undefined) throw usageError("`rulescope runs show` needs one ID.", "runs");
    const record = store.get(store.find(id));
    if (values.json) terminal.json(record);
    else replay(recordedProblem(record), record, terminal);
    return 0;
  },

  async export(store, { values, operands, terminal }) {
    const ids =
      operands.length > 0 ? operands.map((id) => store.find(id)) : store.list(filterOf(values)).map((it) => it.id);
    const toTerminal = (line: string): void => terminal.out(line.trimEnd());
    const report = await (values.out === undefined
      ? exportRuns(store, ids, toTerminal)
      : exportFile(store, ids, values.out));
    for (const problem of report.problems) terminal.note(problem);
    if (values.out !== undefined) terminal.note(`${report.written} runs written to ${values.out}.`);
    return report.problems.length > 0 ? 2 : 0;
  },

  async import(store, { values, operands, terminal }) {
    const [path, extra] = operands;
    if (path === undefined || extra !== undefined) throw usageError("`rulescope runs import` needs one FILE.", "runs");
    const foreign =
      values.rule === undefined ? undefined : await foreignOptions(values.rule, { method: values.method });
    const report = await importRuns(store, path, foreign);
    const { added, known, withoutRule, problems } = report;
    for (const { line, message } of problems) terminal.note(`${path}:${line}: ${message}`);
    if (withoutRule > 0)
      terminal.note(`${path}: ${withoutRule} traces of another program were skipped: name their rule with --rule.`);
    if (values.json) terminal.json(report);
    else terminal.out(`${added} runs added, ${known} were there already.`);
    return problems.length > 0 || withoutRule > 0 ? 2 : 0;
  },
};

function filterOf({ text, method, model, verdict }: Command["values"]): RunFilter {
  return { text, method, model, verdict: runVerdicts.find((each) => each === verdict) };
}
