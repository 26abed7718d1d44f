/**
 * @file `Export Data Set…`: asks which task, method, problems and shape, and writes the file with its data card. Tasks that the active
 * document's rules declare stand first in the list.
 */

import * as vscode from "vscode";
import { Cancelled, messageOf, UserError } from "../../core/base/errors.ts";
import type { DataFormat } from "../../core/dataset/dataFormat.ts";
import type { DataPart, DataSource } from "../../core/dataset/dataSet.ts";
import { countText } from "../../core/format/figures.ts";
import type { Dialect, MethodName } from "../../core/method/method.ts";
import type { TaskChoice } from "../../protocol/dataRequests.ts";
import type { Params } from "../../protocol/request.ts";
import type { RuleContract } from "../../protocol/ruleContract.ts";
import { languages } from "../contributions.ts";
import { longestDocument, type ProblemDocuments } from "../document/problemDocuments.ts";
import { choose } from "../message/choices.ts";
import { showError, showInformation } from "../message/messages.ts";
import type { RuleHost } from "../rule/ruleHost.ts";

const title = "Export Data Set";

/** Tasks that a document declares are tried out; so is each split that is typed. */
const askDeadlineMs = 10_000;
/** Millions of samples take their time; a person can cancel. */
const exportDeadlineMs = 24 * 3600_000;
/** What is half written is taken away again within it. */
const exportGraceMs = 5000;

type Choice<T> = vscode.QuickPickItem & { readonly value: T };

/** Does nothing more once a question is dismissed. */
export async function exportDataSet(documents: ProblemDocuments, rules: RuleHost, version: string): Promise<void> {
  const task = await pick("The task whose problems are exported", await taskChoices(documents, rules));
  if (task === undefined) return;
  const method = await pick("The method of the response", methodChoices(task));
  if (method === undefined) return;
  const split = await askSplit(task, rules);
  if (split === undefined) return;
  const { readSource } = await import("../../core/dataset/splitText.ts");
  const source = readSource(split, 1);
  const part = await askPart(source);
  if (part === undefined) return;
  const { dataFormats, dataFormatWords } = await import("../../core/dataset/dataFormat.ts");
  const shapes = dataFormats.map((value) => ({ label: value, description: dataFormatWords[value], value }));
  const format = await pick("The file's shape", shapes);
  if (format === undefined) return;
  const count = source.kind === "lengths" ? await askCount() : undefined;
  if (source.kind === "lengths" && count === undefined) return;
  const target = await askTarget(task, format);
  if (target === undefined) return;
  await write({ task: task.task, method, split, part, format, count: count ?? null, path: target, version }, rules);
}

async function taskChoices(documents: ProblemDocuments, rules: RuleHost): Promise<Choice<TaskChoice>[]> {
  const document = vscode.window.activeTextEditor?.document;
  const source = document === undefined ? null : await ruleSource(document, documents);
  const { tasks } = await rules.ask("exportTasks", { source }, { deadlineMs: askDeadlineMs });
  return tasks.map((value) => {
    const { task, functionName, example, grid } = value;
    const builtIn = grid === null ? "built in" : "built in, with a grid of problems";
    const detail = task.source === null ? builtIn : `declared by ${functionName} in this file`;
    return { label: task.name, description: example, detail, value };
  });
}

/** A rule file's own text, and not its reading, which has to be quick and is given up where the machine is busy. */
async function ruleSource(document: vscode.TextDocument, documents: ProblemDocuments): Promise<string | null> {
  if (document.languageId === languages.python && document.getText().length <= longestDocument)
    return document.getText();
  return (await documents.read(document)).program?.source ?? null;
}

interface MethodChoice {
  readonly name: MethodName;
  readonly dialect: Dialect;
}

function methodChoices({ scratchpad }: TaskChoice): Choice<MethodChoice>[] {
  const states = scratchpad
    ? "intermediate values, then the answer"
    : "the state after each iteration of a loop, then the answer";
  return [
    { label: "direct", description: "the answer alone", value: { name: "direct", dialect: "full" } },
    { label: "scratchpad", description: states, value: { name: "scratchpad", dialect: "full" } },
    {
      label: "rfft, full",
      description: "each rule line and its state, for large models",
      value: { name: "rfft", dialect: "full" },
    },
    {
      label: "rfft, compact",
      description: "the same in few tokens, for small models",
      value: { name: "rfft", dialect: "compact" },
    },
  ];
}

