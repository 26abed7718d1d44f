/**
 * @file `Export Data Set…`: asks which task, method, problems and shape, and writes the file with its data card. Tasks that the active
 * document's rules declare stand first in the list.
 */

import * as vscode from "vscode";
import { Cancelled, messageOf, UserError } from "../../core/base/errors.ts";
import type { DataFormat } from "../../core/data/dataFormat.ts";
import type { DataPart, DataSet, DataSource } from "../../core/data/dataSet.ts";
import type { Dialect, MethodName } from "../../core/method/method.ts";
import type { Task } from "../../core/task/task.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import { showError, showInformation } from "../message/messages.ts";

const title = "Export Data Set";

type Choice<T> = vscode.QuickPickItem & { readonly value: T };

/** Does nothing more once a question is dismissed. */
export async function exportDataSet(documents: ProblemDocuments, version: string): Promise<void> {
  const task = await pick("The task whose problems are exported", await taskChoices(documents));
  if (task === undefined) return;
  const method = await pick("How the answer is asked for", methodChoices(task));
  if (method === undefined) return;
  const source = await askSource(task);
  if (source === undefined) return;
  const part = await askPart(source);
  if (part === undefined) return;
  const { dataFormats, dataFormatWords } = await import("../../core/data/dataFormat.ts");
  const shapes = dataFormats.map((value) => ({ label: value, description: dataFormatWords[value], value }));
  const format = await pick("The file's shape", shapes);
  if (format === undefined) return;
  const count = source.kind === "lengths" ? await askCount() : undefined;
  if (source.kind === "lengths" && count === undefined) return;
  const target = await askTarget(task, format);
  if (target === undefined) return;
  const { methodOf } = await import("../../core/method/methods.ts");
  const asked = { source, part, seed: 1, ...(count === undefined ? {} : { count }) };
  const set: DataSet = { task, method: methodOf(method.name, method.dialect), ...asked };
  await write(set, { format, target, version });
}

async function taskChoices(documents: ProblemDocuments): Promise<Choice<Task>[]> {
  const { declaredTasks, tasks } = await import("../../core/task/registry.ts");
  const document = vscode.window.activeTextEditor?.document;
  const program = document && (await documents.read(document)).program;
  const own = program === undefined ? [] : declaredTasks(program).tasks;
  const choice = (task: Task, detail: string): Choice<Task> => {
    return { label: task.name, description: task.toText(task.example), detail, value: task };
  };
  return [
    ...own.map((task) => choice(task, `declared by ${task.functionName} in this file`)),
    ...tasks.map((task) => choice(task, task.space === undefined ? "built in" : "built in, with a grid of problems")),
  ];
}

interface MethodChoice {
  readonly name: MethodName;
  readonly dialect: Dialect;
}

function methodChoices(task: Task): Choice<MethodChoice>[] {
  const states =
    task.scratchpad === undefined
      ? "the state after each turn of a loop, then the answer"
      : "intermediate values, then the answer";
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

/** How each kind of source is typed, with an example that fits the task. */
async function askSource(task: Task): Promise<DataSource | undefined> {
  const kinds: Choice<{ readonly prefix: string; readonly example: string; readonly prompt: string } | undefined>[] = [
    {
      label: "By length",
      description: "drawn at random, a fixed tenth kept for tests",
      value: { prefix: "length:", example: "1-5", prompt: "Lengths, first and last, as in 1-5" },
    },
  ];
  if (task.space !== undefined) {
    const { rows, columns } = task.space;
    const centre = [rows, columns].map(({ from, to }) => Math.round((from + to) / 2)).join(",");
    kinds.push(
      { label: "All cells of the grid", description: "in the study's order", value: undefined },
      {
        label: "Leave a square out",
        description: "the study's split",
        value: {
          prefix: "square:",
          example: `${centre},5`,
          prompt: `Centre on ${rows.name}, centre on ${columns.name}, half-width`,
        },
      },
      {
        label: "Leave random cells out",
        description: "the control",
        value: { prefix: "random:", example: "0.3", prompt: "The share that is left out, as in 0.3" },
      },
    );
  }
  const kind = await vscode.window.showQuickPick(kinds, { title, placeHolder: "Which problems" });
  if (kind === undefined) return undefined;
  if (kind.value === undefined) return { kind: "space" };
  const { prefix, example, prompt } = kind.value;
  const { readSource } = await import("../../core/data/splitText.ts");
  const { divide } = await import("../../core/data/split.ts");
  const wrong = (text: string): string | undefined => {
    try {
      const source = readSource(prefix + text, 1);
      if (source.kind === "space" && source.split !== undefined && task.space) divide(task.space, source.split);
      return undefined;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.code === "split-unreadable" ? `Write it as in ${example}.` : error.message;
    }
  };
  const text = await vscode.window.showInputBox({ title, prompt, value: example, validateInput: wrong });
  return text === undefined ? undefined : readSource(prefix + text, 1);
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

async function askTarget(task: Task, format: DataFormat): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const extension = format === "study" ? "json" : "jsonl";
  const target = await vscode.window.showSaveDialog({
    title,
    filters: format === "study" ? { JSON: ["json"] } : { "JSON Lines": ["jsonl"] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${task.name}.${extension}`) }),
  });
  return target?.fsPath;
}

interface Target {
  readonly format: DataFormat;
  readonly target: string;
  readonly version: string;
}

async function write(set: DataSet, { format, target, version }: Target): Promise<void> {
  const { exportData } = await import("../../client/exportData.ts");
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: `Rulescope: exporting ${set.task.name}`,
    cancellable: true,
  };
  const exported = await vscode.window.withProgress(progress, async (report, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    // The save dialog has asked whether the file may be replaced.
    const options = { set, format, path: target, overwrite: true, version, signal: abort.signal };
    return exportData({
      ...options,
      onProgress: (samples) => report.report({ message: `${samples.toLocaleString("en")} samples` }),
    }).catch((error: unknown) => {
      if (error instanceof Cancelled) return undefined;
      throw error;
    });
  });
  if (exported === undefined) return;
  const open = "Open Data Card";
  const message = `Rulescope: exported ${exported.samples.toLocaleString("en")} samples to ${exported.path}.`;
  if ((await showInformation(message, open)) !== open) return;
  const card = vscode.Uri.file(exported.cardPath);
  await vscode.commands
    .executeCommand("markdown.showPreview", card)
    .then(undefined, (error: unknown) => showError(`Rulescope: the card could not be opened. ${messageOf(error)}`));
}

async function pick<T>(placeHolder: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
  return (await vscode.window.showQuickPick(choices, { title, placeHolder, matchOnDescription: true }))?.value;
}
