/**
 * @file One panel of any view: its page, and the conversation with it. A page that is hidden is gone and asks for everything again when it
 * comes back; what fails is logged here and goes back to the page, which shows it. What a view shows is its own matter.
 */
import type * as vscode from "vscode";
import { Endpoint, type Handlers } from "../../protocol/endpoint.ts";
import type { Contract, Notice, NoticeName } from "../../protocol/request.ts";
import { type Log, logFailure } from "../log/log.ts";
import { type ViewName, webviewHtml } from "./html.ts";
import { webviewPort } from "./port.ts";

/** What every view is given. */
export interface ViewPanelHost {
  readonly panel: vscode.WebviewPanel;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
}

export interface ViewPanelParts<C extends Contract> extends ViewPanelHost {
  readonly name: ViewName;
  readonly contract: C;
  readonly handlers: Handlers<C>;
}

export class ViewPanel<C extends Contract> {
  readonly panel: vscode.WebviewPanel;
  readonly #endpoint: Endpoint<C>;
  readonly #closed = new AbortController();
  #ready = false;

  constructor({ panel, name, extensionUri, log, contract, handlers }: ViewPanelParts<C>) {
    this.panel = panel;
    this.#endpoint = new Endpoint({
      port: webviewPort(panel),
      serves: { contract, handlers },
      lost: (reason) => new Error(`The ${name} view is gone: ${reason}.`),
      onServe: () => {
        this.#ready = true; // its first request is the sign that its script runs
        return undefined;
      },
      onFailed: (request, error) => logFailure(log, `${name} view: ${request}`, error),
      report: (problem) => log.warn(`${name} view: ${problem}`),
    });
    panel.onDidDispose(() => {
      this.#closed.abort();
      this.#endpoint.dispose();
    });
    panel.webview.html = webviewHtml(panel.webview, extensionUri, name);
  }

  /** Its script runs. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Given when the panel is closed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Tells the page, once its script runs. Until then nothing is sent: its first request asks for all there is. */
  notify<N extends NoticeName<C>>(name: N, notice: Notice<C, N>): void {
    if (this.#ready) this.#endpoint.notify(name, notice);
  }
}
