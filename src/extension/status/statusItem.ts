/** @file The one status bar item: model and device; while a model writes a spinner and the step; while stepping `step k of n`. */
import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { escapeMarkdown, labelText } from "../../core/base/plainText.ts";
import { commands, settings } from "../contributions.ts";
import { isProblemDocument } from "../document/problemDocuments.ts";
import { markdown } from "../message/markdown.ts";
import { readSettings } from "../setting/settings.ts";
import { problemNote } from "../trace/lineNotes.ts";
import { stepCount } from "../trace/stepWords.ts";
import { isRunning, type Trace } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";
import { Coalescer } from "../webview/coalescer.ts";

const redrawMilliseconds = 100;

export function showStatus(traces: Traces): Disposable {
  const list = new DisposableList();
  const item = list.add(vscode.window.createStatusBarItem("rulescope.status", vscode.StatusBarAlignment.Right, 90));
  item.name = "Rulescope";
  let shown = "";
  const show = (): void => {
    const editor = vscode.window.activeTextEditor;
    const uri = editor?.document.uri.toString();
    const trace = uri === undefined ? undefined : traces.active(uri);
    if (editor === undefined || !isProblemDocument(editor.document)) {
      item.hide();
      return;
    }
    const content = contentOf(trace, editor.document);
    const key = JSON.stringify(content);
    if (key !== shown) {
      shown = key;
      item.text = content.text;
      item.accessibilityInformation = { label: content.spoken };
      item.command = content.command;
      item.tooltip = markdown(content.tooltip, { commands: linked });
    }
    item.show();
  };
  const redraws = list.add(new Coalescer(redrawMilliseconds, show));
  const request = (): void => redraws.request();
  list.add(traces.onChange(request));
  list.add(vscode.window.onDidChangeActiveTextEditor(request));
  list.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(settings.model) || event.affectsConfiguration(settings.device)) request();
    }),
  );
  request();
  return list;
}

interface Content {
  readonly text: string;
  readonly spoken: string;
  readonly tooltip: string;
  readonly command: string;
}

const linked = [
  commands.openTraceView,
  commands.selectModel,
  commands.selectDevice,
  commands.showLog,
  commands.copyDiagnostics,
  commands.stop,
];

/** A model given by its folder is known by the folder's name. */
function basename(model: string): string {
  return model.split(/[\\/]/).findLast((part) => part !== "") ?? model;
}

function contentOf(trace: Trace | undefined, document: vscode.TextDocument): Content {
  const { model, device, defaultMethod } = readSettings(document);
  // What a shown trace was written by, while somebody looks at it; else what the next run takes.
  const looking = trace !== undefined && (isRunning(trace) || trace.position !== undefined || model === "");
  const modelName = looking ? trace.model.name : model === "" ? "model auto" : basename(model);
  const deviceName = trace?.model.device ?? (device === "auto" ? "device auto" : device);
  const names = labelText(`${modelName} · ${deviceName}`);
  const link = (title: string, command: string): string => `[${title}](command:${command})`;
  const actions = [
    link("Open Trace View", commands.openTraceView),
    link("Select Model", commands.selectModel),
    link("Select Device", commands.selectDevice),
    link("Show Log", commands.showLog),
    link("Copy Diagnostics", commands.copyDiagnostics),
  ].join(" · ");
  const about = [
    `**Rulescope**`,
    `Model: ${escapeMarkdown(modelName)}  \nDevice: ${escapeMarkdown(deviceName)}  \nMethod of Run: ${trace?.method ?? defaultMethod}`,
  ];
  if (trace !== undefined) about.push(escapeMarkdown(`${trace.problem.call}: ${problemNote(trace).text}`));
  const tooltip = [...about, actions].join("\n\n");
  if (trace !== undefined && isRunning(trace)) {
    const step = trace.steps.length === 0 ? "starting" : `step ${trace.steps.length}`;
    const stop = `${tooltip} · ${link("Stop", commands.stop)}`;
    return {
      text: `$(loading~spin) ${step} · ${names}`,
      spoken: `Rulescope is running, ${step}`,
      tooltip: stop,
      command: commands.stop,
    };
  }
  if (trace?.position !== undefined) {
    const step = stepCount(trace, trace.position);
    return {
      text: `$(list-ordered) ${step} · ${names}`,
      spoken: `Rulescope, ${step}`,
      tooltip,
      command: commands.nextStep,
    };
  }
  return { text: `$(checklist) ${names}`, spoken: `Rulescope, model ${names}`, tooltip, command: commands.selectModel };
}
