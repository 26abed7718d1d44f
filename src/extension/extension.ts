/**
 * @file The composition root: makes each part, hands it what it needs, and registers it. Nothing is read, parsed or started here:
 * the parser comes with the first document that could hold a problem, the engine with the first run.
 */
import * as vscode from "vscode";
import { DisposableList } from "../core/base/disposable.ts";
import type { RunRecord } from "../core/record/run.ts";
import { AttentionViews } from "./attention/attentionViews.ts";
import { registerCommands } from "./command/commands.ts";
import { CompareViews } from "./compare/compareViews.ts";
import { keepContextKeys } from "./context/contextKeys.ts";
import { languages, recipeLanguage } from "./contributions.ts";
import { registerDebugging } from "./debug/debugging.ts";
import { decorate } from "./decoration/decorator.ts";
import { showDocumentDiagnostics } from "./diagnostic/documentDiagnostics.ts";
import { showTraceDiagnostics } from "./diagnostic/traceDiagnostics.ts";
import { ProblemDocuments } from "./document/problemDocuments.ts";
import { registerTaskRules } from "./document/taskRules.ts";
import { EngineHost } from "./engine/engineHost.ts";
import { prestartEngine } from "./engine/prestart.ts";
import { Experiments } from "./experiment/experiments.ts";
import { RecipeLenses } from "./experiment/recipeLenses.ts";
import { TraceHovers } from "./hover/traceHovers.ts";
import { InferenceCompletions, inferenceTriggers } from "./inference/inferenceCompletions.ts";
import { InferenceHovers } from "./inference/inferenceHovers.ts";
import { InferenceReader } from "./inference/inferenceReader.ts";
import { LatentViews } from "./latent/latentViews.ts";
import { ProblemLenses } from "./lens/problemLenses.ts";
import { monitorBlocks } from "./log/blockMonitor.ts";
import { createLog } from "./log/log.ts";
import { MapViews } from "./map/mapViews.ts";
import { Models } from "./model/models.ts";
import { RuleHost } from "./rule/ruleHost.ts";
import { Runs } from "./run/runs.ts";
import { logSettings } from "./setting/settingLog.ts";
import { showStatus } from "./status/statusItem.ts";
import { registerStepCommands } from "./stepping/stepCommands.ts";
import { registerRunCommands } from "./store/runCommands.ts";
import { RunsView } from "./store/runsView.ts";
import { isRunsNode } from "./store/runTree.ts";
import { SavedRuns } from "./store/savedRuns.ts";
import { registerTesting } from "./testing/testing.ts";
import { followEdits } from "./trace/traceEdits.ts";
import { Traces } from "./trace/traces.ts";
import { TraceViews } from "./trace/traceViews.ts";
import { pathReach } from "./trust/trust.ts";

const selector: vscode.DocumentSelector = [{ language: languages.python }, { language: languages.problems }];

