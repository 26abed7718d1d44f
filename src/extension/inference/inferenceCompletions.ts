/** @file What is offered while a line of an inference task is written: its rules in the brackets, its conclusion after the equals sign. */
import * as vscode from "vscode";
import type { InferenceOffer } from "../../core/document/inferenceHelp.ts";
import type { InferenceReader } from "./inferenceReader.ts";

/** Characters after which the list opens by itself. */
export const inferenceTriggers = ["[", "="] as const;

export class InferenceCompletions implements vscode.CompletionItemProvider {
  readonly #reader: InferenceReader;

  constructor(reader: InferenceReader) {
    this.#reader = reader;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const line = document.lineAt(position.line).text.replace(/#.*$/, "");
    const offer = await this.#reader.offer({ document: document.getText(), line, column: position.character }, token);
    if (offer === undefined) return [];
    const range = new vscode.Range(position.line, offer.from, position.line, offer.to);
    return offer.kind === "rules" ? ruleItems(offer, range) : [conclusionItem(offer, line, range)];
  }
}

function ruleItems(
  { rules, open }: Extract<InferenceOffer, { kind: "rules" }>,
  range: vscode.Range,
): vscode.CompletionItem[] {
  return rules.map(({ rule, about, conclusion }, i) => {
    const item = new vscode.CompletionItem(
      { label: rule, description: conclusion ?? "concludes nothing from these premises" },
      conclusion === undefined ? vscode.CompletionItemKind.Constant : vscode.CompletionItemKind.EnumMember,
    );
    item.detail = about;
    item.range = range;
    item.insertText = open ? `${rule}]` : rule;
    item.filterText = rule;
    item.sortText = `${i}`.padStart(4, "0");
    return item;
  });
}

function conclusionItem(
  { rule, conclusion }: Extract<InferenceOffer, { kind: "conclusion" }>,
  line: string,
  range: vscode.Range,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    { label: conclusion, description: `by ${rule}` },
    vscode.CompletionItemKind.Value,
  );
  const spaced = line[range.start.character - 1] === "=";
  item.insertText = spaced ? ` ${conclusion}` : conclusion;
  item.range = range;
  // What is written already need not be a part of the conclusion.
  item.filterText = line.slice(range.start.character, range.end.character) || conclusion;
  return item;
}
