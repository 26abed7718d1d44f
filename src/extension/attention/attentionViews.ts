/**
 * @file What the model looked at: the attention view, which follows the editor's active trace and its step, and the paint on the rule's lines
 * that goes with it. The engine reads a run once more when it is first shown.
 */
import * as vscode from "vscode";
import type { RunSummary } from "../../client/store/runStore.ts";
import { DisposableList } from "../../core/base/disposable.ts";
import { Cancelled, messageOf } from "../../core/base/errors.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { HeadSet } from "../../protocol/attention.ts";
import { commands, views } from "../contributions.ts";
import { Coalescer } from "../decoration/coalescer.ts";
import { isProblemDocument } from "../document/problemDocuments.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { type Log, logFailure } from "../log/log.ts";
import type { Models } from "../model/models.ts";
import { readSettings } from "../setting/settings.ts";
import { isRunning, problemLine } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";
import { viewIcon, webviewOptions } from "../view/webviewHtml.ts";
import type { AttentionPanel } from "./attentionPanel.ts";
import type { Subject } from "./inside.ts";
import type { LinePaint } from "./linePaint.ts";
import type { OpenedInside } from "./openedInside.ts";

const updateMilliseconds = 60;

export interface AttentionViewParts {
  readonly traces: Traces;
  readonly engine: EngineHost;
  readonly models: Models;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly recall: (id: string) => Promise<RunRecord | undefined>;
  readonly keptRuns: () => Promise<readonly RunSummary[]>;
  readonly keep: (record: RunRecord) => Promise<void>;
  /** Rulescope's own, for records. */
  readonly version: string;
}

export class AttentionViews implements vscode.Disposable {
  readonly #parts: AttentionViewParts;
  readonly #list = new DisposableList();
  readonly #updates: Coalescer;
  #panel: AttentionPanel | undefined;
  #paint: LinePaint | undefined;
  /** Painting goes on without a view. */
  #painting = false;
  #uri: string | undefined;
  /** The trace that is shown or being read, and the reading. */
  #key = "";
  #reading: AbortController | undefined;
  #inside: OpenedInside | undefined;
  #message: string | undefined;
  #layers = new Map<number, Uint8Array>();
  #seconds: { readonly seconds: number; readonly bytes: number } | undefined;
  /** Undefined: all heads. */
  #set: HeadSet | undefined;
  #step: number | undefined;
  #painted: AbortController | undefined;
  /** The run that the shown one is held against. */
  #other: OpenedInside | undefined;

