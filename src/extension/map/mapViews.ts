/** @file The case map views, and the trainings that they begin: one at a time, in an engine of their own. */

import { join } from "node:path";
import * as vscode from "vscode";
import { DisposableList } from "../../core/base/disposable.ts";
import { UserError } from "../../core/base/errors.ts";
import { commands } from "../contributions.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { type Log, logFailure } from "../log/log.ts";
import type { Models } from "../model/models.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { showFailure } from "../run/failureMessage.ts";
import { requireTrust } from "../trust/trust.ts";
import { ViewPanels } from "../webview/viewPanels.ts";
import type { CellRuns } from "./cellRun.ts";
import type { MapPanel, MapPanelParts } from "./mapPanel.ts";
import { MapReader } from "./mapReader.ts";
import type { MapTraining } from "./mapTraining.ts";

export interface MapViewParts {
  readonly models: Models;
  readonly trainer: EngineHost;
  readonly rules: RuleHost;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  /** Trained models are kept below it. */
  readonly storage: vscode.Uri;
}

export class MapViews implements vscode.Disposable {
  readonly #parts: MapViewParts;
  readonly #reader: MapReader;
  readonly #list = new DisposableList();
  readonly #views: ViewPanels<MapPanel>;
  readonly #trained: string[] = [];
  #training: MapTraining | undefined;
  #cells: CellRuns | undefined;

  constructor(parts: MapViewParts) {
    this.#parts = parts;
    this.#reader = new MapReader(parts.rules);
    this.#list.add(
      vscode.commands.registerCommand(commands.openCaseMap, (file: unknown) =>
        this.open(file instanceof vscode.Uri ? file : undefined),
      ),
    );
    this.#views = this.#list.add(
      new ViewPanels({ name: "map", extensionUri: parts.extensionUri, make: (panel) => this.#make(panel) }),
    );
  }

  /** Opens the maps of a record, that in the active editor where none is given, or of those that are chosen now. */
  async open(uri: vscode.Uri | undefined): Promise<void> {
    try {
      const { idsOf, isRecord } = await import("./mapPicker.ts");
      const active = vscode.window.activeTextEditor?.document;
      const record = uri ?? (active && isRecord(active) ? active.uri : undefined);
      const ids = record === undefined ? await this.#pick([]) : await idsOf(this.#reader, record.fsPath);
      if (ids.length === 0) return;
      const panel = await this.#views.open({ column: vscode.ViewColumn.Active, focus: true });
      await panel.add(ids).catch((error: unknown) => {
        panel.view.panel.dispose();
        throw error;
      });
    } catch (error) {
      this.#fail("Open Case Map", error);
    }
  }

  dispose(): void {
    this.#training?.cancel();
    this.#list.dispose();
  }

  async #pick(shown: readonly string[]): Promise<readonly string[]> {
    const { pickMaps } = await import("./mapPicker.ts");
    return pickMaps(this.#reader, this.#parts.models, [...this.#trained, ...shown]);
  }

  async #make(panel: vscode.WebviewPanel): Promise<MapPanel> {
    const { extensionUri, log } = this.#parts;
    const [{ MapPanel }, { CellRuns }, { MapTraining }] = await Promise.all([
      import("./mapPanel.ts"),
      import("./cellRun.ts"),
      import("./mapTraining.ts"),
    ]);
    this.#cells ??= new CellRuns(this.#reader);
    const cells = this.#cells;
    const train: MapPanelParts["train"] = async (source, squares, steps) => {
      requireTrust("Training");
      this.#requireFree();
      const planned = await this.#reader.holdOut(source, squares, steps);
      this.#requireFree();
      this.#training = new MapTraining(planned, join(this.#parts.storage.fsPath, "models", planned.shown.name));
      return this.#training;
    };
    return new MapPanel({
      panel,
      extensionUri,
      log,
      reader: this.#reader,
      run: (source, cell) => cells.run(source, cell),
      pick: (shown) => this.#pick(shown),
      save: async (sources, figure) => (await import("./mapExport.ts")).saveMaps(this.#reader, sources, figure),
      train,
      begin: (training, shown) => this.#begin(training, shown),
      fail: (doing, error) => this.#fail(doing, error),
    });
  }

  /** One training at a time. */
  #requireFree(): void {
    if (this.#training === undefined) return;
    throw new UserError(
      "training-under-way",
      `${this.#training.source.shown.name} is being trained.`,
      "Wait for its end or cancel it, and begin again.",
    );
  }

  async #begin(training: MapTraining, { view }: MapPanel): Promise<boolean> {
    try {
      const client = await this.#parts.trainer.client();
      const done = await training.run(client, {
        progress: (notice) => view.notify("progress", notice),
        cells: (notice) => view.notify("cells", notice),
      });
      if (done) this.#trained.push(training.id);
      return done;
    } finally {
      if (this.#training === training) this.#training = undefined;
    }
  }

  #fail(doing: string, error: unknown): void {
    logFailure(this.#parts.log, doing, error);
    void showFailure(error, () => this.open(undefined));
  }
}
