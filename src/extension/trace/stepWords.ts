/**
 * @file A step in words and tables: for the hover, the diagnostic and the status bar. Everything that a model wrote is put into
 * Markdown as inline code, so that nothing in it can act as Markdown.
 */

import { escapeMarkdown, markdownCode, visibleText } from "../../core/base/plainText.ts";
import { verdictWords } from "../../core/check/verdictWords.ts";
import { percentText } from "../../core/format/figures.ts";
import type { RunStep } from "../../core/record/runStep.ts";
import { claims, cut, differences, stepMark } from "./lineNotes.ts";
import { isWrong, type Trace, type TraceToken } from "./trace.ts";

/** What goes beyond these is counted, not shown. */
const mostColumns = 10;
const mostTokens = 12;
const longestValue = 48;

/** `Step 5 of 23`, for the status bar and the hover; "so far" while the model still writes. */
export function stepCount(trace: Trace, index: number): string {
  const running = trace.phase === "writing" ? " so far" : "";
  return `step ${index + 1} of ${trace.steps.length}${running}`;
}

/** One sentence: what was expected and what the model claimed. */
export function wrongSentence(step: RunStep): string {
  if (step.message !== "") return step.message;
  const wanted = differences(step).map(([name, value]) => `${name}=${value}`);
  const got = claims(step, 200) || "no change";
  return wanted.length > 0 ? `expected ${wanted.join(", ")}, got ${got}` : `${verdictWords(step.verdict)}: ${got}`;
}

/** The hover of one step, as Markdown. */
export function stepMarkdown(trace: Trace, index: number): string {
  const step = trace.steps[index];
  if (step === undefined) return "";
  const sign = { correct: "✓", wrong: "✗", neutral: "?", stale: "" }[stepMark(step)];
  const parts = [
    `**${capital(stepCount(trace, index))}** · ${sign} ${verdictWords(step.verdict)}${localWords(step)}`,
    step.verdict === "correct" ? "" : escapeMarkdown(wrongSentence(step)),
    stateTable(step),
    tokenMarkdown(tokensOf(trace, step)),
  ];
  return parts.filter(Boolean).join("\n\n");
}

function localWords(step: RunStep): string {
  if (!isWrong(step) || step.locallyValid === null) return "";
  return step.locallyValid
    ? " (but it follows from the model's own previous state)"
    : " (and it doesn't follow from the model's own previous state)";
}

/** One column for each variable, a row for what is claimed and, where it differs, one for what is expected. */
function stateTable(step: RunStep): string {
  const { state, changed, returned } = step;
  const different = new Map(differences(step));
  const names = [...new Set([...Object.keys(state), ...different.keys()])].filter(
    (name) => name !== "→" && name !== "raises",
  );
  const columns = names.map((name) => {
    const value = state[name];
    const title = changed.includes(name) ? `**${markdownCode(name)}**` : markdownCode(name);
    return { title, claimed: value === undefined ? "–" : shown(value), expected: different.get(name) };
  });
  if (returned !== undefined || different.has("→"))
    columns.push({
      title: "**returns**",
      claimed: returned === undefined ? "–" : shown(returned),
      expected: different.get("→"),
    });
  if (columns.length === 0) return "";
  const first = columns.slice(0, mostColumns);
  const rows = [
    ["", ...first.map((it) => it.title)],
    [":--", ...first.map(() => ":--")],
    ["claimed", ...first.map((it) => it.claimed)],
    ...(different.size > 0
      ? [["expected", ...first.map((it) => (it.expected === undefined ? "" : shown(it.expected)))]]
      : []),
  ];
  const left = columns.length - first.length;
  const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return table + (left > 0 ? `\n\nShowing ${first.length} of ${columns.length} variables.` : "");
}

function shown(text: string): string {
  return markdownCode(cut(text, longestValue));
}

/** The tokens that the step's text was made of. */
export function tokensOf(trace: Trace, step: RunStep): readonly TraceToken[] {
  const [start, end] = step.span;
  return trace.tokens.filter((it) => it.start < end && it.start + Math.max(1, it.text.length) > start);
}

function tokenMarkdown(tokens: readonly TraceToken[]): string {
  if (tokens.length === 0) return "";
  const shown = tokens
    .slice(0, mostTokens)
    .map((it) => `${markdownCode(visible(it.text))} ${percentText(it.probability)}`);
  const more = tokens.length > mostTokens ? ` … showing ${mostTokens} of ${tokens.length}` : "";
  const least = tokens.reduce((a, b) => (b.probability < a.probability ? b : a));
  const others = least.alternatives
    .map((it) => `${markdownCode(visible(it.text))} ${percentText(it.probability)}`)
    .join(", ");
  const doubt = `Least certain: ${markdownCode(visible(least.text))} ${percentText(least.probability)}, entropy ${least.entropy.toFixed(2)} nats`;
  return `Tokens: ${shown.join(" · ")}${more}\n\n${doubt}${others === "" ? "" : `; top choices: ${others}`}`;
}

/** Blanks made visible too, so that a token of one space can be told from none. */
function visible(text: string): string {
  return visibleText(text).replaceAll(" ", "␣") || "∅";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
