/**
 * @file What stands beside each line while a trace is shown: at the rule's lines the values the model last claimed there and
 * how often it was there, at the problem's line the answer and how it came out. Pure text; colors are chosen elsewhere.
 */
import { verdictWords } from "../../core/check/verdictWords.ts";
import type { RunStep } from "../../core/record/runStep.ts";
import { firstWrong, isRunning, isWrong, problemLine, stepLine, type Trace } from "./trace.ts";

export type Mark = "correct" | "wrong" | "neutral" | "stale";

export interface LineNote {
  /** 1-based, in the document as it is now. */
  readonly line: number;
  readonly text: string;
  readonly mark: Mark;
}

/** A note longer than this pushes a reader past the edge of most windows; the hover has the whole. */
const longestNote = 72;

/** The steps that count: all, or those up to the highlighted one when somebody is stepping. */
export function shownSteps(trace: Trace): readonly RunStep[] {
  return trace.position === undefined ? trace.steps : trace.steps.slice(0, trace.position + 1);
}

/** One note for each line of the rule that a shown step claims, by line. Empty where the rule stands in another file. */
export function ruleNotes(trace: Trace): readonly LineNote[] {
  if (!trace.ruleHere) return [];
  const visits = new Map<number, { last: RunStep; count: number }>();
  for (const step of shownSteps(trace)) {
    if (step.line === null) continue;
    const line = stepLine(trace, step);
    visits.set(line, { last: step, count: (visits.get(line)?.count ?? 0) + 1 });
  }
  return [...visits].sort(([a], [b]) => a - b).map(([line, { last, count }]) => ruleNote(trace, line, last, count));
}

function ruleNote(trace: Trace, line: number, step: RunStep, count: number): LineNote {
  const mark = stepMark(step);
  const parts = [claims(step), markText(step), count > 1 ? `×${count}` : ""];
  return { line, text: parts.filter(Boolean).join("  "), mark: trace.stale ? "stale" : mark };
}

export function stepMark(step: RunStep): Mark {
  return step.verdict === "correct" ? "correct" : isWrong(step) ? "wrong" : "neutral";
}

function markText(step: RunStep): string {
  const mark = stepMark(step);
  return mark === "correct" ? "✓" : mark === "wrong" ? `✗ ${wrongWords(step)}` : "? cannot be read";
}

/** `num1=[5] digit1=9`: what the step says changed, and what it returns. Cut with an ellipsis when long. */
export function claims(step: RunStep, limit = longestNote): string {
  const { changed, state, returned, raised, malformed, text } = step;
  const bindings = changed.map((name) => `${name}=${Object.hasOwn(state, name) ? state[name] : "(gone)"}`);
  if (returned !== undefined) bindings.push(`→ ${returned}`);
  if (raised !== undefined) bindings.push(`raises ${raised}`);
  if (bindings.length === 0 && malformed !== undefined) bindings.push(JSON.stringify(text.trim()));
  return cut(bindings.join(" "), limit);
}

/** For the line's end, where room is short: what was expected there. The diagnostic tells the whole. */
function wrongWords(step: RunStep): string {
  const { expected } = step;
  if (step.verdict === "wrong-value" || step.verdict === "copy-error") {
    const wanted =
      expected === undefined
        ? ""
        : differences(step)
            .map(([name, value]) => `${name}=${value}`)
            .join(" ");
    return wanted === "" ? verdictWords(step.verdict) : cut(`expected ${wanted}`, longestNote);
  }
  if (step.verdict === "wrong-line" && expected !== undefined) return `expected line ${expected.line}`;
  return verdictWords(step.verdict);
}

/** Variables (and the return value) whose claimed value is not the expected one, with the expected value's text. */
export function differences(step: RunStep): readonly (readonly [name: string, expected: string])[] {
  const { expected } = step;
  if (expected === undefined) return [];
  const found: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(expected.state)) {
    if (step.state[name] !== value) found.push([name, value]);
  }
  if (expected.raised !== undefined && expected.raised !== step.raised) found.push(["raises", expected.raised]);
  if (expected.returned !== undefined) {
    if (step.returned !== expected.returned) found.push(["→", expected.returned]);
  }
  return found;
}

/** The note at the problem's own line: the answer and how it came out, or what is going on. */
export function problemNote(trace: Trace): LineNote {
  const line = problemLine(trace);
  const label = trace.stale ? "edited since this run: " : "";
  const text = `${label}${problemWords(trace)}  · ${trace.method}`;
  return { line, text, mark: trace.stale ? "stale" : problemMark(trace) };
}

export function problemMark(trace: Trace): Mark {
  if (isRunning(trace)) return firstWrong(trace) === undefined ? "neutral" : "wrong";
  const correct = trace.outcome?.correct;
  if (trace.phase !== "finished" || correct === undefined) return "neutral";
  return correct && firstWrong(trace) === undefined && trace.ending === undefined ? "correct" : "wrong";
}

function problemWords(trace: Trace): string {
  const wrong = firstWrong(trace);
  const ended = trace.ending === undefined ? "" : `, ${verdictWords(trace.ending.verdict)}`;
  // A direct answer is a single step: that it is wrong is all there is to say.
  const where = trace.method === "direct" ? "" : wrong === undefined ? ended : `, wrong from step ${wrong + 1}`;
  switch (trace.phase) {
    case "starting":
      return "starting…";
    case "writing":
      return trace.steps.length === 0 ? "writing…" : `writing… step ${trace.steps.length}${where}`;
    case "stopped":
      return `stopped at step ${trace.steps.length}${where}`;
    case "failed":
      return `could not finish${trace.steps.length > 0 ? ` after step ${trace.steps.length}` : ""}${where}`;
    case "finished":
      return finishedWords(trace, where);
    default:
      return trace.phase satisfies never;
  }
}

function finishedWords(trace: Trace, where: string): string {
  const { answer, expected, correct, remark } = trace.outcome ?? {};
  if (answer === undefined) return `✗ ${remark ?? "no answer"}${where}`;
  const said = cut(answer, longestNote);
  if (correct === undefined) return `${said}  not checked${remark ? ` (${remark})` : ""}`;
  if (correct) return where === "" ? `${said}  ✓ correct` : `${said}  ✗ right answer${where}`;
  return `${said}  ✗ expected ${cut(expected ?? "?", longestNote)}${where}`;
}

export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
