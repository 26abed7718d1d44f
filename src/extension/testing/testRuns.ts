/** @file Runs tests: groups them by the model that answers, lets it answer many at once, and reports each as it ends. */

import * as vscode from "vscode";
import type { RuleEnd } from "../../client/judging.ts";
import type { Model } from "../../client/models.ts";
import { messageOf } from "../../core/base/errors.ts";
import { visibleLines, visibleText } from "../../core/base/plainText.ts";
import { countOf, durationText } from "../../core/format/figures.ts";
import type { MethodName } from "../../core/method/method.ts";
import { methodNames } from "../../core/method/method.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { traceMessage } from "../contributions.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { type Log, logFailure } from "../log/log.ts";
import { documentModel } from "../model/documentModel.ts";
import type { Models } from "../model/models.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { readSettings, type Settings } from "../setting/settings.ts";
import { holdsRule, type ProblemTest } from "./problemTests.ts";
import type { TestRecords } from "./testRecords.ts";
import { type TestFailure, testFailure } from "./testVerdict.ts";

export interface TestRunParts {
  readonly engine: EngineHost;
  readonly rules: RuleHost;
  readonly models: Models;
  readonly log: Log;
  /** Rulescope's own, for the records. */
  readonly version: string;
  /** Stores a run that is over. */
  readonly saveRun: (record: RunRecord) => Promise<void>;
  readonly records: TestRecords;
}

/** What a run profile asks for; both absent: what the document, the settings and the model say. */
export interface Profile {
  readonly method?: MethodName;
  /** A model's name. */
  readonly model?: string;
}

interface Group {
  readonly model: Model;
  readonly method: MethodName;
  readonly settings: Settings;
  readonly tests: ProblemTest[];
}

/** Problems handed over at once: so many prompts are written before the editor gets its next turn. As many as are decoded together. */
const slice = 64;

/** Never rejects: what cannot run is reported at its test. */
export async function runTests(
  run: vscode.TestRun,
  tests: readonly ProblemTest[],
  profile: Profile,
  parts: TestRunParts,
): Promise<void> {
  for (const { item } of tests) run.enqueued(item);
  const abort = new AbortController();
  const listening = run.token.onCancellationRequested(() => abort.abort());
  const began = performance.now();
  try {
    for (const group of await groups(run, tests, profile, parts.models)) {
      for (let start = 0; start < group.tests.length && !abort.signal.aborted; start += slice) {
        const part = group.tests.slice(start, start + slice);
        try {
          await runGroup(run, { ...group, tests: part }, parts, abort.signal);
        } catch (error) {
          for (const { item } of part) run.errored(item, new vscode.TestMessage(visibleLines(messageOf(error))));
        }
      }
    }
  } finally {
    listening.dispose();
    const seconds = (performance.now() - began) / 1000;
    parts.log.info(
      `${countOf(tests.length, "problem")} tested in ${durationText(seconds)}${abort.signal.aborted ? ", stopped" : ""}`,
    );
  }
}

async function groups(
  run: vscode.TestRun,
  tests: readonly ProblemTest[],
  profile: Profile,
  models: Models,
): Promise<Group[]> {
  const found = new Map<string, Group>();
  /** Looking for a model reads its folder: once for all problems of a task in a document. */
  const choices = new Map<string, Promise<Omit<Group, "tests">>>();
  for (const test of tests) {
    const { document, problem, item, defaults } = test;
    const key = `${document.uri} ${problem.task ?? ""}`;
    const choice = choices.get(key) ?? choose(document, problem.task, defaults, profile, models);
    choices.set(key, choice);
    try {
      const chosen = await choice;
      const name = `${chosen.model.dir} ${chosen.method} ${chosen.settings.device} ${chosen.settings.maxNewTokens}`;
      const group = found.get(name) ?? { ...chosen, tests: [] };
      found.set(name, group);
      group.tests.push(test);
    } catch (error) {
      run.errored(item, new vscode.TestMessage(visibleLines(messageOf(error))));
    }
  }
  return [...found.values()];
}

