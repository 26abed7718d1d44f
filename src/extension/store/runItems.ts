/** @file How stored runs look in the Runs view: one item for each problem, below it one for each of its runs, below that its branches. */

import { basename } from "node:path";
import * as vscode from "vscode";
import type { RunSummary } from "../../client/store/runStore.ts";
import { escapeMarkdown, markdownBlock, visibleLines, visibleText } from "../../core/base/plainText.ts";
import { countText, durationText } from "../../core/format/figures.ts";
import { colors, commands } from "../contributions.ts";
import { markdown } from "../message/markdown.ts";
import type { MoreNode, ProblemNode, RunNode, RunsNode } from "./runTree.ts";

export function itemOf(node: RunsNode): vscode.TreeItem {
  switch (node.kind) {
    case "problem":
      return problemItem(node);
    case "run":
      return runItem(node);
    case "more":
      return moreItem(node);
  }
}

/** As they stand in menus' `when`. */
const contextValues = { problem: "problem", run: "run" } as const;

function problemItem({ call, runs }: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(visibleText(call), vscode.TreeItemCollapsibleState.Expanded);
  const right = runs.filter((run) => verdictOf(run) === "correct").length;
  const document = runs.find((run) => run.document !== null)?.document;
  const where = document ? ` · ${visibleText(basename(document))}` : "";
  item.id = `problem ${call}`;
  item.description = `${right}/${runs.length} correct${where}`;
  item.tooltip = visibleLines(document ? `${call}\n${document}` : call);
  item.contextValue = contextValues.problem;
  item.iconPath = new vscode.ThemeIcon("symbol-function");
  return item;
}

function runItem(node: RunNode): vscode.TreeItem {
  const { run, branches } = node;
  const { id, answer, expected, correct, method, model } = run;
  const answered = answer === null ? "no answer" : `= ${answer}`;
  const said = correct === false && expected !== null ? `${answered}, not ${expected}` : answered;
  const item = new vscode.TreeItem(visibleText(said));
  // Of its own with the first branch: VS Code leaves what it knows as a leaf collapsed, and the branch would be out of sight.
  item.id = branches.length > 0 ? `${id} with branches` : id;
  if (branches.length > 0) item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
  item.description = visibleText([method, ...remarks(run), timeText(new Date(run.startedAt)), model].join(" · "));
  item.tooltip = tooltipOf(run);
  item.contextValue = contextValues.run;
  item.iconPath = iconOf(run);
  item.command = { command: commands.openRun, title: "Open Run", arguments: [node] };
  item.accessibilityInformation = { label: `${verdictOf(run)} run, ${item.label}, ${item.description}` };
  return item;
}

function moreItem({ shown, total }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem("Show More Runs");
  item.id = "more";
  item.description = `${countText(shown)} of ${countText(total)} shown`;
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { command: commands.moreRuns, title: "Show More Runs" };
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
  return [...(parent === null ? [] : ["branch"]), ...wrong, ...stopped];
}

function wrongText(firstWrong: number, steps: number): string {
  return firstWrong < steps ? `wrong at step ${firstWrong + 1}` : "wrong end";
}

function tooltipOf(run: RunSummary): vscode.MarkdownString {
  const { call, method, model, steps, seconds, document, line, firstWrong, answer, expected, startedAt } = run;
  const parts = [markdownBlock(call, "python")];
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Answer", answer ?? "none that can be read"],
    ["Expected", expected ?? undefined],
    ["First wrong", firstWrong === null ? undefined : wrongText(firstWrong, steps)],
    ["Method", method],
    ["Model", model],
    ["Steps", String(steps)],
    ["Time", seconds === null ? undefined : durationText(seconds)],
    ["Started", new Date(startedAt).toLocaleString()],
    ["From", document === null ? undefined : `${document}:${line}`],
  ];
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [escapeMarkdown(`${name}: ${value}`)]));
  return markdown([...parts, lines.join("  \n")].join("\n\n"));
}

/** The time alone for today, else the date. */
function timeText(when: Date, now = new Date()): string {
  const today = when.toDateString() === now.toDateString();
  return today ? when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : when.toLocaleDateString();
}
