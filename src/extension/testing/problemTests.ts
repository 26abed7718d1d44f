/**
 * @file The tree of the Test Explorer: files that hold problems, and the problems in them. Files are looked for when the Testing view first
 * asks, and read when they are opened or run. A file that is open in an editor is in the tree as soon as its problems were read.
 */

import * as vscode from "vscode";
import { DisposableList } from "../../core/base/disposable.ts";
import { labelText } from "../../core/base/plainText.ts";
import type { TextProblem } from "../../core/task/problem.ts";
import { languages } from "../contributions.ts";
import {
  isProblemDocument,
  longestDocument,
  type ProblemDocuments,
  type ReadDocument,
} from "../document/problemDocuments.ts";

/** Where files are looked for, and where not: in what others wrote. */
const wanted = "**/*.{problems,py}";
const unwanted = "**/{node_modules,site-packages,.venv,venv,__pycache__,.git}/**";
/** More files than anybody writes problems into; a folder with more is somebody's library. */
const mostFiles = 5000;
const longestLabel = 100;

/** What a test of the tree stands for. */
export interface ProblemTest {
  readonly item: vscode.TestItem;
  readonly problem: TextProblem;
  readonly document: vscode.TextDocument;
  /** What a `.problems` header says for the file. */
  readonly defaults: ReadDocument["defaults"];
}

export class ProblemTests implements vscode.Disposable {
  readonly #controller: vscode.TestController;
  readonly #documents: ProblemDocuments;
  readonly #list = new DisposableList();
  readonly #tests = new WeakMap<vscode.TestItem, ProblemTest>();
  #watching = false;

  constructor(controller: vscode.TestController, documents: ProblemDocuments) {
    this.#controller = controller;
    this.#documents = documents;
    this.#list.add(
      documents.onDidRead(({ document, read }) => {
        if (document.uri.scheme === "file" || document.uri.scheme === "vscode-remote") this.#show(document, read);
      }),
    );
  }

  /** The tests at or below some items; files that were not read yet are. Without items, all there are. */
  async below(
    items: readonly vscode.TestItem[] | undefined,
    without: readonly vscode.TestItem[],
  ): Promise<ProblemTest[]> {
    if (items === undefined) await this.discover();
    const found: ProblemTest[] = [];
    for (const item of items ?? entries(this.#controller.items)) {
      if (without.includes(item)) continue;
      if (item.parent === undefined) await this.read(item);
      const tests = item.parent === undefined ? entries(item.children) : [item];
      for (const each of tests) {
        const test = without.includes(each) ? undefined : this.#tests.get(each);
        if (test !== undefined) found.push(test);
      }
    }
    return found;
  }

  /** The item of a file, if it holds problems. */
  fileItem(uri: vscode.Uri): vscode.TestItem | undefined {
    return this.#controller.items.get(uri.toString());
  }

  /** Looks through the workspace's files. */
  async discover(): Promise<void> {
    this.#watch();
    const uris = await vscode.workspace.findFiles(wanted, unwanted, mostFiles);
    for (const uri of uris) if (await mayHoldProblems(uri)) this.#file(uri);
  }

  /** Reads the problems of a file. */
  async read(file: vscode.TestItem): Promise<void> {
    if (file.uri === undefined) return;
    try {
      const document = await vscode.workspace.openTextDocument(file.uri);
      // Told to `#show`, unless it was read before; then nothing has changed but perhaps the tree.
      this.#show(document, await this.#documents.read(document));
    } catch {
      this.#controller.items.delete(file.id);
    }
  }

  dispose(): void {
    this.#list.dispose();
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const watcher = this.#list.add(vscode.workspace.createFileSystemWatcher(wanted));
    this.#list.add(watcher.onDidDelete((uri) => this.#controller.items.delete(uri.toString())));
    this.#list.add(
      watcher.onDidCreate(async (uri) => {
        if (await mayHoldProblems(uri)) this.#file(uri);
      }),
    );
    this.#list.add(
      watcher.onDidChange(async (uri) => {
        const open = vscode.workspace.textDocuments.some((it) => it.uri.toString() === uri.toString());
        const item = this.fileItem(uri);
        if (!open && item !== undefined && item.children.size > 0) await this.read(item);
      }),
    );
  }

  #file(uri: vscode.Uri): vscode.TestItem {
    const known = this.fileItem(uri);
    if (known !== undefined) return known;
    const item = this.#controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    this.#controller.items.add(item);
    return item;
  }

  #show(document: vscode.TextDocument, { problems, defaults }: ReadDocument): void {
    if (!isProblemDocument(document)) return;
    if (problems.length === 0) {
      this.#controller.items.delete(document.uri.toString());
      return;
    }
    const file = this.#file(document.uri);
    const items = problems.map((problem, index) => {
      // A known item keeps its result; only where it stands may have changed.
      const item =
        file.children.get(problem.id) ?? this.#controller.createTestItem(problem.id, label(problem.call), document.uri);
      item.range = document.lineAt(Math.min(problem.line, document.lineCount) - 1).range;
      item.sortText = String(index).padStart(6, "0");
      this.#tests.set(item, { item, problem, document, defaults });
      return item;
    });
    file.canResolveChildren = false;
    file.children.replace(items);
  }
}

/** Most Python files hold no doctest, and are not read any further. */
async function mayHoldProblems(uri: vscode.Uri): Promise<boolean> {
  if (!uri.path.endsWith(".py")) return true;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return (
      size <= longestDocument * 2 && new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)).includes(">>>")
    );
  } catch {
    return false;
  }
}

function entries(items: vscode.TestItemCollection): vscode.TestItem[] {
  return [...items].map(([, item]) => item);
}

function label(call: string): string {
  return labelText(call.length > longestLabel ? `${call.slice(0, longestLabel - 1)}…` : call);
}

/** Whether the rule's lines are lines of the document itself. */
export function holdsRule(document: vscode.TextDocument): boolean {
  return document.languageId === languages.python;
}
