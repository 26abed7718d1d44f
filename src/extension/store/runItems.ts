/** @file How stored runs look in the Runs view: one item for each problem, below it one for each of its runs. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { RunSummary } from "../../client/store/runStore.ts";
import { colors, commands } from "../contributions.ts";

export interface ProblemNode {
  readonly kind: "problem";
  readonly call: string;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
}

export interface RunNode {
  readonly kind: "run";
  readonly run: RunSummary;
}

export type RunsNode = ProblemNode | RunNode;

/** Problems by their newest run. */
export function byProblem(runs: readonly RunSummary[]): ProblemNode[] {
  const groups = Map.groupBy(runs, ({ call }) => call);
  return [...groups].map(([call, its]) => ({ kind: "problem", call, runs: its }));
}

export function itemOf(node: RunsNode): vscode.TreeItem {
  return node.kind === "problem" ? problemItem(node) : runItem(node.run);
}

/** As they stand in menus' `when`. */
const contextValues = { problem: "problem", run: "run" } as const;

function problemItem({ call, runs }: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(call, vscode.TreeItemCollapsibleState.Expanded);
  const right = runs.filter((run) => verdictOf(run) === "correct").length;
  const document = runs.find((run) => run.document !== null)?.document;
  const where = document ? ` · ${basename(document)}` : "";
  item.id = `problem ${call}`;
  item.description = `${right}/${runs.length} correct${where}`;
  item.tooltip = document ? `${call}\n${document}` : call;
  item.contextValue = contextValues.problem;
  item.iconPath = new vscode.ThemeIcon("symbol-function");
  return item;
}

function runItem(run: RunSummary): vscode.TreeItem {
  const { id, answer, expected, correct, method, model } = run;
  const answered = answer === null ? "no answer" : `= ${answer}`;
  const item = new vscode.TreeItem(correct === false && expected !== null ? `${answered}, not ${expected}` : answered);
  item.id = id;
  item.description = [method, ...remarks(run), timeText(new Date(run.startedAt)), model].join(" · ");
  item.tooltip = tooltipOf(run);
  item.contextValue = contextValues.run;
  item.iconPath = iconOf(run);
  item.command = { command: commands.openRun, title: "Open Run", arguments: [{ kind: "run", run } satisfies RunNode] };
  item.accessibilityInformation = { label: `${verdictOf(run)} run, ${item.label}, ${item.description}` };
  return item;
}

function verdictOf({ correct, firstWrong }: RunSummary): "correct" | "wrong" | "unknown" {
  if (correct === false || firstWrong !== null) return "wrong";
  return correct === null ? "unknown" : "correct";
}

function iconOf(run: RunSummary): vscode.ThemeIcon {
  switch (verdictOf(run)) {
    case "correct":
      return new vscode.ThemeIcon("pass", new vscode.ThemeColor(colors.correct));
    case "wrong":
      return new vscode.ThemeIcon("error", new vscode.ThemeColor(colors.wrong));
    case "unknown":
      return new vscode.ThemeIcon("circle-large-outline", new vscode.ThemeColor(colors.neutral));
  }
}

function remarks({ stop, firstWrong, steps, parent }: RunSummary): string[] {
  const wrong = firstWrong === null || steps === 0 ? [] : [wrongText(firstWrong, steps)];
  const stopped = stop === "cancelled" ? ["stopped"] : stop === "lost" ? ["engine lost"] : [];
  return [...(parent === null ? [] : ["fork"]), ...wrong, ...stopped];
}

function wrongText(firstWrong: number, steps: number): string {
  return firstWrong < steps ? `wrong at step ${firstWrong + 1}` : "wrong end";
}

function tooltipOf(run: RunSummary): vscode.MarkdownString {
  const { call, method, model, steps, seconds, document, line, firstWrong, answer, expected, startedAt } = run;
  const text = new vscode.MarkdownString();
  text.appendCodeblock(call, "python");
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Answer", answer ?? "none that can be read"],
    ["Expected", expected ?? undefined],
    ["First wrong", firstWrong === null ? undefined : wrongText(firstWrong, steps)],
    ["Method", method],
    ["Model", model],
    ["Steps", String(steps)],
    ["Time", seconds === null ? undefined : `${seconds.toFixed(2)} s`],
    ["Started", new Date(startedAt).toLocaleString()],
    ["From", document === null ? undefined : `${document}:${line}`],
  ];
  for (const [name, value] of rows) {
    if (value === undefined) continue;
    text.appendText(`${name}: ${value}`);
    text.appendMarkdown("  \n");
  }
  return text;
}

/** The time alone for today, else the date. */
function timeText(when: Date, now = new Date()): string {
  const today = when.toDateString() === now.toDateString();
  return today ? when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : when.toLocaleDateString();
}
