/**
 * @file Choosing what the shown run is compared with: a saved run, another problem of the same rule or the same problem by another model,
 * which are run at once, or this very response as another model reads it, such as one that the same training kept on the way.
 */
import * as vscode from "vscode";
import type { EngineClient } from "../../client/engineClient.ts";
import type { Model } from "../../client/models.ts";
import { readFamily } from "../../client/snapshots.ts";
import type { RunSummary } from "../../client/store/runStore.ts";
import { UserError } from "../../core/base/errors.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { parseCall } from "../../core/rule/call.ts";
import type { TextProblem } from "../../core/task/problem.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { type Choice, choose } from "../message/choices.ts";
import type { Models } from "../model/models.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { readSettings, type Settings } from "../setting/settings.ts";
import type { Trace } from "../trace/trace.ts";
import { readByModel, readers } from "./readByModel.ts";
import { recordedSubject } from "./recordedSubject.ts";
import { modelOf, RunActivations } from "./runActivations.ts";

export interface ComparisonParts {
  readonly engine: EngineHost;
  readonly rules: RuleHost;
  readonly models: Models;
  readonly version: string;
  readonly listRuns: () => Promise<readonly RunSummary[]>;
  readonly loadRun: (id: string) => Promise<RunRecord | undefined>;
  readonly saveRun: (record: RunRecord) => Promise<void>;
}

interface ComparisonWork extends Omit<ComparisonParts, "models"> {
  readonly client: EngineClient;
  readonly models: readonly Model[];
  readonly settings: Settings;
}

/** A saved run or a new one; or the shown run, to be read by another model. */
type Compared = RunRecord | { readonly reader: Model };

interface Item extends Choice {
  take?(): Promise<Compared | undefined>;
}

/** Asks for a run to compare a run with, and has the engine read it. Undefined where nothing was chosen; `chosen` is called where something was. */
export async function openCompared(
  { subject }: RunActivations,
  parts: ComparisonParts,
  chosen: () => void,
): Promise<RunActivations | undefined> {
  const settings = readSettings(vscode.Uri.parse(subject.uri));
  const [client, found] = await Promise.all([parts.engine.client(), parts.models.find(settings)]);
  const choice = await chooseCompared(subject.trace, { ...parts, client, models: found.models, settings });
  if (choice === undefined) return undefined;
  chosen();
  const [other, model] =
    "reader" in choice
      ? [readByModel(subject, choice.reader), choice.reader]
      : [await recordedSubject(choice, subject, parts.rules), modelOf(choice.model, found.models)];
  let opened: RunActivations | undefined;
  const listener = {
    onRun: (activations: RunActivations) => {
      opened = activations;
    },
    onLayer: () => {},
  };
  await RunActivations.open(
    other,
    { client, rules: parts.rules, model, device: settings.device, pictures: false },
    listener,
  );
  return opened;
}

/** Undefined where nothing was chosen. */
async function chooseCompared(trace: Trace, parts: ComparisonWork): Promise<Compared | undefined> {
  const own = parts.models.find(({ manifest }) => manifest.name === trace.model.name);
  const others = own === undefined ? [] : readers(own, [...(await readFamily(own.dir)), ...parts.models]);
  const items = itemsFor(trace, await parts.listRuns(), others, parts);
  const chosen = await choose(items, {
    title: `Compare ${trace.problem.call} with another run`,
    placeHolder: "A saved run, another problem, another model, or an earlier checkpoint of the model",
    matchOnDescription: true,
  });
  return chosen?.take?.();
}

function itemsFor(trace: Trace, runs: readonly RunSummary[], others: readonly Model[], parts: ComparisonWork): Item[] {
  const { problem, method, model } = trace;
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const fits = (run: RunSummary): boolean =>
    run.id !== trace.stored && run.functionName === problem.functionName && run.method === method && run.steps > 0;
  /** Calls of one shape have arguments of the same lengths. */
  const shapeOf = (call: string): string => call.replace(/[0-9]/g, "0").replace(/[a-z]/gi, "a");
  const saved = (run: RunSummary): Item => ({
    label: run.call,
    description: `${run.model}, ${run.answer ?? "no answer"}`,
    detail: new Date(run.startedAt).toLocaleString(),
    take: () => parts.loadRun(run.id),
  });
  const sameModel = runs.filter((run) => fits(run) && run.model === model.name);
  const sameLength = sameModel.filter(({ call }) => shapeOf(call) === shapeOf(problem.call));
  const otherRuns = runs.filter((run) => fits(run) && !sameLength.includes(run));
  const byModel = parts.models.filter(({ manifest }) => manifest.name !== model.name && manifest.method === method);
  return [
    {
      icon: "edit",
      label: "Another problem…",
      description: "run now by the same model",
      take: () => otherProblem(trace, parts),
    },
    ...byModel.map((other) => ({
      icon: "symbol-misc",
      label: `The same problem by ${other.manifest.name}`,
      description: "run now",
      take: () => run(problem, other, trace, parts),
    })),
    ...(others.length > 0 ? [separator("this response, as another model reads it")] : []),
    ...others.map((reader) => ({ icon: "eye", label: reader.manifest.name, take: async () => ({ reader }) })),
    ...(sameLength.length > 0 ? [separator("saved runs of the same length"), ...sameLength.map(saved)] : []),
    ...(otherRuns.length > 0 ? [separator("other saved runs"), ...otherRuns.map(saved)] : []),
  ];
}

async function otherProblem(trace: Trace, parts: ComparisonWork): Promise<RunRecord | undefined> {
  const { problem } = trace;
  const call = await vscode.window.showInputBox({
    title: `Compare ${problem.call} with another problem`,
    prompt: "For patching it must be as long: as many digits, words or items in each position.",
    value: problem.call,
    // A call can be looked up in the editor meanwhile.
    ignoreFocusOut: true,
    validateInput: (text) => {
      const read = parseCall(text);
      if (read.problem) return read.problem.message;
      if (read.functionName !== problem.functionName) return `Call the same rule, ${problem.functionName}.`;
      return text.trim() === problem.call ? "This is the run that is shown: change a value." : undefined;
    },
  });
  if (call === undefined) return undefined;
  const read = parseCall(call);
  if (read.problem) throw new UserError("no-problem", read.problem.message, "Write one call of the rule.");
  const { id: _, expected: __, ...same } = problem;
  const other: TextProblem = { ...same, id: call.trim(), call: call.trim() };
  return run(other, modelOf(trace.model.name, parts.models), trace, parts);
}

async function run(
  problem: TextProblem,
  model: Model,
  { method }: Trace,
  parts: ComparisonWork,
): Promise<RunRecord | undefined> {
  const { client, rules, settings, version, saveRun } = parts;
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: `Rulescope: ${problem.call} by ${model.manifest.name}`,
    cancellable: true,
  };
  return vscode.window.withProgress(progress, async (report, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const { runProblem } = await import("../../client/runProblem.ts");
    const record = await runProblem({
      client,
      judge: await rules.judge(),
      model,
      problem,
      method,
      version,
      device: settings.device,
      maxNewTokens: settings.maxNewTokens,
      signal: abort.signal,
      onToken: ({ index }) => report.report({ message: `${index + 1} tokens` }),
    });
    await saveRun(record);
    return abort.signal.aborted ? undefined : record;
  });
}
