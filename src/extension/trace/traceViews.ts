/**
 * @file Which run each trace view shows. One view follows the editor: its active trace, its step, its cursor. A pinned view keeps its run,
 * and the next `Open Trace View` opens another beside it. Knows nothing of what crosses to a view.
 */
import * as vscode from "vscode";
import { DisposableList } from "../../core/base/disposable.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { commands } from "../contributions.ts";
import { isProblemDocument } from "../document/problemDocuments.ts";
import type { Log } from "../log/log.ts";
import { choose } from "../message/choices.ts";
import { Coalescer } from "../webview/coalescer.ts";
import { ViewPanels } from "../webview/viewPanels.ts";
import { problemLine, stepLine, type Trace } from "./trace.ts";
import type { TracePanel, TracePanelActions } from "./tracePanel.ts";
import type { Traces } from "./traces.ts";
import { visitNear } from "./visitNear.ts";

/** Telling the views at most this often reads as continuous. */
const updateMilliseconds = 40;

/** What one view shows. A trace is kept as it was last seen, so that a pinned view outlives it. */
type Subject =
  | { readonly kind: "trace"; readonly uri: string; readonly trace: Trace }
  | {
      readonly kind: "record";
      readonly id: string;
      readonly record: RunRecord;
      readonly position: number | null;
      /** Shown again after a reload: until the editor has a run to follow. */
      readonly restored?: true;
    };

interface View {
  readonly panel: TracePanel;
  subject: Subject | undefined;
}

export interface TraceViewParts {
  readonly traces: Traces;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  /** A saved run, by its id. */
  readonly loadRun: (id: string) => Promise<RunRecord | undefined>;
}

export class TraceViews implements vscode.Disposable {
  readonly #parts: TraceViewParts;
  readonly #list = new DisposableList();
  readonly #views: ViewPanels<View>;
  readonly #updates: Coalescer;
  /** The document whose active trace the following views show. */
  #uri: string | undefined;

  constructor(parts: TraceViewParts) {
    this.#parts = parts;
    this.#updates = this.#list.add(new Coalescer(updateMilliseconds, () => this.#update()));
    this.#list.add(parts.traces.onChange((uri) => this.#changed(uri)));
    this.#list.add(vscode.window.onDidChangeActiveTextEditor(() => this.#updates.request()));
    this.#list.add(vscode.window.onDidChangeTextEditorSelection((event) => this.#followCursor(event)));
    this.#list.add(vscode.commands.registerCommand(commands.openTraceView, () => this.open()));
    this.#views = this.#list.add(
      new ViewPanels({
        name: "trace",
        extensionUri: parts.extensionUri,
        make: (panel) => this.#make(panel),
        opened: () => this.#update(),
      }),
    );
  }

  /** Brings the following view to the front, or opens one beside the editor. */
  async open(): Promise<void> {
    const view = this.#following() ?? (await this.#views.open());
    view.panel.view.panel.reveal(undefined, true);
    this.#update();
  }

  /** Shows a stored run in a view of its own, to the right of what stands in column `of`: it may not be the active one yet. */
  async openRecord(record: RunRecord, id: string, of?: vscode.ViewColumn): Promise<void> {
    const known = this.#views.all.find(({ subject }) => subject?.kind === "record" && subject.id === id);
    const view = known ?? (await this.#views.open(of === undefined ? {} : { column: of + 1 }));
    view.subject = { kind: "record", id, record, position: record.firstWrong };
    view.panel.view.panel.reveal(undefined, true);
    await this.#show(view);
  }

  dispose(): void {
    this.#list.dispose();
  }

  #following(): View | undefined {
    return this.#views.all.find(({ panel, subject }) => !panel.pinned && !isChosen(subject));
  }

  async #make(panel: vscode.WebviewPanel): Promise<View> {
    const { extensionUri, log } = this.#parts;
    const { TracePanel } = await import("./tracePanel.ts"); // not before the first view: it brings the contract
    const actions = this.#actions(() => view);
    const view: View = { panel: new TracePanel({ panel, extensionUri, log }, actions), subject: undefined };
    return view;
  }

  #actions(of: () => View): TracePanelActions {
    return {
      select: (step) => this.#select(of(), step),
      copy: async (step) => {
        const choices = copyChoices(step);
        const chosen = await choose(choices, { title: "Copy" });
        if (chosen !== undefined) await copy(of().subject, chosen.format, chosen.step);
      },
      copyStep: (step) => copy(of().subject, "text", step),
      save: async (chart) => {
        const { subject } = of();
        const [shown, { saveRun }] = await Promise.all([shownOf(subject), import("./runExport.ts")]);
        if (shown !== undefined) await saveRun(shown, chart, documentOf(subject));
      },
      run: () => void this.#run(of()),
      refresh: () => this.#update(),
      restore: (id) => void this.#restore(of(), id),
    };
  }

  #changed(uri: string): void {
    this.#uri ??= uri;
    if (this.#views.last !== undefined) this.#updates.request();
  }

  #update(): void {
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined && isProblemDocument(editor.document)) this.#uri = editor.document.uri.toString();
    for (const view of this.#views.all) {
      const next = this.#subjectFor(view);
      if (next === undefined ? view.subject === undefined : sameSubject(next, view.subject)) continue;
      view.subject = next;
      void this.#show(view);
    }
  }

  /** What the view should show now. A document without a trace leaves what is there; it is never blanked by looking elsewhere. */
  #subjectFor({ panel, subject }: View): Subject | undefined {
    if (isChosen(subject)) return subject;
    const { traces } = this.#parts;
    const own = subject?.kind === "trace" ? this.#latest(subject) : subject;
    if (panel.pinned && subject !== undefined) return own ?? subject;
    const active = this.#uri === undefined ? undefined : traces.active(this.#uri);
    return active === undefined || this.#uri === undefined ? own : { kind: "trace", uri: this.#uri, trace: active };
  }

  /** The trace as it is now; undefined when it was cleared or run again. */
  #latest({ uri, trace }: Extract<Subject, { kind: "trace" }>): Subject | undefined {
    const kept = this.#parts.traces.of(uri).find((it) => it.id === trace.id);
    return kept && { kind: "trace", uri, trace: kept };
  }

  async #show(view: View): Promise<void> {
    const shown = await shownOf(view.subject);
    view.panel.show(shown);
  }

  /** Runs what is shown again; without a run, the problem at the cursor of the editor beside. */
  async #run({ subject }: View): Promise<void> {
    const place = placeOf(subject);
    const editor = vscode.window.visibleTextEditors.find(({ document }) => isProblemDocument(document));
    if (place === undefined && editor !== undefined)
      await vscode.window.showTextDocument(editor.document, editor.viewColumn);
    await vscode.commands.executeCommand(commands.runProblem, place);
  }

  async #restore(view: View, id: string): Promise<void> {
    const record = await this.#parts.loadRun(id).catch(() => undefined); // a run that is gone leaves the view empty
    if (record === undefined || view.subject !== undefined) return;
    view.subject = { kind: "record", id, record, position: record.firstWrong, restored: true };
    await this.#show(view);
  }

  #select(view: View, step: number): void {
    const { subject } = view;
    if (subject?.kind === "record") {
      view.subject = { ...subject, position: step };
      void this.#show(view);
    } else if (subject !== undefined) {
      const { traces } = this.#parts;
      traces.activate(subject.uri, subject.trace.id);
      const trace = traces.change(subject.uri, subject.trace.id, { position: step }) ?? {
        ...subject.trace,
        position: step,
      };
      view.subject = { ...subject, trace };
      void this.#show(view);
      void revealStep(subject.uri, trace, step);
    }
  }

  /** The cursor on a line of the rule chooses that line's step, of all its visits the one nearest to the current step. */
  #followCursor({ textEditor, selections, kind }: vscode.TextEditorSelectionChangeEvent): void {
    const byPerson =
      kind === vscode.TextEditorSelectionChangeKind.Mouse || kind === vscode.TextEditorSelectionChangeKind.Keyboard;
    const [selection] = selections;
    const view = this.#following();
    if (!byPerson || selection === undefined || view === undefined || !view.panel.view.panel.visible) return;
    const uri = textEditor.document.uri.toString();
    const { traces } = this.#parts;
    const trace = traces.active(uri);
    const line = selection.active.line + 1;
    if (trace === undefined || trace.stale || line === problemLine(trace)) return;
    const position = visitNear(trace, line);
    if (position !== undefined && position !== trace.position) traces.change(uri, trace.id, { position });
  }
}

