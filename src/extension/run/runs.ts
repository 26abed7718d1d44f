/**
 * @file Runs problems: finds the problem and the model, lets the engine write, and brings tokens, steps and verdicts into the
 * trace as they come. One run at a time; a new one stops the one before, whose trace stays as far as it came.
 */

import * as vscode from "vscode";
import type { RuleEnd } from "../../client/judging.ts";
import type { Model } from "../../client/models.ts";
import { type EngineLost, messageOf, UserError } from "../../core/base/errors.ts";
import { type MethodName, methodNames } from "../../core/method/method.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { TextProblem } from "../../core/task/problem.ts";
import { languages } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import type { ProblemPlace } from "../lens/problemPlace.ts";
import { type Log, logFailure } from "../log/log.ts";
import { documentModel } from "../model/documentModel.ts";
import type { Models } from "../model/models.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { readSettings } from "../setting/settings.ts";
import { problemNote } from "../trace/lineNotes.ts";
import { type Trace, type TraceModel, trackLines } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";
import { showFailure } from "./failureMessage.ts";
import { LiveTrace } from "./liveTrace.ts";
import { problemAt } from "./problemAt.ts";
import { runOutcome } from "./runOutcome.ts";

export interface RunParts {
  readonly documents: ProblemDocuments;
  readonly traces: Traces;
  readonly engine: EngineHost;
  readonly rules: RuleHost;
  readonly models: Models;
  readonly log: Log;
  /** Keeps a run that is over. Never rejects. */
  readonly saveRun: (record: RunRecord) => Promise<void>;
  /** Rulescope's own, for the record. */
  readonly version: string;
}

export class Runs implements vscode.Disposable {
  readonly #parts: RunParts;
  #current: AbortController | undefined;
  /** The engine process that wrote the last first token: a run in the same one starts warm. */
  #warmProcess: number | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /**
   * Runs the problem at `place`, or the one nearest to the active editor's cursor. Without a method the chosen model's own, else
   * the default. Never rejects: a failure is shown once and written to the log.
   */
  async run(place: ProblemPlace | undefined, method: MethodName | undefined): Promise<void> {
    const clicked = performance.now();
    this.#current?.abort();
    const abort = new AbortController();
    this.#current = abort;
    const { log } = this.#parts;
    log.info(`a run was requested${method === undefined ? "" : `, by ${method}`}`);
    try {
      await this.#run(place, method, clicked, abort.signal);
    } catch (error) {
      logFailure(log, "Run", error);
      void showFailure(error, () => this.run(place, method));
    } finally {
      if (this.#current === abort) this.#current = undefined;
    }
  }

  stop(): void {
    this.#current?.abort();
  }

  dispose(): void {
    this.stop();
  }

  async #run(
    place: ProblemPlace | undefined,
    method: MethodName | undefined,
    clicked: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { documents, traces, engine, rules, models, log, saveRun, version } = this.#parts;
    const { document, line } = findPlace(place);
    const read = await documents.read(document);
    const problem = problemAt(read.problems, line);
    if (problem === undefined || (place !== undefined && problem.line !== line)) throw noProblem(read, line);
    const settings = await documentModel(document, read.defaults, readSettings(document));
    const uri = document.uri.toString();
    const wanted = method ?? methodNames.find((it) => it === read.defaults?.method);
    const live = new LiveTrace(traces, uri, newTrace(problem, document, wanted ?? settings.defaultMethod));
    try {
      const starting = engine.client(); // the processes start while the model is looked for
      rules.prestart();
      const { model, method } = await models.forRun(settings, problem.task, wanted);
      const { name } = model.manifest;
      live.change({ method, model: modelWords(model) });
      let rule: RuleEnd = { kind: "returned" };
      const judge = await rules.judge((step) => live.step(step));
      const [client, { runProblem }] = await Promise.all([starting, import("../../client/runProblem.ts")]);
      let lost: EngineLost | undefined;
      const record = await runProblem({
        client,
        model,
        problem,
        judge: async (problem, chosen) => {
          const judging = await judge(problem, chosen);
          rule = judging.rule;
          return judging;
        },
        document: document.uri.scheme === "file" ? document.uri.fsPath : uri,
        version,
        method,
        device: settings.device,
        maxNewTokens: settings.maxNewTokens,
        signal,
        onPrompt: (prompt) => live.change({ prompt }),
        onPromptTokens: (promptTokens) => live.change({ promptTokens }),
        onToken: (token) => {
          if (token.index === 0) {
            const warmth = client.pid === this.#warmProcess ? "warm" : "cold";
            this.#warmProcess = client.pid;
            const milliseconds = Math.round(performance.now() - clicked);
            log.info(`first token after ${milliseconds} ms (${warmth}, ${name}, engine process ${client.pid})`);
          }
          live.token(token);
        },
        onLost: (error) => {
          lost = error;
        },
      });
      await saveRun(record); // before it is shown as finished
      if (lost !== undefined) throw lost;
      const done = live.change({
        ...runOutcome(record, rule),
        model: { ...modelWords(model), ...deviceWords(record) },
      });
      if (done !== undefined) log.info(`${problem.call} by ${name} (${method}): ${problemNote(done).text}`);
    } catch (error) {
      live.change({ phase: "failed", failure: messageOf(error) });
      throw error;
    }
  }
}

function modelWords({ manifest: { name, task } }: Model): TraceModel {
  return task === undefined ? { name } : { name, task };
}

function deviceWords({ device }: RunRecord): Pick<TraceModel, "device"> {
  return device === undefined ? {} : { device };
}

function newTrace(problem: TextProblem, document: vscode.TextDocument, method: MethodName): Omit<Trace, "id"> {
  return {
    problem,
    ruleHere: document.languageId === languages.python,
    method,
    model: { name: "…" },
    phase: "starting",
    steps: [],
    tokens: [],
    stale: false,
    lines: trackLines(problem),
  };
}

export function findPlace(place: ProblemPlace | undefined): {
  readonly document: vscode.TextDocument;
  readonly line: number;
} {
  const editor = vscode.window.activeTextEditor;
  const document =
    place === undefined
      ? editor?.document
      : vscode.workspace.textDocuments.find((it) => it.uri.toString() === place.uri);
  if (document === undefined)
    throw new UserError(
      "no-document",
      "There is no file to look for a problem in.",
      "Open a Python or .problems file and run again.",
    );
  return { document, line: place?.line ?? (editor?.selection.active.line ?? 0) + 1 };
}

function noProblem(
  read: {
    readonly diagnostics: readonly { readonly line: number; readonly message: string }[];
    readonly tooLong: boolean;
  },
  line: number,
): UserError {
  if (read.tooLong)
    return new UserError(
      "too-long",
      "This file is too long to look for problems in.",
      "Move the rule and its problems to a file of their own.",
    );
  const reason = read.diagnostics.find((it) => it.line === line) ?? read.diagnostics[0];
  if (reason !== undefined)
    return new UserError(
      "no-problem",
      `Line ${reason.line} keeps the problem from running: ${reason.message}`,
      "Correct it and run again.",
    );
  return new UserError(
    "no-problem",
    "There is no problem in this file.",
    "Write a line such as `>>> add([5, 9], [1, 3])` into the docstring of a rule and run again.",
  );
}