async function choose(
  document: vscode.TextDocument,
  task: string | undefined,
  defaults: ProblemTest["defaults"],
  profile: Profile,
  models: Models,
): Promise<Omit<Group, "tests">> {
  const own = readSettings(document);
  const settings =
    profile.model === undefined ? await documentModel(document, defaults, own) : { ...own, model: profile.model };
  const wanted = profile.method ?? methodNames.find((it) => it === defaults?.method);
  const method = profile.model === undefined ? wanted : undefined;
  return { settings, ...(await models.forRun(settings, task, method)) };
}

async function runGroup(
  run: vscode.TestRun,
  { model, method, settings, tests }: Group,
  { engine, rules, saveRun, version, records, log }: TestRunParts,
  signal: AbortSignal,
): Promise<void> {
  const [client, { runProblems }] = await Promise.all([engine.client(), import("../../client/runProblems.ts")]);
  const waiting = new Set(tests);
  const fail = (test: ProblemTest, error: unknown): void => {
    waiting.delete(test);
    run.errored(test.item, new vscode.TestMessage(visibleLines(messageOf(error))));
  };
  for (const { item } of tests) run.started(item);
  const reports: Promise<void>[] = [];
  let lost: Error | undefined;
  await runProblems({
    client,
    model,
    method,
    judge: await rules.judge(),
    problems: tests.map(({ problem }) => problem),
    device: settings.device,
    maxNewTokens: settings.maxNewTokens,
    topK: 1,
    version,
    signal,
    onRun: (record, index, rule) => {
      const test = tests[index];
      const unsaved = (error: unknown): void => {
        logFailure(log, "Keeping a test's run", error);
        run.appendOutput(
          `${visibleText(`${record.problem.call}: its run could not be saved. ${messageOf(error)}`)}\r\n`,
        );
      };
      reports.push(saveRun(documented(record, test)).catch(unsaved));
      if (test === undefined || record.stop === "cancelled" || record.stop === "lost") return;
      waiting.delete(test);
      // Its share of the time, so that the durations of a file add up to the file's.
      const milliseconds = ((record.seconds ?? 0) * 1000) / tests.length;
      reports.push(
        report(run, { test, record, rule, milliseconds }, records).catch((error: unknown) => fail(test, error)),
      );
    },
    onRefused: (error, index) => {
      const test = tests[index];
      if (test !== undefined) fail(test, error);
    },
    onLost: (error) => {
      lost = error;
    },
  });
  await Promise.all(reports);
  if (lost !== undefined) for (const test of waiting) fail(test, lost);
}

/** Problems of several documents are run together; each record names its own. */
function documented(record: RunRecord, test: ProblemTest | undefined): RunRecord {
  return test === undefined
    ? record
    : { ...record, problem: { ...record.problem, document: test.document.uri.fsPath } };
}

interface Ended {
  readonly test: ProblemTest;
  readonly record: RunRecord;
  readonly rule: RuleEnd;
  readonly milliseconds: number;
}

async function report(
  run: vscode.TestRun,
  { test, record, rule, milliseconds }: Ended,
  records: TestRecords,
): Promise<void> {
  const { item, problem } = test;
  const failure = testFailure(record, rule);
  if (record.id !== undefined) records.set(item, record.id, failure !== undefined);
  if (failure === undefined) run.passed(item, milliseconds);
  else if (failure.unreadable) run.errored(item, messageFor(test, failure), milliseconds);
  else run.failed(item, messageFor(test, failure), milliseconds);
  const words = failure === undefined ? `${record.answer ?? "as the rule"} ✓` : failure.message;
  run.appendOutput(`${visibleText(`${problem.call}: ${words}`)}\r\n`, undefined, item);
}

function messageFor({ document, problem }: ProblemTest, failure: TestFailure): vscode.TestMessage {
  const { message, expected, got } = failure;
  const shown =
    expected === undefined
      ? new vscode.TestMessage(visibleLines(message))
      : vscode.TestMessage.diff(visibleLines(message), expected, got ?? "no answer");
  const line = (holdsRule(document) ? failure.line : undefined) ?? problem.line;
  shown.contextValue = traceMessage; // its menus offer the trace
  shown.location = new vscode.Location(document.uri, document.lineAt(Math.min(line, document.lineCount) - 1).range);
  return shown;
}
