/**
 * @file The lenses above each problem: `Run` with the default method, `Debug`, then each method by name. While somebody types inside
 * a problem and it doesn't read as one for a moment, its lenses stay, so that lines don't jump.
 */
import * as vscode from "vscode";
import type { MethodName } from "../../core/method/method.ts";
import { type CommandId, commands, settings } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import { readSettings } from "../setting/settings.ts";
import type { ProblemPlace } from "./problemPlace.ts";

const methodCommands: readonly { readonly name: MethodName; readonly command: CommandId; readonly tooltip: string }[] =
  [
    { name: "direct", command: commands.runDirect, tooltip: "The model answers at once" },
    {
      name: "scratchpad",
      command: commands.runScratchpad,
      tooltip: "The model writes intermediate values, then the answer",
    },
    { name: "rfft", command: commands.runRfft, tooltip: "The model recites each rule line and the state it changes" },
  ];

export class ProblemLenses implements vscode.CodeLensProvider {
  readonly #documents: ProblemDocuments;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #shown = new WeakMap<vscode.TextDocument, ReadonlySet<number>>();
  readonly #watching: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(documents: ProblemDocuments) {
    this.#documents = documents;
    this.#watching = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(settings.codeLensEnabled) || event.affectsConfiguration(settings.defaultMethod))
        this.#changed.fire();
    });
  }

  dispose(): void {
    this.#watching.dispose();
    this.#changed.dispose();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { codeLensEnabled, defaultMethod } = readSettings(document);
    if (!codeLensEnabled) return [];
    const { problems, unread } = await this.#documents.read(document);
    const before = this.#shown.get(document);
    const kept = unread.filter((line) => before?.has(line));
    const lines = new Set([...problems.map((it) => it.line), ...kept]);
    this.#shown.set(document, lines);
    return [...lines].flatMap((line) => lensesAt(document, line, defaultMethod));
  }
}

function lensesAt(document: vscode.TextDocument, line: number, defaultMethod: MethodName): vscode.CodeLens[] {
  const range = document.lineAt(Math.min(line, document.lineCount) - 1).range;
  const place: ProblemPlace = { uri: document.uri.toString(), line };
  const lens = (title: string, command: CommandId, tooltip: string): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command, tooltip, arguments: [place] });
  return [
    lens("$(play) Run", commands.runProblem, `Run this problem (${defaultMethod})`),
    lens("Debug", commands.debugProblem, "Step through the model's reasoning on this problem"),
    ...methodCommands.map((it) => lens(it.name, it.command, it.tooltip)),
  ];
}
