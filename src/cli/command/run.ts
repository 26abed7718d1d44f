/** @file `rulescope run`: lets a model answer the problems of a document and checks each step of its reasoning. */

import { resolve } from "node:path";
import { localJudge } from "../../client/localJudge.ts";
import type { Model } from "../../client/models.ts";
import { runProblem } from "../../client/runProblem.ts";
import { Cancelled, EngineLost, UserError } from "../../core/base/errors.ts";
import { goldOf } from "../../core/method/gold.ts";
import { type MethodName, methodNames } from "../../core/method/method.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { Problem } from "../../core/task/problem.ts";
import { taskOf } from "../../core/task/registry.ts";
import { command, type ExitStatus, wholeNumber } from "../command.ts";
import { type DocumentFile, noteDiagnostics, openDocument } from "../documentFile.ts";
import { deviceFlag, deviceOf, type EngineUse, withEngine } from "../engine.ts";
import { fittingModel, namedModel } from "../model.ts";
import { productVersion } from "../product.ts";
import { outcomeJson } from "../show/problemJson.ts";
import { RunView } from "../show/runView.ts";
import { RunSaver, storeFlag } from "../store.ts";

export const runCommand = command({
  name: "run",
  operands: "FILE[:LINE]",
  count: [1, 1],
  description:
    "Runs the problems of a document, or the one at LINE, on a local model, and shows each step with its verdict as\n" +
    "the model writes it. Exit status: 0 all answers right, 1 some wrong, 2 something could not run or be read.",
  flags: {
    model: { kind: "text", value: "M", about: "a model's name or folder (default: the one that fits)" },
    method: {
      kind: "text",
      choices: methodNames,
      about: "the method of the response (default: the model's, else rfft)",
    },
    device: deviceFlag,
    "max-tokens": { kind: "text", value: "N", about: "a response ends after N tokens (default 4096)" },
    seed: { kind: "text", value: "S", about: "sample with this seed instead of taking the most probable token" },
    store: storeFlag,
    "no-store": { kind: "switch", about: "do not save the runs" },
    json: { kind: "switch", about: "one JSON document on stdout" },
  },
  examples: [
    "rulescope run samples/addition.py",
    "rulescope run samples/addition.py:10 --method scratchpad",
    "rulescope run samples/addition.problems --model models/addition-direct --json",
  ],
  async run(flags, [target = ""], terminal) {
    const maxNewTokens = wholeNumber("max-tokens", flags["max-tokens"], 4096);
    const seed = flags.seed === undefined ? undefined : wholeNumber("seed", flags.seed, 0, 0);
    const document = await openDocument(target);
    const method = methodNames.find((name) => name === flags.method);
    const plans = await Promise.all(
      document.problems.map((problem) => planFor(problem, document, flags.model, method)),
    );
    noteDiagnostics(document, terminal);
    const records: object[] = [];
    const count = { right: 0, wrong: 0, unreadable: 0 };
    let status: ExitStatus = document.incomplete ? 2 : 0;
    const device = deviceOf(flags.device);
    const saver = flags["no-store"] ? undefined : new RunSaver(flags.store, terminal);
    const completed = await withEngine("inspect", terminal, async (engine) => {
      for (const plan of plans) {
        if (engine.signal.aborted) return false;
        const view = new RunView(document.path, plan.problem, flags.json ? { ...terminal, out: () => {} } : terminal);
        const record = await runPlan(plan, {
          engine,
          view,
          device,
          maxNewTokens,
          seed,
          document: resolve(document.path),
        }).catch((error: unknown) => {
          if (error instanceof Cancelled) return "stopped";
          if (!(error instanceof UserError || error instanceof EngineLost)) throw error;
          // One problem that cannot run does not keep the others from it; a lost engine starts again.
          terminal.note(`${document.path}:${plan.problem.line}: ${error.message}`);
          return undefined;
        });
        if (record === "stopped") return false;
        if (record === undefined) {
          status = 2;
          continue;
        }
        await saver?.save(record);
        view.end(record);
        records.push(runJson(plan.problem, record));
        count[record.judgement ?? "unreadable"]++;
        if (record.correct === false) status = status === 2 ? 2 : 1;
      }
      return true;
    });
    saver?.dispose();
    if (!completed) terminal.note("Stopped.");
    if (status === 0 && count.unreadable > 0) status = 2;
    if (flags.json) terminal.json({ ...count, problems: records });
    return completed ? status : 2;
  },
});

interface Plan {
  readonly problem: Problem;
  readonly model: Model;
  readonly method: MethodName;
}

/** The flags decide, then the header of a .problems file, then the model's own method, then `rfft`. */
async function planFor(
  problem: Problem,
  { defaults }: DocumentFile,
  modelFlag: string | undefined,
  methodFlag: MethodName | undefined,
): Promise<Plan> {
  const method = methodFlag ?? methodNames.find((name) => name === defaults.method);
  const name = modelFlag ?? defaults.model;
  if (name !== undefined) {
    const model = await namedModel(name);
    return { problem, model, method: method ?? model.manifest.method };
  }
  const wanted = method ?? "rfft";
  return { problem, model: await fittingModel(taskOf(problem)?.name, wanted), method: wanted };
}

interface Running {
  readonly engine: EngineUse;
  readonly view: RunView;
  readonly device: ReturnType<typeof deviceOf>;
  readonly maxNewTokens: number;
  readonly seed: number | undefined;
  readonly document: string;
}

function runPlan(plan: Plan, { engine, view, seed, ...options }: Running): Promise<RunRecord> {
  view.begin(plan.model.manifest.name, plan.method);
  const { client, signal } = engine;
  const sampling = seed === undefined ? { kind: "greedy" as const } : { kind: "sampled" as const, seed };
  const streams = { onToken: view.token, judge: localJudge(view.step) };
  return runProblem({ ...plan, ...options, client, signal, sampling, ...streams, version: productVersion() });
}

function runJson(problem: Problem, record: RunRecord): object {
  const { method, model, device, prompt, response, answer, expected, correct, tokens, ending, firstWrong, stop } =
    record;
  return {
    line: problem.line,
    call: problem.call,
    method,
    model,
    device,
    prompt,
    response,
    steps: record.steps.map(({ line, state, verdict, locallyValid, message, tokens: [first, end], ...step }) => ({
      line,
      state,
      verdict,
      locallyValid,
      message,
      ...(step.expected && { expected: step.expected }),
      tokens: tokens
        .slice(first, end)
        .map(({ text, probability, entropy, topK }) => ({ text, probability, entropy, topK })),
    })),
    ...outcomeJson(goldOf(problem).outcome),
    answer,
    expected,
    correct,
    verdict: record.judgement,
    extraction: record.answerForm ?? null,
    firstWrong,
    ...(ending && { ending }),
    stop,
  };
}
