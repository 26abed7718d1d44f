/**
 * @file The activations of a run: the attention view, which follows the editor's active trace and its step, or the inference item at its cursor,
 * and the paint on the rule's lines that goes with it. The engine reads what is shown once more.
 */
import * as vscode from "vscode";
import type { RunSummary } from "../../client/store/runStore.ts";
import { DisposableList } from "../../core/base/disposable.ts";
import { Cancelled, messageOf } from "../../core/base/errors.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { HeadSet, LatentReader } from "../../protocol/activations.ts";
import { commands } from "../contributions.ts";
import { isProblemDocument, type ProblemDocuments } from "../document/problemDocuments.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { placeOf } from "../lens/problemPlace.ts";
import { type Log, logFailure } from "../log/log.ts";
import type { Models } from "../model/models.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { readSettings } from "../setting/settings.ts";
import { isRunning, type Trace } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";
import { Coalescer } from "../webview/coalescer.ts";
import { exportFile, pageFormats } from "../webview/exportFile.ts";
import { ViewPanels } from "../webview/viewPanels.ts";
import type { CaptureListener } from "./activations.ts";
import type { AttentionPanel } from "./attentionPanel.ts";
import type { Subject } from "./attentionRun.ts";
import type { ItemActivations } from "./itemActivations.ts";
import { type ItemAt, type ItemOfTask, ItemSource, itemOf } from "./itemSource.ts";
import { type LatentSubject, latentOf } from "./latentSubject.ts";
import type { RunActivations } from "./runActivations.ts";
import { StepPaint } from "./stepPaint.ts";

const updateMilliseconds = 60;

export interface AttentionViewParts {
  readonly documents: ProblemDocuments;
  readonly traces: Traces;
  readonly engine: EngineHost;
  readonly rules: RuleHost;
  readonly models: Models;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly loadRun: (id: string) => Promise<RunRecord | undefined>;
  readonly listRuns: () => Promise<readonly RunSummary[]>;
  readonly saveRun: (record: RunRecord) => Promise<void>;
  /** Rulescope's own, for records. */
  readonly version: string;
}

export class AttentionViews implements vscode.Disposable {
  readonly #parts: AttentionViewParts;
  readonly #list = new DisposableList();
  readonly #views: ViewPanels<AttentionPanel>;
  readonly #updates: Coalescer;
  readonly #paint: StepPaint;
  readonly #items: ItemSource;
  /** Painting goes on without a view. */
  #painting = false;
  #uri: string | undefined;
  /** The trace that is shown or being read, and the reading. */
  #key = "";
  #reading: AbortController | undefined;
  #activations: RunActivations | ItemActivations | undefined;
  /** The item that is shown or being read, and the editor's line that it came from or stood at when it came. */
  #item: LatentSubject | undefined;
  #place = "";
  /** Who reads items: which side, and by task the folder of the language VAE where one was chosen. */
  #reader: LatentReader = "encoder";
  readonly #readers = new Map<string, string>();
  #message: string | undefined;
  #layers = new Map<number, Uint8Array>();
  #seconds: { readonly seconds: number; readonly bytes: number } | undefined;
  /** Undefined: all heads. */
  #set: HeadSet | undefined;
  #step: number | undefined;
  /** The run that the shown one is compared with. */
  #compared: RunActivations | undefined;

