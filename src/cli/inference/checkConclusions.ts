/** @file `rulescope check` of an inference task: conclusions judged under the rules that they claim, of a `.problems` file or of JSON Lines from anywhere. */

import * as v from "valibot";
import { readLines } from "../../client/store/runFiles.ts";
import type { InferenceTask, Judgement } from "../../core/inference/inferenceTask.ts";
import { type ExitStatus, usageError } from "../command.ts";
import { readDocument } from "../documentFile.ts";
import type { Terminal } from "../terminal.ts";
import { namedInferenceTask } from "./task.ts";

const item = v.object({
  task: v.optional(v.string()),
  premises: v.optional(v.array(v.string())),
  prompt: v.optional(v.string()),
  rule: v.string(),
  completion: v.optional(v.string()),
  conclusion: v.optional(v.string()),
});

interface Judged {
  readonly line: number;
  readonly premises: readonly string[];
  readonly rule: string;
  readonly conclusion: string | undefined;
  readonly expected: string | undefined;
  /** Absent where the line claims no conclusion. */
  readonly judgement?: Judgement | undefined;
}

type Found = Judged | { readonly line: number; readonly problem: string };

export interface ConclusionOptions {
  /** Of JSON Lines that do not say it. */
  readonly task: string | undefined;
  readonly json: boolean;
}

/** Judges each conclusion of a file under the rule that it claims. Status 0: all correct, 1: some not, 2: some could not be judged. */
export async function checkConclusions(
  path: string,
  { task, json }: ConclusionOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const named = task === undefined ? undefined : namedInferenceTask(task);
  const count = { correct: 0, "other-rule": 0, invalid: 0, malformed: 0, unclaimed: 0, unreadable: 0 };
  const judged: Found[] = [];
  for await (const found of path.endsWith(".problems") ? ofDocument(path) : ofLines(path, named)) {
    count[kindOf(found)]++;
    if (json) judged.push(found);
    else if ("problem" in found) terminal.note(`${path}:${found.line}: ${found.problem}`);
    else terminal.out(shown(path, found, terminal));
  }
  const unread = count.unreadable + count.malformed;
  if (json) terminal.json({ ...count, items: judged });
  else {
    const parts = [`${count.correct} correct`, `${count["other-rule"]} under another rule`, `${count.invalid} invalid`];
    if (count.unclaimed > 0) parts.push(`${count.unclaimed} without a conclusion`);
    if (unread > 0) parts.push(`${unread} could not be read`);
    terminal.out(parts.join(", "));
  }
  return unread > 0 ? 2 : count["other-rule"] + count.invalid > 0 ? 1 : 0;
}

/** A rule that does not apply is no better than one that is applied wrongly. */
function kindOf(found: Found): Judgement["kind"] | "unclaimed" | "unreadable" {
  if ("problem" in found) return "unreadable";
  return found.judgement?.kind ?? (found.expected === undefined ? "invalid" : "unclaimed");
}

async function* ofDocument(path: string): AsyncGenerator<Found> {
  const { inferences, diagnostics } = await readDocument(path);
  if (inferences === undefined) {
    throw usageError(
      `${path} is of no inference task: its first line would be \`task: syllogism\`, for example. Traces need a RULE before them.`,
      "check",
    );
  }
  const lines = new Set(inferences.map(({ line }) => line));
  for (const { line, message } of diagnostics) if (!lines.has(line)) yield { line, problem: message };
  for (const { line, premises, rule, conclusion, expected, judgement } of inferences)
    yield { line, premises, rule, conclusion, expected, judgement };
}

async function* ofLines(path: string, named: InferenceTask | undefined): AsyncGenerator<Found> {
  for await (const read of readLines(path)) {
    const { line } = read;
    const parsed = read.problem === undefined ? v.safeParse(item, read.value) : undefined;
    if (parsed?.success !== true) {
      yield {
        line,
        problem: read.problem ?? "A line needs `rule`, `prompt` or `premises`, and `completion` or `conclusion`.",
      };
      continue;
    }
    const { output } = parsed;
    const task = named ?? (output.task === undefined ? undefined : namedInferenceTask(output.task));
    if (task === undefined) {
      yield { line, problem: "The line does not say its task: give it with --task." };
      continue;
    }
    const premises = output.premises ?? task.readPremises(output.prompt ?? "") ?? [output.prompt ?? ""];
    const conclusion = output.completion ?? output.conclusion;
    const expected = task.conclude(premises, output.rule);
    const judgement = conclusion === undefined ? undefined : task.check(premises, output.rule, conclusion);
    yield { line, premises, rule: output.rule, conclusion, expected, judgement };
  }
}

function shown(
  path: string,
  { line, premises, rule, conclusion, expected, judgement }: Judged,
  { paint }: Terminal,
): string {
  const place = paint("dim", `${path}:${line}`);
  const problem = `${premises.join(" . ")} ${paint("bold", `[${rule}]`)}`;
  if (judgement === undefined && expected !== undefined)
    return `·  ${place}  ${problem}  ${paint("dim", `concludes ${expected}`)}`;
  if (judgement === undefined)
    return `${paint("red", "✗")}  ${place}  ${problem}  ${paint("red", `${rule} concludes nothing from these premises.`)}`;
  const claim = `${problem} = ${conclusion ?? ""}`;
  if (judgement.kind === "correct") return `${paint("green", "✓")}  ${place}  ${claim}`;
  return `${paint("red", "✗")}  ${place}  ${claim}  ${paint("red", judgement.message)}`;
}
