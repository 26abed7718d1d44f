/** @file `rulescope attention`: what each head does when a model answers the problems of a document, with intervals over the problems. */

import { localJudge } from "../../client/localJudge.ts";
import type { Model } from "../../client/models.ts";
import { runHeads } from "../../client/runHeads.ts";
import { runProblem } from "../../client/runProblem.ts";
import { type HeadScores, type ScoreName, scoreNames } from "../../core/attention/headScores.ts";
import { Cancelled } from "../../core/base/errors.ts";
import { countOf, percentRange, percentText } from "../../core/format/figures.ts";
import { type MethodName, methodNames } from "../../core/method/method.ts";
import { meanInterval } from "../../core/statistics/interval.ts";
import { taskOf } from "../../core/task/registry.ts";
import { columns, command } from "../command.ts";
import { noteDiagnostics, openDocument } from "../documentFile.ts";
import { deviceFlag, deviceOf, withEngine } from "../engine.ts";
import { fittingModel, namedModel } from "../model.ts";

const titles: Readonly<Record<ScoreName, string>> = {
  ruleLine: "rule line",
  operands: "operands",
  previousToken: "previous",
  duplicateToken: "duplicate",
  induction: "induction",
  firstToken: "first token",
  entropy: "entropy",
  distance: "distance",
};

export const attentionCommand = command({
  name: "attention",
  operands: "FILE[:LINE]",
  count: [1, 1],
  description:
    "Runs the problems of a document, or the one at LINE, and scores every head of the model: how much it attends to the line that\n" +
    "a step claims, at the problem's arguments, the previous token, earlier same tokens, what followed them, and the first\n" +
    "token; its entropy in nats and its distance in tokens. Means over the problems with 95 % intervals.",
  flags: {
    model: { kind: "text", value: "M", about: "a model's name or folder (default: the one that fits)" },
    method: {
      kind: "text",
      choices: methodNames,
      about: "the method of the response (default: the model's, else rfft)",
    },
    sort: { kind: "text", choices: scoreNames, about: "heads in the order of this score (default ruleLine)" },
    device: deviceFlag,
    json: { kind: "switch", about: "one JSON document on stdout" },
  },
  examples: [
    "rulescope attention samples/addition.py",
    "rulescope attention samples/addition.py:10 --sort operands --json",
  ],
  async run(flags, [target = ""], terminal) {
    const document = await openDocument(target);
    const method = methodNames.find((name) => name === (flags.method ?? document.defaults.method));
    noteDiagnostics(document, terminal);
    const device = deviceOf(flags.device);
    const [first] = document.problems;
    if (first === undefined) return 2;
    const model = await chosenModel(flags.model ?? document.defaults.model, taskOf(first)?.name, method);
    const runs = await withEngine("inspect", terminal, async ({ client, signal }) => {
      const found = [];
      for (const problem of document.problems) {
        if (signal.aborted) throw new Cancelled();
        terminal.status(problem.call);
        const record = await runProblem({ client, model, problem, method, device, signal, judge: localJudge() });
        found.push({ problem, record, heads: await runHeads({ client, model, device, problem, record, signal }) });
      }
      return found;
    });
    terminal.status("");
    const by = scoreNames.find((name) => name === flags.sort) ?? "ruleLine";
    const heads = (runs[0]?.heads ?? [])
      .map(({ layer, head }, i) => ({ layer, head, scores: summary(runs.map((run) => run.heads[i]?.scores)) }))
      .sort((a, b) => (b.scores[by]?.mean ?? -1) - (a.scores[by]?.mean ?? -1));
    if (flags.json) {
      const problems = runs.map(({ problem, record }) => ({ call: problem.call, correct: record.correct }));
      terminal.json({ model: model.manifest.name, method: method ?? model.manifest.method, problems, heads });
      return 0;
    }
    terminal.out(`${model.manifest.name}, ${countOf(runs.length, "problem")}`);
    for (const { layer, head, scores } of heads) {
      terminal.out(`layer ${layer}, head ${head}`);
      const rows = scoreNames.flatMap((name) =>
        scores[name] ? [[titles[name], words(name, scores[name])] as const] : [],
      );
      for (const line of columns(rows)) terminal.out(line);
    }
    return 0;
  },
});

function chosenModel(
  name: string | undefined,
  task: string | undefined,
  method: MethodName | undefined,
): Promise<Model> {
  return name === undefined ? fittingModel(task, method ?? "rfft") : namedModel(name);
}

type Summary = { readonly [N in ScoreName]?: NonNullable<ReturnType<typeof meanInterval>> };

/** Over the runs that have a case for a score. */
function summary(runs: readonly (HeadScores | undefined)[]): Summary {
  const entries = scoreNames.flatMap((name) => {
    const found = meanInterval(runs.flatMap((scores) => scores?.[name] ?? []));
    return found === undefined ? [] : [[name, found] as const];
  });
  return Object.fromEntries(entries);
}

/** `22.1 % (18.0 to 26.2 %)`, `1.24 nats (1.10 to 1.38)` */
function words(name: ScoreName, { mean, low, high }: NonNullable<ReturnType<typeof meanInterval>>): string {
  const known = low !== null && high !== null;
  if (name !== "entropy" && name !== "distance") {
    return `${percentText(mean)}${known ? ` (${percentRange(low, high)})` : ""}`;
  }
  const interval = known ? ` (${low.toFixed(2)} to ${high.toFixed(2)})` : "";
  return `${mean.toFixed(2)} ${name === "entropy" ? "nats" : "tokens"}${interval}`;
}