  constructor(parts: AttentionViewParts) {
    this.#parts = parts;
    this.#paint = this.#list.add(new StepPaint(parts));
    this.#items = new ItemSource(parts.documents, parts.models);
    this.#updates = this.#list.add(new Coalescer(updateMilliseconds, () => void this.#update()));
    this.#list.add(parts.traces.onChange(() => this.#wanted() && this.#updates.request()));
    this.#list.add(vscode.window.onDidChangeActiveTextEditor(() => this.#wanted() && this.#updates.request()));
    this.#list.add(
      vscode.window.onDidChangeTextEditorSelection(
        ({ textEditor }) =>
          this.#panel !== undefined && isProblemDocument(textEditor.document) && this.#updates.request(),
      ),
    );
    this.#list.add(
      vscode.commands.registerCommand(commands.openAttentionView, (argument: unknown) => this.open(argument)),
    );
    this.#list.add(vscode.commands.registerCommand(commands.paintAttention, () => this.togglePaint()));
    this.#views = this.#list.add(
      new ViewPanels({
        name: "attention",
        extensionUri: parts.extensionUri,
        make: (panel) => this.#make(panel),
        opened: () => this.#updates.request(),
        closed: () => this.#wanted() || this.#forget(),
      }),
    );
  }

  /** Brings the view to the front on what the editor stands at or near, or on the inference item of a line. */
  async open(argument?: unknown): Promise<void> {
    await this.#reveal();
    const place = placeOf(argument);
    const at = await (place === undefined ? this.#items.nearCursor() : this.#items.atPlace(place));
    // What was opened from elsewhere gives way to the editor.
    if (this.#item !== undefined) [this.#key, this.#place] = ["", ""];
    if (at !== undefined) await this.#showAt(at);
    else await this.#update();
  }

  /** Shows any item, as the language VAE in a folder reads it. It stays until the editor goes somewhere else. Throws a UserError where that is gone. */
  async openItem(dir: string, { task, item }: ItemOfTask): Promise<void> {
    const [folder, ...others] = await this.#items.foldersOf(task, dir);
    await this.#reveal();
    this.#place = (await this.#items.atCursor())?.place ?? "";
    const trace = this.#uri === undefined ? undefined : this.#parts.traces.active(this.#uri);
    if (trace !== undefined) this.#key = keyOf(trace);
    await this.#readItem({ folder, others, item, reads: this.#reader });
  }

  async #reveal(): Promise<void> {
    if (this.#panel === undefined) await this.#views.open();
    else this.#panel.view.panel.reveal(undefined, true);
  }

  /** Paints the rule's lines for the step that the editor stands at, or takes the paint away. */
  async togglePaint(): Promise<void> {
    this.#painting = !this.#painting;
    if (this.#painting) await this.#update();
    else if (this.#panel === undefined) this.#forget();
    const words = this.#painting ? "shows attention on the rule" : "no longer shows attention on the rule";
    vscode.window.setStatusBarMessage(`Rulescope: the editor ${words}`, 3000);
  }

  dispose(): void {
    this.#forget();
    this.#list.dispose();
  }

  get #panel(): AttentionPanel | undefined {
    return this.#views.last;
  }

  #wanted(): boolean {
    return this.#panel !== undefined || this.#painting;
  }

  async #make(panel: vscode.WebviewPanel): Promise<AttentionPanel> {
    const { extensionUri, log } = this.#parts;
    const { AttentionPanel } = await import("./attentionPanel.ts");
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
      reader: (reads, model) => void this.#readBy(reads, model),
      run: () => void vscode.commands.executeCommand(commands.runProblem),
      save: (name, format, bytes) =>
        exportFile({
          title: "Export Attention",
          name,
          formats: { [format]: pageFormats[format] },
          beside: this.#uri === undefined ? undefined : vscode.Uri.parse(this.#uri),
          content: () => bytes,
        }),
      chooseCompared: () => void this.#chooseCompared(),
      clearCompared: () => {
        this.#compared = undefined;
        made.compared(null, null);
      },
      activations: (run) => {
        for (const known of [this.#activations, this.#compared]) if (known?.run.id === run) return known;
        throw new Cancelled();
      },
    });
    return made;
  }

  async #update(): Promise<void> {
    if (!this.#wanted()) return; // it was closed since this was requested
    const { traces } = this.#parts;
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined && isProblemDocument(editor.document)) this.#uri = editor.document.uri.toString();
    this.#uri ??= vscode.window.visibleTextEditors
      .find(({ document }) => isProblemDocument(document))
      ?.document.uri.toString();
    const at = this.#panel && (await this.#items.atCursor());
    if (at !== undefined) {
      if (at.place !== this.#place) await this.#showAt(at);
      return;
    }
    const trace = this.#uri === undefined ? undefined : traces.active(this.#uri);
    if (trace === undefined || this.#uri === undefined) {
      if (this.#activations === undefined) this.#tell(undefined);
      return;
    }
    if (isRunning(trace)) {
      // The last run stays until this one is written.
      this.#tell("The model is still decoding. Its attention is shown when it is done.", true);
      return;
    }
    const key = keyOf(trace);
    if (key !== this.#key) {
      [this.#key, this.#place, this.#item] = [key, "", undefined];
      const record =
        trace.stored === undefined ? undefined : await this.#parts.loadRun(trace.stored).catch(() => undefined);
      const modelHash = record?.provenance?.modelHash;
      await this.#read({ id: `attention ${key}`, uri: this.#uri, trace, modelHash });
    }
    if (trace.position !== this.#step && this.#item === undefined) {
      this.#step = trace.position;
      if (this.#activations) this.#panel?.step(this.#activations.run.id, this.#step);
      await this.#repaint();
    }
  }

  async #showAt({ place, problem }: ItemAt): Promise<void> {
    [this.#key, this.#place] = ["", place];
    try {
      const { task, item } = itemOf(problem);
      const [folder, ...others] = await this.#items.foldersOf(task, this.#readers.get(task));
      await this.#readItem({ folder, others, item, reads: this.#reader });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Has the engine read a run; what is shown stays until the next one's tokens are known. */
  #read(subject: Subject): Promise<void> {
    return this.#load(subject.trace.position, async (listener, signal) => {
      const settings = readSettings(vscode.Uri.parse(subject.uri));
      const [{ RunActivations, modelOf }, client, found] = await Promise.all([
        import("./runActivations.ts"),
        this.#parts.engine.client(),
        this.#parts.models.find(settings),
      ]);
      const { rules } = this.#parts;
      const model = modelOf(subject.trace.model.name, found.models);
      return RunActivations.open(subject, { client, rules, model, device: settings.device }, listener, signal);
    });
  }

  async #readBy(reads: LatentReader, dir: string): Promise<void> {
    const item = this.#item;
    if (item === undefined) return;
    this.#reader = reads;
    const all = [item.folder, ...item.others];
    const folder = all.find((each) => each.dir === dir) ?? item.folder;
    this.#readers.set(folder.manifest.task, folder.dir);
    await this.#readItem({ ...item, reads, folder, others: all.filter((each) => each !== folder) });
  }

  #readItem(subject: LatentSubject): Promise<void> {
    this.#item = subject;
    this.#paint.clear();
    return this.#load(undefined, async (listener, signal) => {
      const [{ ItemActivations }, client] = await Promise.all([
        import("./itemActivations.ts"),
        this.#parts.engine.client(),
      ]);
      return ItemActivations.open(subject, client, listener, signal);
    });
  }

  async #load(
    step: number | undefined,
    open: (
      listener: CaptureListener<RunActivations | ItemActivations>,
      signal: AbortSignal,
    ) => Promise<{ readonly seconds: number; readonly bytes: number }>,
  ): Promise<void> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#tell(undefined, true);
    try {
      const listener: CaptureListener<RunActivations | ItemActivations> = {
        onRun: (activations) => {
          if (reading.signal.aborted) return;
          this.#activations = activations;
          this.#message = undefined;
          this.#layers = new Map();
          this.#seconds = undefined;
          this.#step = step;
          this.#send();
        },
        onLayer: (layer, thumbnails) => {
          if (reading.signal.aborted || this.#activations === undefined) return;
          this.#layers.set(layer, thumbnails);
          this.#panel?.layer(this.#activations.run.id, layer, thumbnails);
        },
      };
      const made = await open(listener, reading.signal);
      if (reading.signal.aborted || this.#activations === undefined) return;
      this.#seconds = made;
      this.#panel?.captured(this.#activations.run.id, made.seconds, made.bytes);
      const { tokens } = this.#activations.run.shape;
      this.#parts.log.info(`read ${tokens.length} tokens for attention in ${Math.round(made.seconds * 1000)} ms`);
      await this.#repaint();
    } catch (error) {
      if (!reading.signal.aborted && !(error instanceof Cancelled)) this.#fail(error);
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  /** Says in the view why there is nothing to see. */
  #fail(error: unknown): void {
    logFailure(this.#parts.log, "Attention", error);
    this.#activations = undefined;
    this.#paint.clear();
    this.#tell(messageOf(error));
  }

  get #latent() {
    return this.#item === undefined ? null : latentOf(this.#item);
  }

  #tell(message: string | undefined, busy = false): void {
    this.#message = message;
    if (this.#activations === undefined) this.#panel?.show(null, message ?? null, { busy, latent: this.#latent });
  }

  /** Everything that is known, for a view that begins again. */
  #send(): void {
    const panel = this.#panel;
    const activations = this.#activations;
    if (panel === undefined) return;
    if (activations === undefined) {
      const busy = this.#reading !== undefined && this.#message === undefined;
      panel.show(null, this.#message ?? null, { busy, latent: this.#latent });
      return;
    }
    const { run } = activations;
    panel.show(run, null);
    panel.step(run.id, this.#step);
    for (const [layer, thumbnails] of this.#layers) panel.layer(run.id, layer, thumbnails);
    if (this.#seconds) panel.captured(run.id, this.#seconds.seconds, this.#seconds.bytes);
    if (this.#compared) panel.compared(this.#compared.run, null);
  }

  /** Asks for a run to compare the shown one with, and has the engine read it. */
  async #chooseCompared(): Promise<void> {
    const activations = this.#activations;
    if (activations?.kind !== "run") return;
    try {
      const { openCompared } = await import("./comparedRun.ts");
      const compared = await openCompared(activations, this.#parts, () => this.#panel?.compared(null, null, true));
      if (compared === undefined) return;
      this.#compared = compared;
      this.#panel?.compared(compared.run, null);
    } catch (error) {
      logFailure(this.#parts.log, "Attention", error);
      this.#panel?.compared(null, messageOf(error));
    }
  }

  #select(run: string, step: number): void {
    if (this.#activations?.kind !== "run" || this.#activations.run.id !== run) return;
    const { uri, trace } = this.#activations.subject;
    this.#parts.traces.activate(uri, trace.id);
    this.#parts.traces.change(uri, trace.id, { position: step });
  }

  async #repaint(): Promise<void> {
    if (this.#activations?.kind !== "run" || this.#step === undefined) this.#paint.clear();
    else await this.#paint.show(this.#activations, this.#step, this.#set);
  }

  #forget(): void {
    this.#reading?.abort();
    this.#reading = undefined;
    this.#message = undefined;
    this.#activations = undefined;
    this.#item = undefined;
    [this.#key, this.#place] = ["", ""];
    this.#paint.clear();
  }
}

/** Another one where the same run would be read again. */
function keyOf({ id, phase, stale }: Trace): string {
  return `${id} ${phase} ${stale}`;
}
