/** @file The compare views: runs that were chosen, or one problem by every method. Each comparison has a panel of its own. */
import * as vscode from "vscode";
import { DisposableList } from "../../core/base/disposable.ts";
import { UserError } from "../../core/base/errors.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { commands } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { type ProblemPlace, placeOf } from "../lens/problemPlace.ts";
import { type Log, logFailure } from "../log/log.ts";
import type { Models } from "../model/models.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { showFailure } from "../run/failureMessage.ts";
import { problemAt } from "../run/problemAt.ts";
import { findPlace } from "../run/runs.ts";
import { readSettings } from "../setting/settings.ts";
import { Coalescer } from "../webview/coalescer.ts";
import { ViewPanels } from "../webview/viewPanels.ts";
import type { CompareActions, ComparePanel } from "./comparePanel.ts";
import type { Entry } from "./shownComparison.ts";

const updateMilliseconds = 100;

export interface CompareViewParts {
  readonly documents: ProblemDocuments;
  readonly engine: EngineHost;
  readonly rules: RuleHost;
  readonly models: Models;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly version: string;
  readonly saveRun: (record: RunRecord) => Promise<void>;
  /** Shows one of the compared runs by itself. */
  readonly open: CompareActions["open"];
  /** A saved run, by its id. */
  readonly loadRun: (id: string) => Promise<RunRecord>;
}

export class CompareViews implements vscode.Disposable {
  readonly #parts: CompareViewParts;
  readonly #list = new DisposableList();
  readonly #views: ViewPanels<ComparePanel>;

  constructor(parts: CompareViewParts) {
    this.#parts = parts;
    this.#list.add(
      vscode.commands.registerCommand(commands.compareMethods, (place: unknown) => this.compareMethods(placeOf(place))),
    );
    this.#views = this.#list.add(
      new ViewPanels({ name: "compare", extensionUri: parts.extensionUri, make: (panel) => this.#make(panel) }),
    );
  }

  /** Shows runs side by side. */
  async show(records: readonly RunRecord[]): Promise<void> {
    const panel = await this.#open(records[0]?.problem.call ?? "");
    panel.show(records.map((record) => ({ kind: "record", record })));
  }

  /** Runs the problem at `place`, or at the cursor, by every method, and shows the runs as they come. */
  async compareMethods(place: ProblemPlace | undefined): Promise<void> {
    const { documents, engine, rules, models, saveRun, version, log } = this.#parts;
    try {
      const { document, line } = findPlace(place);
      const { problems } = await documents.read(document);
      const problem = problemAt(problems, line);
      if (problem === undefined)
        throw new UserError("no-problem", "There is no problem to compare.", "Put the cursor on one, and try again.");
      const client = engine.client();
      const panel = await this.#open(problem.call);
      let entries: readonly Entry[] = [];
      const updates = new Coalescer(updateMilliseconds, () => panel.show(entries));
      const { runMethods } = await import("./methodRuns.ts");
      await runMethods({
        client,
        rules,
        models,
        settings: readSettings(document),
        problem,
        document: document.uri.scheme === "file" ? document.uri.fsPath : document.uri.toString(),
        signal: panel.view.closed,
        version,
        saveRun,
        changed: (now) => {
          entries = now;
          updates.request();
        },
      });
      updates.dispose();
      panel.show(entries);
    } catch (error) {
      logFailure(log, "Compare Methods", error);
      void showFailure(error, () => this.compareMethods(place));
    }
  }

  dispose(): void {
    this.#list.dispose();
  }

  #open(call: string): Promise<ComparePanel> {
    return this.#views.open({ title: `Compare: ${call}` });
  }

  async #make(panel: vscode.WebviewPanel): Promise<ComparePanel> {
    const { extensionUri, log, open, loadRun } = this.#parts;
    const { ComparePanel } = await import("./comparePanel.ts");
    const loadRuns = async (ids: readonly string[]): Promise<RunRecord[]> => {
      const found = await Promise.allSettled(ids.map(loadRun));
      return found.flatMap((it) => (it.status === "fulfilled" ? [it.value] : []));
    };
    return new ComparePanel({ panel, extensionUri, log }, { open, loadRuns });
  }
}
