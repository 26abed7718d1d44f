/**
 * @file A debugging session as VS Code sees it: an adapter whose work is done by another process, which runs the rules. This side passes
 * messages on, and answers what the session asks of the editor.
 */

import * as vscode from "vscode";
import { RuleProcess } from "../../client/ruleProcess.ts";
import { durationText } from "../../core/format/figures.ts";
import { parseRun, type RunRecord } from "../../core/record/run.ts";
import {
  type DebugContract,
  type DebugHostContract,
  debugContract,
  debugHostContract,
} from "../../protocol/debugContract.ts";
import { Endpoint, type Handlers } from "../../protocol/endpoint.ts";
import { showError } from "../message/messages.ts";

export interface RemoteSessionParts {
  /** The process's bundled script. */
  readonly entry: string;
  readonly log: (line: string) => void;
  readonly handlers: Handlers<DebugHostContract>;
}

/** What one message of the protocol may keep the session's process busy with: a rule's whole trace, an expression. */
const deadlineMs = 10_000;

export class RemoteDebugSession implements vscode.DebugAdapter {
  readonly #process: RuleProcess;
  readonly #endpoint: Endpoint<DebugHostContract, DebugContract>;
  readonly #didSend = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly onDidSendMessage = this.#didSend.event;
  #records: Promise<readonly RunRecord[]> | undefined;

  constructor({ entry, log, handlers }: RemoteSessionParts) {
    this.#process = new RuleProcess({ entry, log, name: "debugging", role: "debug" });
    this.#endpoint = new Endpoint({
      port: this.#process.port,
      serves: { contract: debugHostContract, handlers },
      calls: debugContract,
      lost: () => this.#process.stopped(),
      report: log,
    });
    this.#endpoint.onNotice("message", ({ message }) => this.#didSend.fire(JSON.parse(message)));
    this.#process.onClosed(() => this.#over());
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    void this.#ask(() => this.#endpoint.request("message", { message: JSON.stringify(message) }));
  }

  /** A document was edited. */
  edited(path: string): void {
    void this.#ask(() => this.#endpoint.request("edited", { path }));
  }

  /** What the session has written, each branch as a run. None where its process was stopped. */
  records(): Promise<readonly RunRecord[]> {
    this.#records ??= this.#endpoint.request("records", {}).then(
      ({ records }) => records.map((text) => parseRun(text, "of the session")),
      () => [],
    );
    return this.#records;
  }

  /** The session is over. What it has written is taken before its process ends. */
  dispose(): void {
    void this.records().finally(() => this.#process.kill("was closed"));
  }

  async #ask(send: () => Promise<unknown>): Promise<void> {
    try {
      await this.#endpoint.request("hello", {});
      const timer = setTimeout(
        () => this.#process.kill(`took longer than ${durationText(deadlineMs / 1000)}`),
        deadlineMs,
      );
      await send().finally(() => clearTimeout(timer));
    } catch {
      // The process has ended: `#over` says so.
    }
  }

  /** The process ended by itself, or was stopped: the editor's session ends as well. */
  #over(): void {
    const { why } = this.#process.stopped();
    if (why === "was closed") return;
    void showError(`Rulescope: The debugging session ended: what runs the rule ${why} and was stopped.`);
    const terminated = { seq: 0, type: "event", event: "terminated" };
    this.#didSend.fire(terminated);
  }
}
