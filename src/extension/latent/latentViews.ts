/** @file The latent view: opened from a file, a run or a model; it follows the editor and the trace, and leads back to them. */
import * as vscode from "vscode";
import type { RunSummary } from "../../client/store/runStore.ts";
import { DisposableList } from "../../core/base/disposable.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { AttentionViews } from "../attention/attentionViews.ts";
import { commands } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { type Log, logFailure } from "../log/log.ts";
import type { Models } from "../model/models.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { showFailure } from "../run/failureMessage.ts";
import type { SavedRuns } from "../store/savedRuns.ts";
import type { Traces } from "../trace/traces.ts";
import { Coalescer } from "../webview/coalescer.ts";
import { ViewPanels } from "../webview/viewPanels.ts";
import type { MapCache } from "./engineMaps.ts";
import type { LatentPanel } from "./latentPanel.ts";
import type { LatentSources } from "./latentSources.ts";
import type { PointOpener } from "./pointOpener.ts";

const updateMilliseconds = 60;
/** Many runs may be kept one after another. */
const staleMilliseconds = 400;

export interface LatentViewParts {
  readonly documents: ProblemDocuments;
  readonly traces: Traces;
  readonly engine: EngineHost;
  readonly rules: RuleHost;
  readonly models: Models;
  readonly savedRuns: SavedRuns;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly version: string;
  /** Shows what was looked at: of the editor's run, or of an item. */
  readonly attention: Pick<AttentionViews, "open" | "openItem">;
  /** What is selected in the Runs view where the command comes from there. */
  readonly selectedRuns: (node: unknown) => readonly RunSummary[];
  readonly loadRun: (id: string) => Promise<RunRecord | undefined>;
}

/** What views have in common, loaded with the first of them. */
interface Loaded {
  readonly sources: LatentSources;
  readonly opener: PointOpener;
  readonly cache: MapCache;
}

export class LatentViews implements vscode.Disposable {
  readonly #parts: LatentViewParts;
  readonly #list = new DisposableList();
  readonly #views: ViewPanels<LatentPanel>;
  readonly #updates: Coalescer;
  #loaded: Promise<Loaded> | undefined;

  constructor(parts: LatentViewParts) {
    this.#parts = parts;
    this.#updates = this.#list.add(new Coalescer(updateMilliseconds, () => void this.#follow()));
    const follow = (): void => this.#panel && this.#updates.request();
    this.#list.add(parts.traces.onChange(follow));
    this.#list.add(vscode.window.onDidChangeTextEditorSelection(follow));
    this.#list.add(
      parts.documents.onDidRead(({ document }) => {
        const spec = this.#panel?.spec;
        if (spec?.kind === "items" && spec.document === document.uri.toString()) void this.#notice();
      }),
    );
    const kept = this.#list.add(new Coalescer(staleMilliseconds, () => void this.#notice()));
    this.#list.add(parts.savedRuns.onDidChange(() => this.#panel?.spec?.kind === "runs" && kept.request()));
    this.#list.add(vscode.commands.registerCommand(commands.openLatentView, (node: unknown) => this.open(node)));
    this.#views = this.#list.add(
      new ViewPanels({ name: "latent", extensionUri: parts.extensionUri, make: (panel) => this.#make(panel) }),
    );
  }

  /** Shows what the editor holds, or the runs that a menu was opened on. */
  async open(node: unknown): Promise<void> {
    try {
      const { sources } = await this.#load();
      const runs = this.#parts.selectedRuns(node);
      const asked = sources.ofRuns(runs) ?? (await sources.inEditor());
      const panel = this.#panel ?? (await this.#views.open({ focus: true }));
      panel.view.panel.reveal(undefined, false);
      await panel.show(asked);
    } catch (error) {
      this.#fail("Open Latent View", error);
    }
  }

  dispose(): void {
    this.#list.dispose();
  }

  get #panel(): LatentPanel | undefined {
    return this.#views.last;
  }

  #load(): Promise<Loaded> {
    this.#loaded ??= (async () => {
      const [{ LatentSources }, { PointOpener }, { MapCache }] = await Promise.all([
        import("./latentSources.ts"),
        import("./pointOpener.ts"),
        import("./engineMaps.ts"),
      ]);
      const client = () => this.#parts.engine.client();
      const opener = this.#list.add(new PointOpener(this.#parts));
      return {
        opener,
        sources: new LatentSources({ ...this.#parts, client }),
        cache: new MapCache(),
      };
    })();
    return this.#loaded;
  }

  async #make(panel: vscode.WebviewPanel): Promise<LatentPanel> {
    const { extensionUri, log, engine, attention } = this.#parts;
    const [{ sources, opener, cache }, { LatentPanel }] = await Promise.all([this.#load(), import("./latentPanel.ts")]);
    return new LatentPanel({
      panel,
      extensionUri,
      log,
      client: () => engine.client(),
      sources,
      cache,
      open: (origin, focus, column) => opener.open(origin, focus, column),
      attention,
      runAll: async (uri) => (await import("./runAll.ts")).runAll(uri, this.#parts),
      changed: () => this.#updates.request(),
    });
  }

  /** The point that the editor stands at: the line of a problem, or the step of the active trace. */
  async #follow(): Promise<void> {
    const panel = this.#panel;
    const points = panel?.points;
    const editor = vscode.window.activeTextEditor;
    if (panel === undefined || points === undefined || editor === undefined) return;
    const uri = editor.document.uri.toString();
    if (panel.spec?.kind === "items") {
      const line = editor.selection.active.line + 1;
      const text = editor.document.lineAt(line - 1).text;
      const task = points.item(0)?.task ?? "";
      const point = points.find({ kind: "line", uri, line }) ?? points.find({ kind: "item", task, text });
      if (point !== undefined) panel.reveal(point);
      return;
    }
    const trace = this.#parts.traces.active(uri);
    if (trace?.stored === undefined || trace.position === undefined) return;
    const step = points.shown.unit === "problems" ? 0 : trace.position;
    panel.reveal(points.find({ kind: "step", run: trace.stored, step }));
  }

  /** The file of the shown points was read again, or runs came or went: they are stale when there are others now. */
  async #notice(): Promise<void> {
    const panel = this.#panel;
    const { spec, points } = panel ?? {};
    if (panel === undefined || points === undefined || spec === undefined) return;
    const { sources } = await this.#load();
    const now = await sources.written(spec).catch(() => undefined);
    if (now !== undefined && panel.points === points) panel.stale(now !== points.written);
  }

  #fail(doing: string, error: unknown): void {
    logFailure(this.#parts.log, doing, error);
    void showFailure(error, () => this.open(undefined));
  }
}