  constructor(parts: AttentionViewParts) {
    this.#parts = parts;
    this.#updates = this.#list.add(new Coalescer(updateMilliseconds, () => void this.#update()));
    this.#list.add(parts.traces.onChange(() => this.#wanted() && this.#updates.request("")));
    this.#list.add(vscode.window.onDidChangeActiveTextEditor(() => this.#wanted() && this.#updates.request("")));
    this.#list.add(vscode.commands.registerCommand(commands.openAttentionView, () => this.open()));
    this.#list.add(vscode.commands.registerCommand(commands.paintAttention, () => this.togglePaint()));
    this.#list.add(
      vscode.window.registerWebviewPanelSerializer(views.attention, {
        deserializeWebviewPanel: async (panel) => this.#adopt(panel),
      }),
    );
  }

  /** Brings the view to the front, or opens it beside the editor. */
  async open(): Promise<void> {
    if (this.#panel === undefined) {
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      await this.#adopt(
        vscode.window.createWebviewPanel(views.attention, "Attention", place, webviewOptions(this.#parts.extensionUri)),
      );
    } else this.#panel.panel.reveal(undefined, true);
    await this.#update();
  }

  /** Paints the rule's lines for the step that the editor stands at, or takes the paint away. */
  async togglePaint(): Promise<void> {
    this.#painting = !this.#painting;
    if (this.#painting) await this.#update();
    else if (this.#panel === undefined) this.#forget();
    const words = this.#painting ? "shows what the model read" : "no longer shows what the model read";
    vscode.window.setStatusBarMessage(`Rulescope: the editor ${words}`, 3000);
  }

  dispose(): void {
    this.#forget();
    this.#panel?.dispose();
    this.#paint?.dispose();
    this.#list.dispose();
  }

  #wanted(): boolean {
    return this.#panel !== undefined || this.#painting;
  }

  async #adopt(panel: vscode.WebviewPanel): Promise<void> {
    const { extensionUri, log } = this.#parts;
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = viewIcon(extensionUri);
    const [{ AttentionPanel }, { saveExport }] = await Promise.all([
      import("./attentionPanel.ts"),
      import("./attentionExport.ts"),
    ]);
    const made = new AttentionPanel({
      panel,
      extensionUri,
      log,
      ready: () => this.#send(),
      select: (run, step) => this.#select(run, step),
      heads: (set) => {
        this.#set = set;
        void this.#repaint();
      },
      run: () => void vscode.commands.executeCommand(commands.runProblem),
      save: (name, format, bytes) => saveExport(name, format, bytes, this.#uri),
      chooseOther: () => void this.#chooseOther(),
      clearOther: () => {
        this.#other = undefined;
        made.other(null, null);
      },
      inside: (run) => {
        for (const known of [this.#inside, this.#other]) if (known?.run.id === run) return known;
        throw new Cancelled();
      },
    });
    this.#panel = made;
    panel.onDidDispose(() => {
      made.dispose();
      if (this.#panel === made) this.#panel = undefined;
      if (!this.#wanted()) this.#forget();
    });
  }

  async #update(): Promise<void> {
    const { traces } = this.#parts;
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined && isProblemDocument(editor.document)) this.#uri = editor.document.uri.toString();
    this.#uri ??= vscode.window.visibleTextEditors
      .find(({ document }) => isProblemDocument(document))
      ?.document.uri.toString();
    const trace = this.#uri === undefined ? undefined : traces.active(this.#uri);
    if (trace === undefined || this.#uri === undefined) {
      if (this.#inside === undefined) this.#tell(undefined);
      return;
    }
    if (isRunning(trace)) {
      // What the last run looked at stays until this one is written.
      this.#tell("The model is still writing. What it looked at is shown when it is done.", true);
      return;
    }
    const key = `${this.#uri} ${trace.id} ${trace.phase} ${trace.stale}`;
    if (key !== this.#key) {
      this.#key = key;
      const record =
        trace.stored === undefined ? undefined : await this.#parts.recall(trace.stored).catch(() => undefined);
      const modelHash = record?.provenance?.modelHash;
      await this.#read({ id: `attention ${trace.id} ${trace.phase} ${trace.stale}`, uri: this.#uri, trace, modelHash });
    }
    if (trace.position !== this.#step) {
      this.#step = trace.position;
      if (this.#inside) this.#panel?.step(this.#inside.run.id, this.#step);
      await this.#repaint();
    }
  }

  /** Has the engine read a run; what is shown stays until the next one's tokens are known. */
  async #read(subject: Subject): Promise<void> {
    const { engine, models, log } = this.#parts;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#tell(undefined, true);
    try {
      const settings = readSettings(vscode.Uri.parse(subject.uri));
      const [{ OpenedInside, modelOf }, client, found] = await Promise.all([
        import("./openedInside.ts"),
        engine.client(),
        models.find(settings),
      ]);
      const model = modelOf(subject.trace.model.name, found.models);
      const made = await OpenedInside.open(
        subject,
        { client, model, device: settings.device },
        {
          onRun: (inside) => {
            if (reading.signal.aborted) return;
            this.#inside = inside;
            this.#message = undefined;
            this.#layers = new Map();
            this.#seconds = undefined;
            this.#step = subject.trace.position;
            this.#send();
          },
          onLayer: (layer, thumbnails) => {
            if (reading.signal.aborted || this.#inside === undefined) return;
            this.#layers.set(layer, thumbnails);
            this.#panel?.layer(this.#inside.run.id, layer, thumbnails);
          },
        },
        reading.signal,
      );
      if (reading.signal.aborted || this.#inside === undefined) return;
      this.#seconds = made;
      this.#panel?.captured(this.#inside.run.id, made.seconds, made.bytes);
      log.info(
        `read ${this.#inside.run.shape.tokens.length} tokens for attention in ${Math.round(made.seconds * 1000)} ms`,
      );
      await this.#repaint();
    } catch (error) {
      if (reading.signal.aborted || error instanceof Cancelled) return;
      logFailure(log, "Attention", error);
      this.#inside = undefined;
      this.#paint?.show(undefined);
      this.#tell(messageOf(error));
    }
  }

  #tell(message: string | undefined, busy = false): void {
    this.#message = message;
    if (this.#inside === undefined) this.#panel?.show(null, message ?? null, busy);
  }

  /** Everything that is known, for a view that begins anew. */
  #send(): void {
    const panel = this.#panel;
    const inside = this.#inside;
    if (panel === undefined) return;
    if (inside === undefined) {
      panel.show(null, this.#message ?? null, this.#reading !== undefined && this.#message === undefined);
      return;
    }
    const { run } = inside;
    panel.show(run, null);
    panel.step(run.id, this.#step);
    for (const [layer, thumbnails] of this.#layers) panel.layer(run.id, layer, thumbnails);
    if (this.#seconds) panel.captured(run.id, this.#seconds.seconds, this.#seconds.bytes);
    if (this.#other) panel.other(this.#other.run, null);
  }

  /** Asks for a run to hold the shown one against, and has the engine read it. */
  async #chooseOther(): Promise<void> {
    const inside = this.#inside;
    if (inside === undefined) return;
    const { engine, models, log } = this.#parts;
    try {
      const settings = readSettings(vscode.Uri.parse(inside.subject.uri));
      const [{ chooseOther }, { OpenedInside, modelOf }, { recordedSubject }, client, found] = await Promise.all([
        import("./otherRun.ts"),
        import("./openedInside.ts"),
        import("./recordedSubject.ts"),
        engine.client(),
        models.find(settings),
      ]);
      const record = await chooseOther(inside.subject.trace, {
        ...this.#parts,
        client,
        models: found.models,
        settings,
      });
      if (record === undefined) return;
      this.#panel?.other(null, null, true);
      const subject = await recordedSubject(record, inside.subject);
      const listener = {
        onRun: (other: OpenedInside) => {
          this.#other = other;
        },
        onLayer: () => {},
      };
      const model = modelOf(record.model, found.models);
      await OpenedInside.open(subject, { client, model, device: settings.device, pictures: false }, listener);
      this.#panel?.other(this.#other?.run ?? null, null);
    } catch (error) {
      logFailure(log, "Attention", error);
      this.#panel?.other(null, messageOf(error));
    }
  }

  #select(run: string, step: number): void {
    if (this.#inside?.run.id !== run) return;
    const { uri, trace } = this.#inside.subject;
    this.#parts.traces.activate(uri, trace.id);
    this.#parts.traces.change(uri, trace.id, { position: step });
  }

  async #repaint(): Promise<void> {
    this.#painted?.abort();
    const inside = this.#inside;
    const step = this.#step;
    if (inside === undefined || step === undefined) {
      this.#paint?.show(undefined);
      return;
    }
    const painted = new AbortController();
    this.#painted = painted;
    const { run, subject } = inside;
    const { traces, log } = this.#parts;
    try {
      const [{ LinePaint }, { lineShares, spansOfStep }] = await Promise.all([
        import("./linePaint.ts"),
        import("./lineShares.ts"),
      ]);
      this.#paint ??= new LinePaint();
      const spans = spansOfStep(run, step);
      if (spans === undefined || run.lines.length === 0 || !subject.trace.ruleHere) {
        this.#paint.show(undefined);
        return;
      }
      const set = this.#set ?? allHeads(run.shape);
      const { shares } = await inside.spans({ set, ...spans }, painted.signal);
      const now = traces.of(subject.uri).find(({ id }) => id === subject.trace.id);
      if (painted.signal.aborted || now === undefined || this.#inside !== inside) return;
      this.#paint.show({
        uri: subject.uri,
        step,
        shares: lineShares(run, shares),
        problemLine: problemLine(now),
        now: (line) => now.lines.now(line),
      });
    } catch (error) {
      if (!painted.signal.aborted) logFailure(log, "Attention", error);
    }
  }

  #forget(): void {
    this.#reading?.abort();
    this.#painted?.abort();
    this.#inside = undefined;
    this.#key = "";
    this.#paint?.show(undefined);
  }
}

function allHeads({ layers, heads }: OpenedInside["run"]["shape"]): HeadSet {
  const each = heads.map((_, head) => head);
  return { heads: Array.from({ length: layers }, (_, layer) => each.map((head) => ({ layer, head }))).flat() };
}
