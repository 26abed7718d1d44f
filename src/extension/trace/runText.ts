/** @file A run as text or Markdown, for the clipboard and for files. Everything that a model wrote is fenced, so that nothing in it acts as Markdown. */

import { escapeMarkdown, markdownBlock, markdownCode } from "../../core/base/plainText.ts";
import { verdictMark, verdictSigns, verdictWords } from "../../core/check/verdictWords.ts";
import { csvText } from "../../core/format/csv.ts";
import type { ViewRun, ViewStatus, ViewStep, ViewToken, ViewValue } from "../../protocol/runView.ts";
import type { Shown } from "./viewRun.ts";

export type TextFormat = "text" | "markdown";

/** The whole run, or only one step of it. */
export function runText(shown: Shown, format: TextFormat, only?: number): string {
  const { tokens, steps } = shown.growth([0, shown.tokenCount], [0, shown.stepCount]);
  const lines = steps
    .map((step, index) => ({ step, index }))
    .filter(({ index }) => only === undefined || index === only)
    .map(({ step, index }) => stepLines(step, index, shown.run, format));
  const body = lines.map((it) => it.join("\n")).join(format === "markdown" ? "\n" : "\n");
  if (only !== undefined) return `${body}\n`;
  return format === "markdown"
    ? `${head(shown.run, shown.status, format)}\n\n${body}\n\n${markdownBlock(tokens.map((it) => it.text).join(""), "text")}\n`
    : `${head(shown.run, shown.status, format)}\n\n${body}\n`;
}

/** One row for each token: its place, id, text, probability, entropy in nats, and what else was likely. */
export function tokensCsv(tokens: readonly ViewToken[]): string {
  const rows = tokens.map(({ id, text, probability, entropy, topK }, index) => {
    const others = topK.texts.map((other, i) => `${JSON.stringify(other)} ${topK.probabilities[i]}`).join("; ");
    return [index, id, text, probability, entropy, others];
  });
  return csvText([["index", "id", "text", "probability", "entropy", "alternatives"], ...rows]);
}

function head({ call, method }: ViewRun, status: ViewStatus, format: TextFormat): string {
  const verdict =
    status.correct === null ? "" : status.correct ? " ✓ correct" : ` ✗ wrong, expected ${status.expected}`;
  const answer = status.answer === null ? (status.remark ?? "no answer") : `${status.answer}${verdict}`;
  const by = [method, status.model, status.device].filter(Boolean).join(", ");
  const stale = status.stale ? " (edited since)" : "";
  return format === "markdown"
    ? `### ${markdownCode(call)} = ${markdownCode(answer)}${stale}\n\n${escapeMarkdown(by)}`
    : `${call} = ${answer}${stale}\n${by}`;
}

function stepLines(step: ViewStep, index: number, run: ViewRun, format: TextFormat): string[] {
  const sign = verdictSigns[verdictMark(step.verdict)];
  const source = run.rule.find(({ line }) => line === step.line)?.text.trim();
  const where = step.line === null ? "" : `line ${step.line}`;
  const claimed = step.values.filter((it) => it.changed).map(bound);
  const wanted = step.values
    .filter((it) => it.expected !== undefined)
    .map((it) => `${it.name}=${it.expected ?? "none"}`);
  const wrong = step.verdict === "correct" ? "" : `${verdictWords(step.verdict)}: ${step.message}`;
  if (format === "text") {
    const first = [sign, where, source ?? step.text.trim(), claimed.join(" ")].filter(Boolean).join("  ");
    return [`${String(index + 1).padStart(4)} ${first}`, ...(wrong === "" ? [] : [`       ${wrong}`])];
  }
  const parts = [
    sign,
    where,
    markdownCode(source ?? step.text.trim()),
    claimed.length > 0 ? markdownCode(claimed.join(" ")) : "",
  ];
  const note =
    wrong === ""
      ? ""
      : ` – ${verdictWords(step.verdict)}${wanted.length > 0 ? `, expected ${markdownCode(wanted.join(" "))}` : ""}`;
  return [`${index + 1}. ${parts.filter(Boolean).join(" ")}${note}`];
}

function bound({ name, claimed }: ViewValue): string {
  return name === "→" ? `→ ${claimed}` : `${name}=${claimed ?? "(gone)"}`;
}
