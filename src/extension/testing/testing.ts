/**
 * @file Problems in the Test Explorer: a run profile for what the document says, one for each method, and one for each model. Nothing is
 * looked for or read before the Testing view, or a run, asks.
 */

import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { methodNames } from "../../core/method/method.ts";
import { commands, testControllerId } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import { logFailure } from "../log/log.ts";
import { showError } from "../message/messages.ts";
import { readSettings } from "../setting/settings.ts";
import { ProblemTests } from "./problemTests.ts";
import { TestRecords } from "./testRecords.ts";
import { type Profile, runTests, type TestRunParts } from "./testRuns.ts";

export interface TestingParts extends Omit<TestRunParts, "records"> {
  readonly documents: ProblemDocuments;
  /** Shows a stored run beside its code and in the trace view. */
  readonly openTrace: (id: string) => Promise<void>;
}

export function registerTesting({ openTrace, ...rest }: TestingParts): Disposable {
  const list = new DisposableList();
  const records = new TestRecords();
  const parts = { ...rest, records };
  const controller = list.add(vscode.tests.createTestController(testControllerId, "Rulescope"));
  const tests = list.add(new ProblemTests(controller, parts.documents));

  const runOnce = async (request: vscode.TestRunRequest, profile: Profile): Promise<void> => {
    const run = controller.createTestRun(request);
    try {
      await runTests(run, await tests.below(request.include, request.exclude ?? []), profile, parts);
    } finally {
      run.end();
    }
  };
  const addProfile = (label: string, profile: Profile, isDefault = false): vscode.TestRunProfile => {
    const handler = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => {
      if (request.continuous !== true) return runOnce(request, profile);
      const saving = vscode.workspace.onDidSaveTextDocument(async (document) => {
        const file = tests.fileItem(document.uri);
        if (file === undefined) return;
        await tests.read(file);
        const included = nowOf(file, request.include);
        if (included.length === 0) return;
        await runOnce(new vscode.TestRunRequest(included, request.exclude, request.profile, true), profile);
      });
      token.onCancellationRequested(() => saving.dispose());
    };
    return controller.createRunProfile(label, vscode.TestRunProfileKind.Run, handler, isDefault, undefined, true);
  };

  addProfile("Run", {}, true);
  for (const method of methodNames) addProfile(`Run by ${method}`, { method });
  let ofModels: readonly vscode.TestRunProfile[] = [];
  const addModels = async (): Promise<void> => {
    const { models } = await parts.models.find(readSettings());
    for (const profile of ofModels) profile.dispose();
    ofModels = models.map(({ manifest: { name } }) => addProfile(`Run with ${name}`, { model: name }));
  };
  const discover = async (): Promise<void> => {
    await Promise.all([tests.discover(), addModels()]);
  };
  list.add(
    vscode.commands.registerCommand(commands.openTestTrace, async (argument: unknown) => {
      try {
        await openTrace(runOf(argument, records));
      } catch (error) {
        logFailure(parts.log, "Open Trace", error);
        void showError(`Rulescope: ${messageOf(error)}`);
      }
    }),
  );
  controller.resolveHandler = (item) => (item === undefined ? discover() : tests.read(item));
  controller.refreshHandler = discover;
  return list;
}

/** The run behind what a menu was opened on: a test, or one of its messages. Throws a UserError where there is none. */
function runOf(argument: unknown, records: TestRecords): string {
  const isObject = typeof argument === "object" && argument !== null;
  const item = isObject && "test" in argument ? argument.test : argument;
  const isItem = typeof item === "object" && item !== null && "children" in item;
  const run = isItem ? records.of(item as vscode.TestItem) : undefined;
  if (run !== undefined) return run;
  throw new UserError("test-without-run", "This test has not run in this window.", "Run it, and open its trace then.");
}

/** The items of a file that were requested, as they are after it was read again: a problem keeps its id, not its item. */
function nowOf(file: vscode.TestItem, requested: readonly vscode.TestItem[] | undefined): vscode.TestItem[] {
  if (requested === undefined || requested.some(({ id }) => id === file.id)) return [file];
  return requested.flatMap(({ id }) => file.children.get(id) ?? []);
}
