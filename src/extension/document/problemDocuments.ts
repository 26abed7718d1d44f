/**
 * @file The problems of open documents: read once per version of the text, again a moment after typing stops, and announced.
 * Another process reads them (`extension/rule`); a reading whose text is no longer the document's is given up.
 */

import * as vscode from "vscode";
import type { DocumentToRead, StatedDocument } from "../../client/ruleDocuments.ts";
import { DisposableList } from "../../core/base/disposable.ts";
import { Cancelled } from "../../core/base/errors.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import { languages } from "../contributions.ts";
import { besideDocument } from "../trust/trust.ts";
import { unreadProblemLines } from "./unreadLines.ts";

/** Longer than the pause between two key strokes, shorter than a pause to look. */
const typingPauseMilliseconds = 250;

/** Above this many characters a document is not read by itself while it is edited: reading it would take too long. */
export const longestDocument = 500_000;

export type ReadText = (document: DocumentToRead, signal: CancelSignal) => Promise<StatedDocument>;

export interface ReadDocument extends StatedDocument {
  /** Lines that look like a problem and could not be read as one. */
  readonly unread: readonly number[];
  /** The document is longer than `longestDocument` and was not read. */
  readonly tooLong: boolean;
}

const nothing: ReadDocument = { problems: [], diagnostics: [], unread: [], tooLong: false };

export class ProblemDocuments implements vscode.Disposable {
  readonly #readText: ReadText;
  readonly #list = new DisposableList();
  readonly #results = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly result: Promise<ReadDocument>; readonly abort: AbortController }
  >();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #didRead = this.#list.add(new vscode.EventEmitter<{ document: vscode.TextDocument; read: ReadDocument }>());
  /** Fires after each reading of a document's current text. */
  readonly onDidRead = this.#didRead.event;

  constructor(readText: ReadText) {
    this.#readText = readText;
    this.#list.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isProblemDocument(document)) this.#readLater(document);
      }),
    );
    this.#list.add(vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)));
  }

  /** The problems of the text as it is now. */
  read(document: vscode.TextDocument): Promise<ReadDocument> {
    if (!isProblemDocument(document)) return Promise.resolve(nothing);
    const known = this.#results.get(document);
    if (known?.version === document.version) return known.result;
    known?.abort.abort();
    const { version } = document;
    const abort = new AbortController();
    const result = this.#parse(document, abort.signal).catch((error: unknown) => {
      if (!(error instanceof Cancelled)) throw error;
      return document.isClosed ? nothing : this.read(document);
    });
    this.#results.set(document, { version, result, abort });
    result.then(
      (read) => {
        if (document.version === version && !document.isClosed) this.#didRead.fire({ document, read });
      },
      () => this.#results.delete(document), // whoever asked is told; the next one asks again
    );
    return result;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#list.dispose();
  }

  async #parse(document: vscode.TextDocument, signal: CancelSignal): Promise<ReadDocument> {
    const text = document.getText();
    const kind = document.languageId === languages.problems ? "problems" : "python";
    // Most Python files hold no doctest; they should cost nothing.
    if (kind === "python" && !text.includes(">>>")) return nothing;
    if (text.length > longestDocument) return { ...nothing, tooLong: true };
    const load = (path: string) => textBeside(document.uri, path);
    const found = await this.#readText({ text, kind, load }, signal);
    return { ...found, unread: unreadProblemLines(text, kind, found.problems), tooLong: false };
  }

  #readLater(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        if (!document.isClosed) void this.read(document);
      }, typingPauseMilliseconds),
    );
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#results.get(document)?.abort.abort();
    this.#results.delete(document);
  }
}

/** The text of a file named relative to a document: unsaved edits count. Undefined when it cannot be read. */
export async function textBeside(uri: vscode.Uri, path: string): Promise<string | undefined> {
  const beside = await besideDocument(uri, path).catch(() => undefined);
  if (beside === undefined) return undefined;
  const open = vscode.workspace.textDocuments.find((it) => it.uri.toString() === beside.toString());
  if (open !== undefined) return open.getText();
  const bytes = await vscode.workspace.fs.readFile(beside).then(
    (it) => it,
    () => undefined,
  );
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

export function isProblemDocument(document: vscode.TextDocument): boolean {
  return document.languageId === languages.python || document.languageId === languages.problems;
}