export function activate(context: vscode.ExtensionContext): void {
  const started = performance.now();
  const list = new DisposableList();
  context.subscriptions.push(list);
  const { extensionUri, extension } = context;
  const version = versionOf(extension.packageJSON);
  const inExtension = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path);

  const log = list.add(createLog());
  list.add(monitorBlocks(log));
  const traces = new Traces();
  const ruleProcess = { entry: inExtension("dist", "ruleWorker.js").fsPath, log: (line: string) => log.info(line) };
  const rules = list.add(new RuleHost(ruleProcess));
  const documents = list.add(new ProblemDocuments((document, signal) => rules.readDocument(document, signal)));
  const engine = list.add(
    new EngineHost({
      role: "inspect",
      entry: inExtension("dist", "engine.js").fsPath,
      log: (line) => log.info(line),
      onDeviceChanged: (choice) => log.warn(`The device changed: ${choice.label}`),
    }),
  );
  const trainer = list.add(
    new EngineHost({
      role: "train",
      entry: inExtension("dist", "engine.js").fsPath,
      log: (line) => log.info(line),
      onDeviceChanged: (choice) => log.warn(`The device of the training changed: ${choice.label}`),
    }),
  );
  const models = new Models(inExtension("models").fsPath);
  const savedRuns = list.add(new SavedRuns(context.storageUri ?? context.globalStorageUri, log));
  const saveRun = (record: RunRecord) => savedRuns.add(record);
  const runs = list.add(new Runs({ documents, traces, engine, rules, models, log, saveRun, version }));

  list.add(logSettings(log));
  list.add(followEdits(documents, traces));
  list.add(decorate(traces, (name) => inExtension("media", name)));
  list.add(showTraceDiagnostics(traces));
  list.add(showDocumentDiagnostics(documents));
  list.add(showStatus(traces));
  list.add(keepContextKeys(documents, traces));
  list.add(prestartEngine(documents, engine, rules));
  list.add(registerStepCommands(traces));
  list.add(
    registerCommands({
      runs,
      models,
      engine,
      log,
      version,
      documents,
      rules,
      sample: inExtension("samples", "addition.py"),
    }),
  );
  const loadRun = async (id: string) => (await savedRuns.store()).get(id);
  const listRuns = async () => (await savedRuns.store()).list({ limit: 100 });
  const views = list.add(new TraceViews({ traces, extensionUri, log, loadRun }));
  list.add(
    new MapViews({
      models,
      trainer,
      rules,
      extensionUri,
      log,
      storage: context.storageUri ?? context.globalStorageUri,
    }),
  );
  const attention = list.add(
    new AttentionViews({
      documents,
      traces,
      engine,
      rules,
      models,
      extensionUri,
      log,
      loadRun,
      saveRun,
      listRuns,
      version,
    }),
  );
  const open = (record: RunRecord, id: string, beside?: vscode.ViewColumn) => views.openRecord(record, id, beside);
  const comparisons = list.add(
    new CompareViews({ documents, engine, rules, models, extensionUri, log, version, saveRun, open, loadRun }),
  );
  const compare = (records: readonly RunRecord[]) => comparisons.show(records);
  const view = list.add(new RunsView(savedRuns, log));
  list.add(
    new LatentViews({
      ...{ documents, traces, engine, rules, models, savedRuns, extensionUri, log, version, loadRun },
      selectedRuns: (node) => (isRunsNode(node) ? view.selected(node) : []),
      attention,
    }),
  );
  list.add(registerRunCommands({ savedRuns, view, documents, rules, traces, log, open, compare }));
  list.add(registerDebugging({ ...ruleProcess, documents, models, engine, compare, saveRun, loadRun, listRuns }));
  list.add(registerTaskRules());
  const openTrace = async (id: string): Promise<void> => {
    const { openRun } = await import("./store/openRun.ts");
    await openRun(await loadRun(id), { documents, rules, traces });
    await views.open();
  };
  list.add(registerTesting({ documents, models, engine, rules, log, version, saveRun, openTrace }));
  const recipeLenses = new RecipeLenses((text, path) => rules.plan(text, path, pathReach()));
  list.add(new Experiments({ trainer, rules, log }));
  list.add(vscode.languages.registerCodeLensProvider({ language: recipeLanguage, scheme: "file" }, recipeLenses));
  const lenses = list.add(new ProblemLenses(documents));
  list.add(vscode.languages.registerCodeLensProvider(selector, lenses));
  list.add(vscode.languages.registerHoverProvider(selector, new TraceHovers(traces)));
  const inferences = { language: languages.problems };
  const reader = new InferenceReader(rules);
  list.add(vscode.languages.registerHoverProvider(inferences, new InferenceHovers(documents, reader)));
  list.add(
    vscode.languages.registerCompletionItemProvider(inferences, new InferenceCompletions(reader), ...inferenceTriggers),
  );

  log.info(`activated in ${(performance.now() - started).toFixed(1)} ms (Rulescope ${version})`);
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  return "unknown";
}