interface CopyChoice extends vscode.QuickPickItem {
  readonly format: "text" | "markdown";
  readonly step: number | undefined;
}

function copyChoices(step: number | null): readonly CopyChoice[] {
  const choices = (label: string, of: number | undefined): readonly CopyChoice[] => [
    { label: `${label} as Markdown`, format: "markdown", step: of },
    { label: `${label} as Text`, format: "text", step: of },
  ];
  return [...choices("Run", undefined), ...(step === null ? [] : choices(`Step ${step + 1}`, step))];
}

async function copy(
  subject: Subject | undefined,
  format: "text" | "markdown",
  step: number | undefined,
): Promise<void> {
  const [shown, { runText }] = await Promise.all([shownOf(subject), import("./runText.ts")]);
  if (shown === undefined) return;
  await vscode.env.clipboard.writeText(runText(shown, format, step));
  vscode.window.setStatusBarMessage(`Rulescope: copied ${step === undefined ? "the run" : `step ${step + 1}`}`, 3000);
}

/** A stored run that somebody opened: its view is for it alone. */
function isChosen(subject: Subject | undefined): boolean {
  return subject?.kind === "record" && subject.restored === undefined;
}

async function shownOf(subject: Subject | undefined): Promise<import("./viewRun.ts").Shown | undefined> {
  if (subject === undefined) return undefined;
  const { shownTrace, shownRecord } = await import("./viewRun.ts");
  return subject.kind === "trace"
    ? shownTrace(subject.trace)
    : shownRecord(subject.record, subject.id, subject.position);
}

function sameSubject(a: Subject, b: Subject | undefined): boolean {
  if (a.kind === "record" || b?.kind === "record") return a === b;
  return a.uri === b?.uri && a.trace === b.trace;
}

function placeOf(subject: Subject | undefined): { uri: string; line: number } | undefined {
  return subject?.kind === "trace" ? { uri: subject.uri, line: problemLine(subject.trace) } : undefined;
}

function documentOf(subject: Subject | undefined): vscode.Uri | undefined {
  if (subject?.kind === "trace") return vscode.Uri.parse(subject.uri);
  return subject?.record.problem.document === undefined ? undefined : vscode.Uri.file(subject.record.problem.document);
}

/** Puts the cursor on the step's line, in the editor that shows the document, without taking the focus from the view. */
async function revealStep(uri: string, trace: Trace, index: number): Promise<void> {
  const step = trace.steps[index];
  if (step === undefined) return;
  const line = stepLine(trace, step);
  const shown = vscode.window.visibleTextEditors.find((it) => it.document.uri.toString() === uri);
  const editor =
    shown ??
    (await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
      viewColumn: vscode.ViewColumn.One,
      preserveFocus: true,
    }));
  if (line > editor.document.lineCount) return;
  editor.selection = new vscode.Selection(line - 1, 0, line - 1, 0);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
