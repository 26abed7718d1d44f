/**
 * @file Draws the traces of the visible editors: a note after each line, a mark in the gutter and the overview ruler, and
 * the highlighted line of the current step. What the notes say comes from `trace/lineNotes.ts`.
 */

import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { visibleText } from "../../core/base/plainText.ts";
import { type ColorId, colors, settings } from "../contributions.ts";
import { readSettings } from "../setting/settings.ts";
import { type LineNote, type Mark, problemMark, problemNote, ruleNotes } from "../trace/lineNotes.ts";
import { isRunning, isWrong, problemLine, stepLine, type Trace } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";
import { Coalescer } from "../webview/coalescer.ts";

/** Redrawing at most this often keeps a fast model from flooding the window; 25 a second reads as continuous. */
const redrawMilliseconds = 40;

/** Documents with tests: where VS Code shows those in the gutter, a mark of ours would be under its own. */
const testedSchemes = ["file", "vscode-remote"];

/** Notes stand in one column beside the code, no further right than this; longer lines push theirs. */
const furthestColumn = 60;
const gapColumns = 3;

const gutterKinds = ["correct", "wrong", "running", "stopped", "stale"] as const;
type GutterKind = (typeof gutterKinds)[number];

const noteColors: Readonly<Record<Mark, ColorId>> = {
  correct: colors.correct,
  wrong: colors.wrong,
  neutral: colors.neutral,
  stale: colors.stale,
};

/** Begins drawing; disposing it takes every decoration away. `asset` finds a picture by its file name in media/. */
export function decorate(traces: Traces, asset: (name: string) => vscode.Uri): Disposable {
  const list = new DisposableList();
  let types: Types | undefined; // made with the first trace, not in activation
  const redraws = list.add(
    new Coalescer(redrawMilliseconds, (uri) => {
      if (types === undefined && traces.of(uri).length === 0) return;
      types ??= decorationTypes(asset, list);
      for (const editor of vscode.window.visibleTextEditors)
        if (editor.document.uri.toString() === uri) draw(editor, traces, types);
    }),
  );
  list.add(traces.onChange((uri) => redraws.request(uri)));
  list.add(
    vscode.window.onDidChangeVisibleTextEditors((editors) => {
      for (const editor of editors) redraws.request(editor.document.uri.toString());
    }),
  );
  list.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      const affects = [settings.decorationsEnabled, "testing.gutterEnabled"].some((it) =>
        event.affectsConfiguration(it),
      );
      if (!affects) return;
      for (const editor of vscode.window.visibleTextEditors) redraws.request(editor.document.uri.toString());
    }),
  );
  return list;
}

interface Types {
  readonly note: vscode.TextEditorDecorationType;
  readonly gutter: Readonly<Record<GutterKind, vscode.TextEditorDecorationType>>;
  /** The same beside the text, where the gutter is taken. */
  readonly bar: Readonly<Record<GutterKind, vscode.TextEditorDecorationType>>;
  readonly step: vscode.TextEditorDecorationType;
  readonly wrongStep: vscode.TextEditorDecorationType;
  readonly wrongLine: vscode.TextEditorDecorationType;
}