/** The split as it is typed, with an example that fits the task. */
async function askSplit({ task, grid }: TaskChoice, rules: RuleHost): Promise<string | undefined> {
  const kinds: Choice<{ readonly prefix: string; readonly example: string; readonly prompt: string } | undefined>[] = [
    {
      label: "By length",
      description: "sampled at random, a fixed tenth held out for tests",
      value: { prefix: "length:", example: "1-5", prompt: "Lengths, first and last, as in 1-5" },
    },
  ];
  if (grid !== null) {
    const { rows, columns } = grid;
    const centre = [rows, columns].map(({ from, to }) => Math.round((from + to) / 2)).join(",");
    kinds.push(
      { label: "All cells of the grid", description: "in the study's order", value: undefined },
      {
        label: "Leave a square out",
        description: "the study's split",
        value: {
          prefix: "square:",
          example: `${centre},5`,
          prompt: `Center on ${rows.name}, center on ${columns.name}, half-width`,
        },
      },
      {
        label: "Leave random cells out",
        description: "the control",
        value: { prefix: "random:", example: "0.3", prompt: "The share that is held out, as in 0.3" },
      },
    );
  }
  const kind = await choose(kinds, { title, placeHolder: "Which problems" });
  if (kind === undefined) return undefined;
  if (kind.value === undefined) return "grid";
  const { prefix, example, prompt } = kind.value;
  const wrong = async (text: string): Promise<string | undefined> => {
    try {
      await rules.ask("checkSplit", { task, split: prefix + text }, { deadlineMs: askDeadlineMs });
      return undefined;
    } catch (error) {
      const unreadable = error instanceof UserError && error.code === "split-unreadable";
      return unreadable ? `Write it as in ${example}.` : messageOf(error);
    }
  };
  const text = await vscode.window.showInputBox({ title, prompt, value: example, validateInput: wrong });
  return text === undefined ? undefined : prefix + text;
}

async function askPart(source: DataSource): Promise<DataPart | undefined> {
  if (source.kind === "space" && source.split === undefined) return "all";
  return pick("Which part", [
    { label: "training", description: "what is left", value: "training" },
    { label: "test", description: "what is held out", value: "test" },
    { label: "all", description: "both, for other splits than these", value: "all" },
  ]);
}

async function askCount(): Promise<number | undefined> {
  const readable = (text: string): boolean => /^[1-9][0-9]{0,8}$/.test(text.trim());
  const text = await vscode.window.showInputBox({
    title,
    prompt: "How many samples",
    value: "10000",
    validateInput: (typed) => (readable(typed) ? undefined : "Write a whole number, as in 10000."),
  });
  return text === undefined ? undefined : Number(text);
}

async function askTarget({ task }: TaskChoice, format: DataFormat): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const extension = format === "study" ? "json" : "jsonl";
  const target = await vscode.window.showSaveDialog({
    title,
    filters: format === "study" ? { JSON: ["json"] } : { "JSON Lines": ["jsonl"] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${task.name}.${extension}`) }),
  });
  return target?.fsPath;
}

async function write(params: Params<RuleContract, "exportData">, rules: RuleHost): Promise<void> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: `Rulescope: exporting ${params.task.name}`,
    cancellable: true,
  };
  const exported = await vscode.window.withProgress(progress, async (report, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return rules
      .requestAlone("exportData", params, {
        signal: abort.signal,
        deadlineMs: exportDeadlineMs,
        graceMs: exportGraceMs,
        onEvent: ({ samples }) => report.report({ message: `${countText(samples)} samples` }),
      })
      .catch((error: unknown) => {
        if (error instanceof Cancelled) return undefined;
        throw error;
      });
  });
  if (exported === undefined) return;
  const open = "Open Data Card";
  const message = `Rulescope: exported ${countText(exported.samples)} samples to ${exported.path}.`;
  if ((await showInformation(message, open)) !== open) return;
  const card = vscode.Uri.file(exported.cardPath);
  await vscode.commands
    .executeCommand("markdown.showPreview", card)
    .then(undefined, (error: unknown) => showError(`Rulescope: the card could not be opened. ${messageOf(error)}`));
}

async function pick<T>(placeHolder: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
  return (await choose(choices, { title, placeHolder, matchOnDescription: true }))?.value;
}
