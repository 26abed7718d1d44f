/** @file The Runs view: every stored run, grouped by problem, newest first, filtered. Asks the store only while it is looked at. */

import * as vscode from "vscode";
import type { RunFilter, RunSummary } from "../../client/store/runStore.ts";
import { DisposableList } from "../../core/base/disposable.ts";
import { messageOf } from "../../core/base/errors.ts";
import { countText } from "../../core/format/figures.ts";
import { contextKeys, trees } from "../contributions.ts";
import { type Log, logFailure } from "../log/log.ts";
import { Coalescer } from "../webview/coalescer.ts";
import { itemOf } from "./runItems.ts";
import { byProblem, type RunsNode } from "./runTree.ts";
import type { SavedRuns } from "./savedRuns.ts";

/** How many runs are shown at first, and how many more each time. */
const pageSize = 500;

/** A batch of runs refreshes the view this often. */
const refreshMilliseconds = 200;

export class RunsView implements vscode.Disposable, vscode.TreeDataProvider<RunsNode> {
  readonly #savedRuns: SavedRuns;
  readonly #log: Log;
  readonly #list = new DisposableList();
  readonly #changed = this.#list.add(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<RunsNode>;
  #filter: RunFilter = {};
  #mostShown = pageSize;
  /** The store's version when it was last shown: another window may write to it. */
  #version = 0;

  constructor(savedRuns: SavedRuns, log: Log) {
    this.#savedRuns = savedRuns;
    this.#log = log;
    const options = { treeDataProvider: this, canSelectMany: true, showCollapseAll: true };
    this.#view = this.#list.add(vscode.window.createTreeView(trees.runs, options));
    const refresh = this.#list.add(new Coalescer(refreshMilliseconds, () => this.#changed.fire(undefined)));
    this.#list.add(savedRuns.onDidChange(() => refresh.request()));
    this.#list.add(this.#view.onDidChangeVisibility(() => this.#look()));
    this.#list.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && this.#look()));
  }

  get filter(): RunFilter {
    return this.#filter;
  }

  set filter(filter: RunFilter) {
    this.#filter = filter;
    this.#mostShown = pageSize;
    const filtered = Object.values(filter).some((it) => it !== undefined);
    void vscode.commands.executeCommand("setContext", contextKeys.runsFiltered, filtered);
    this.#changed.fire(undefined);
  }

  /** Shows some more of the older runs. */
  more(): void {
    this.#mostShown += pageSize;
    this.#changed.fire(undefined);
  }

  /** What is selected, problems standing for all of their runs; `node` where a menu was opened on one that is not selected. */
  selected(node: RunsNode | undefined): RunSummary[] {
    const { selection } = this.#view;
    const id = (it: RunsNode): string => itemOf(it).id ?? "";
    const meant = node === undefined || selection.some((it) => id(it) === id(node)) ? selection : [node];
    const runs = meant.flatMap((it) => (it.kind === "run" ? [it.run] : it.kind === "problem" ? it.runs : []));
    return [...new Map(runs.map((run) => [run.id, run])).values()];
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    if (node !== undefined)
      return node.kind === "problem" ? [...node.roots] : node.kind === "run" ? [...node.branches] : [];
    try {
      const store = await this.#savedRuns.store();
      this.#version = store.version;
      const runs = store.list({ ...this.#filter, limit: this.#mostShown });
      const total = store.count(this.#filter);
      this.#say(this.#words(total));
      this.#view.description = runs.length < total ? `${number(runs.length)} of ${number(total)}` : number(total);
      const more: RunsNode[] = runs.length < total ? [{ kind: "more", shown: runs.length, total }] : [];
      return [...byProblem(runs), ...more];
    } catch (error) {
      logFailure(this.#log, "Listing the runs", error);
      this.#say(messageOf(error));
      return [];
    }
  }

  dispose(): void {
    this.#list.dispose();
  }

  async #look(): Promise<void> {
    if (!this.#view.visible) return;
    try {
      const { version } = await this.#savedRuns.store();
      if (version !== this.#version) this.#changed.fire(undefined);
    } catch {
      this.#changed.fire(undefined); // asking for the runs says what is wrong
    }
  }

  #words(count: number): string | undefined {
    const { text, ...others } = this.#filter;
    const parts = [text === undefined ? undefined : `“${text}”`, ...Object.values(others)].filter(
      (it) => it !== undefined,
    );
    return parts.length === 0 ? undefined : `${count === 0 ? "No runs" : "Runs"}: ${parts.join(", ")}`;
  }

  #say(message: string | undefined): void {
    // VS Code takes the absence of a message only as an assignment of undefined.
    Object.assign(this.#view, { message });
  }
}

function number(count: number): string {
  return count === 0 ? "" : countText(count);
}