function decorationTypes(asset: (name: string) => vscode.Uri, list: DisposableList): Types {
  const make = (options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType =>
    list.add(vscode.window.createTextEditorDecorationType(options));
  const icons = (name: string): vscode.DecorationRenderOptions => ({
    light: { gutterIconPath: asset(`${name}-light.svg`), gutterIconSize: "contain" },
    dark: { gutterIconPath: asset(`${name}-dark.svg`), gutterIconSize: "contain" },
  });
  const ruler = (color: ColorId): vscode.DecorationRenderOptions => ({
    overviewRulerColor: new vscode.ThemeColor(color),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });
  const line = (background: ColorId): vscode.DecorationRenderOptions => ({
    ...icons("gutter-step"),
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor(background),
    borderColor: new vscode.ThemeColor(colors.stepBorder),
    borderStyle: "solid",
    borderWidth: "0 0 0 3px",
    overviewRulerColor: new vscode.ThemeColor(colors.stepBorder),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  const bar = (color: ColorId): vscode.DecorationRenderOptions => ({
    ...ruler(color),
    isWholeLine: true,
    borderColor: new vscode.ThemeColor(color),
    borderStyle: "solid",
    borderWidth: "0 0 0 2px",
  });
  return {
    note: make({ rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen }),
    gutter: {
      correct: make({ ...icons("gutter-correct"), ...ruler(colors.correct) }),
      wrong: make({ ...icons("gutter-wrong"), ...ruler(colors.wrong) }),
      running: make({ ...icons("gutter-running"), ...ruler(colors.neutral) }),
      stopped: make({ ...icons("gutter-stopped"), ...ruler(colors.neutral) }),
      stale: make({ ...icons("gutter-stale"), ...ruler(colors.stale) }),
    },
    bar: {
      correct: make(bar(colors.correct)),
      wrong: make(bar(colors.wrong)),
      running: make(bar(colors.neutral)),
      stopped: make(bar(colors.neutral)),
      stale: make(bar(colors.stale)),
    },
    step: make(line(colors.stepBackground)),
    wrongStep: make(line(colors.wrongStepBackground)),
    wrongLine: make({ ...icons("gutter-wrong"), ...ruler(colors.wrong) }),
  };
}

function draw(editor: vscode.TextEditor, traces: Traces, types: Types): void {
  const uri = editor.document.uri.toString();
  const enabled = readSettings(editor.document).decorationsEnabled;
  const all = enabled ? traces.of(uri) : [];
  const active = enabled ? traces.active(uri) : undefined;

  const problemNotes = all.map(problemNote);
  const taken = new Set(problemNotes.map((it) => it.line));
  const rules = (active === undefined ? [] : ruleNotes(active)).filter((it) => !taken.has(it.line));
  // The rule's notes stand in a column of their own; an answer stands close to its problem, so that narrow windows show it.
  editor.setDecorations(types.note, [...problemNotes.flatMap((it) => notes(editor, [it])), ...notes(editor, rules)]);

  const current = active === undefined ? undefined : currentLine(active);
  const [shown, empty] = gutterIsTaken(editor.document) ? [types.bar, types.gutter] : [types.gutter, types.bar];
  for (const kind of gutterKinds) {
    const lines = all.filter((it) => gutterKind(it) === kind).map(problemLine);
    editor.setDecorations(shown[kind], ranges(editor.document, lines));
    editor.setDecorations(empty[kind], []);
  }
  const wrongLines = rules.filter((it) => it.mark === "wrong" && it.line !== current?.line).map((it) => it.line);
  editor.setDecorations(types.wrongLine, ranges(editor.document, wrongLines));
  editor.setDecorations(types.step, ranges(editor.document, current && !current.wrong ? [current.line] : []));
  editor.setDecorations(types.wrongStep, ranges(editor.document, current?.wrong ? [current.line] : []));
}

function gutterIsTaken({ uri }: vscode.TextDocument): boolean {
  const inGutter = vscode.workspace.getConfiguration("testing").get<boolean>("gutterEnabled", true);
  return inGutter && testedSchemes.includes(uri.scheme);
}

/** The line to highlight: the step somebody stands on, else the step the model has just written. */
function currentLine(trace: Trace): { readonly line: number; readonly wrong: boolean } | undefined {
  const step =
    trace.position === undefined ? (isRunning(trace) ? trace.steps.at(-1) : undefined) : trace.steps[trace.position];
  return step === undefined ? undefined : { line: stepLine(trace, step), wrong: isWrong(step) };
}

function gutterKind(trace: Trace): GutterKind {
  if (trace.stale) return "stale";
  if (isRunning(trace)) return "running";
  const mark = problemMark(trace);
  return mark === "correct" || mark === "wrong" ? mark : "stopped";
}

function notes(editor: vscode.TextEditor, items: readonly LineNote[]): vscode.DecorationOptions[] {
  const { document } = editor;
  const tabSize = typeof editor.options.tabSize === "number" ? editor.options.tabSize : 4;
  const inside = items.filter((it) => it.line >= 1 && it.line <= document.lineCount);
  const widths = new Map(inside.map((it) => [it.line, columns(document.lineAt(it.line - 1).text, tabSize)]));
  const fitting = [...widths.values()].filter((width) => width <= furthestColumn);
  const column = Math.max(0, ...fitting) + gapColumns;
  return inside.map((it) => {
    const line = document.lineAt(it.line - 1);
    const gap = Math.max(gapColumns, column - (widths.get(it.line) ?? 0));
    return {
      range: new vscode.Range(line.range.end, line.range.end),
      renderOptions: {
        after: {
          contentText: visibleText(it.text).replaceAll(" ", "\u00a0"), // ordinary spaces at the start or in a row would collapse
          color: new vscode.ThemeColor(noteColors[it.mark]),
          margin: `0 0 0 ${gap}ch`,
        },
      },
    };
  });
}

/** How many columns a line takes, tabs counted to their stops. */
function columns(text: string, tabSize: number): number {
  let width = 0;
  for (const character of text) width += character === "\t" ? tabSize - (width % tabSize) : 1;
  return width;
}

function ranges(document: vscode.TextDocument, lines: readonly number[]): vscode.Range[] {
  return lines.filter((line) => line >= 1 && line <= document.lineCount).map((line) => document.lineAt(line - 1).range);
}
