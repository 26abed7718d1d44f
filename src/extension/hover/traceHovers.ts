/** @file What the pointer over a problem or a line of its rule tells: the run, the step, its claimed and expected state, its tokens. */
import * as vscode from "vscode";
import { escapeMarkdown, markdownCode } from "../../core/base/plainText.ts";
import { commands } from "../contributions.ts";
import { markdown } from "../message/markdown.ts";
import { problemNote, shownSteps } from "../trace/lineNotes.ts";
import { stepMarkdown } from "../trace/stepWords.ts";
import { firstWrong, stepLine, type Trace } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";

const actions = [
  [commands.previousStep, "Previous Step"],
  [commands.nextStep, "Next Step"],
] as const;

export class TraceHovers implements vscode.HoverProvider {
  readonly #traces: Traces;

  constructor(traces: Traces) {
    this.#traces = traces;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const uri = document.uri.toString();
    const line = position.line + 1;
    const range = document.lineAt(position.line).range;
    const own = this.#traces.at(uri, line);
    if (own !== undefined) return new vscode.Hover(problemHover(own), range);
    const active = this.#traces.active(uri);
    const index = active === undefined ? -1 : shownSteps(active).findLastIndex((it) => stepLine(active, it) === line);
    if (active === undefined || index < 0) return undefined;
    return new vscode.Hover(
      markdown(`${stepMarkdown(active, index)}\n\n${runWords(active)}\n\n${links(active)}`, { commands: linked }),
      range,
    );
  }
}

function problemHover(trace: Trace): vscode.MarkdownString {
  const parts = [`**${escapeMarkdown(problemNote(trace).text)}**`];
  const wrong = firstWrong(trace);
  // Where the rule is elsewhere, or steps have no line, this is the only place that can show a step.
  const index = trace.position ?? wrong ?? (trace.steps.length > 0 ? trace.steps.length - 1 : undefined);
  if (trace.failure !== undefined) parts.push(escapeMarkdown(trace.failure));
  if (index !== undefined) parts.push(stepMarkdown(trace, index));
  parts.push(runWords(trace), links(trace));
  return markdown(parts.filter(Boolean).join("\n\n"), { commands: linked });
}

function runWords(trace: Trace): string {
  const { name, task, device } = trace.model;
  const trained = task === undefined ? "" : `, trained on ${escapeMarkdown(task)}`;
  const other = task !== undefined && trace.problem.task !== task ? " – **this problem's rule is another one**" : "";
  const where = device === undefined ? "" : ` · ${escapeMarkdown(device)}`;
  const tokens = trace.tokens.length > 0 ? ` · ${trace.tokens.length} tokens` : "";
  return `${markdownCode(trace.problem.call)} · ${trace.method} · ${escapeMarkdown(name)}${trained}${other}${where}${tokens}${trace.stale ? " · *edited since this run*" : ""}`;
}

function links(trace: Trace): string {
  if (trace.steps.length === 0) return "";
  const wrong = firstWrong(trace) === undefined ? [] : [[commands.firstWrongStep, "First Wrong Step"] as const];
  const view = [commands.openTraceView, "Open Trace View"] as const;
  return [...actions, ...wrong, view].map(([command, title]) => `[${title}](command:${command})`).join(" · ");
}

const linked = [commands.previousStep, commands.nextStep, commands.firstWrongStep, commands.openTraceView];
