/** @file The open panels of one kind of view: made on demand, made again after a reload of the window, and forgotten when they are closed. */
import * as vscode from "vscode";
import { DisposableList } from "../../core/base/disposable.ts";
import { views } from "../contributions.ts";
import { type ViewName, viewIcon, viewTitles, webviewOptions } from "./html.ts";

export interface ViewKind<V> {
  readonly name: ViewName;
  readonly extensionUri: vscode.Uri;
  /** Loads what the view needs with the first of its panels. */
  make(panel: vscode.WebviewPanel): Promise<V>;
  opened?(view: V): void;
  closed?(view: V): void;
}

export interface ViewPlace {
  readonly column?: vscode.ViewColumn;
  /** It takes the keyboard. */
  readonly focus?: boolean;
  readonly title?: string;
}

export class ViewPanels<V> implements vscode.Disposable {
  readonly #kind: ViewKind<V>;
  readonly #list = new DisposableList();
  readonly #open = new Map<vscode.WebviewPanel, V>();

  constructor(kind: ViewKind<V>) {
    this.#kind = kind;
    this.#list.add(
      vscode.window.registerWebviewPanelSerializer(views[kind.name], {
        deserializeWebviewPanel: async (panel) => void (await this.#adopt(panel)),
      }),
    );
  }

  get all(): readonly V[] {
    return [...this.#open.values()];
  }

  /** The newest one, of a view that is opened once. */
  get last(): V | undefined {
    return this.all.at(-1);
  }

  open({ column = vscode.ViewColumn.Beside, focus = false, title }: ViewPlace = {}): Promise<V> {
    const { name, extensionUri } = this.#kind;
    const place = { viewColumn: column, preserveFocus: !focus };
    return this.#adopt(
      vscode.window.createWebviewPanel(views[name], title ?? viewTitles[name], place, webviewOptions(extensionUri)),
    );
  }

  dispose(): void {
    for (const panel of this.#open.keys()) panel.dispose();
    this.#list.dispose();
  }

  async #adopt(panel: vscode.WebviewPanel): Promise<V> {
    const { extensionUri, make, opened, closed } = this.#kind;
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = viewIcon(extensionUri);
    let isClosed = false;
    panel.onDidDispose(() => {
      isClosed = true;
      const view = this.#open.get(panel);
      if (this.#open.delete(panel) && view !== undefined) closed?.(view);
    });
    const view = await make(panel);
    if (isClosed) return view; // while its code was being loaded
    this.#open.set(panel, view);
    opened?.(view);
    return view;
  }
}
