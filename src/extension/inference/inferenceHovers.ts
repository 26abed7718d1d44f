/** @file What the pointer over a line of an inference task tells: its premises, its rule, its conclusion, and by which rules it follows. */
import * as vscode from "vscode";
import { escapeMarkdown, markdownCode } from "../../core/base/plainText.ts";
import type { InferenceNote } from "../../core/document/inferenceHelp.ts";
import { commands } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { ProblemPlace } from "../lens/problemPlace.ts";
import { markdown } from "../message/markdown.ts";
import type { InferenceReader } from "./inferenceReader.ts";

/** What goes beyond is counted, not shown. */
const mostOthers = 12;

export class InferenceHovers implements vscode.HoverProvider {
  readonly #documents: Pick<ProblemDocuments, "read">;
  readonly #reader: InferenceReader;

  constructor(documents: Pick<ProblemDocuments, "read">, reader: InferenceReader) {
    this.#documents = documents;
    this.#reader = reader;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const { inferences = [] } = await this.#documents.read(document);
    const problem = inferences.find(({ line }) => line === position.line + 1);
    if (problem === undefined) return undefined;
    const note = await this.#reader.note(problem, token);
    if (note === undefined) return undefined;
    const place: ProblemPlace = { uri: document.uri.toString(), line: problem.line };
    const look = `command:${commands.openAttentionView}?${encodeURIComponent(JSON.stringify([place]))}`;
    const text = markdown(
      `${noteMarkdown(note)}\n\n[Show Attention](${look} "Attention of a language VAE of this task")`,
      { commands: [commands.openAttentionView] },
    );
    return new vscode.Hover(text, document.lineAt(position.line).range);
  }
}

function noteMarkdown({ task, premises, rule, conclusion, follows, objection, others }: InferenceNote): string {
  const shown = conclusion ?? rule.conclusion;
  return [
    `**${escapeMarkdown(task)}** · ${markdownCode(rule.rule)} ${escapeMarkdown(rule.about)}`,
    premises.map((premise, i) => `${i + 1}. ${markdownCode(premise)}`).join("\n"),
    shown === undefined
      ? "∴ nothing by this rule"
      : `∴ ${markdownCode(shown)}${conclusion === undefined ? " *(not written yet)*" : ""}`,
    // What a judgement says names the right rules and what the claimed one concludes.
    objection === undefined ? followsWords(follows) : `✗ ${escapeMarkdown(objection)}`,
    othersTable(others),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function followsWords(rules: readonly string[]): string {
  return rules.length === 0 ? "" : `✓ Follows by ${rules.map(markdownCode).join(", ")}.`;
}

function othersTable(others: InferenceNote["others"]): string {
  if (others.length === 0) return "";
  const rows = others
    .slice(0, mostOthers)
    .map(({ rule, conclusion }) => `| ${markdownCode(rule)} | ${markdownCode(conclusion ?? "")} |`);
  const more = others.length > mostOthers ? `\n\nand ${others.length - mostOthers} more` : "";
  return `| other rules | conclude |\n| --- | --- |\n${rows.join("\n")}${more}`;
}
