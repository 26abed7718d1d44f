/** @file `rulescope check`: verdicts on traces and conclusions from anywhere, so that one can be a test in somebody's CI. */

import { readItems } from "../../client/store/runFiles.ts";
import { UserError } from "../../core/base/errors.ts";
import { answerWords } from "../../core/check/verdictWords.ts";
import { dialects, methodNames } from "../../core/method/method.ts";
import { type ForeignOptions, foreignRuns } from "../../core/record/foreignRun.ts";
import { readPrompt } from "../../core/record/foreignTrace.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { command, type ExitStatus, usageError } from "../command.ts";
import { checkConclusions } from "../inference/checkConclusions.ts";
import { foreignOptions } from "../ruleFile.ts";
import type { Terminal } from "../terminal.ts";

export const checkCommand = command({
  name: "check",
  operands: "RULE FILE.jsonl | FILE",
  count: [1, 2],
  description:
    "Checks traces against a rule. FILE has one JSON object a line, or is one JSON document: `response`, and `call` or a\n" +
    "`prompt` that holds the call; `method`, `dialect` and `model` where they are known. Also read: exported runs, chat\n" +
    "messages, prompt and completion, OpenAI batch output, Inspect logs, lm-eval samples, FastChat, text generation.\n" +
    "What cannot be read is counted apart: it is neither right nor wrong.\n" +
    "Exit status: 0 all right, 1 some wrong, else 2 where some could not be read or FILE has no trace.\n\n" +
    "FILE alone is of an inference task: a .problems file, or JSON Lines with `prompt` (or `premises`), `rule` and `completion`\n" +
    "(or `conclusion`), as `rulescope export` writes them. Each conclusion is judged under the rule that it claims: correct,\n" +
    "correct under another rule, or invalid. Exit status: 0 all correct, 1 some not, 2 some could not be judged.",
  flags: {
    method: { kind: "text", choices: methodNames, about: "how traces are written that do not say it (default rfft)" },
    dialect: { kind: "text", choices: dialects, about: "of rfft traces that do not say it (default: what fits)" },
    field: { kind: "text", value: "NAME", about: "the field that holds the response, as in output.text" },
    prompts: { kind: "text", value: "FILE", about: "the prompts, by id, for responses that were written without them" },
    task: { kind: "text", value: "T", about: "the inference task of JSON Lines that do not say it" },
    json: { kind: "switch", about: "one JSON document on stdout" },
  },
  examples: [
    "rulescope check samples/addition.py traces.jsonl",
    "rulescope check rule.py answers.jsonl --method direct",
    "rulescope check samples/syllogisms.problems",
    "rulescope check answers.jsonl --task derivation --json",
  ],
  async run({ json, task, ...flags }, [rule = "", path], terminal) {
    if (path === undefined) {
      const [given] = Object.entries(flags).find(([, value]) => value !== undefined) ?? [];
      if (given !== undefined) throw usageError(`--${given} is of traces: name their RULE before ${rule}.`, "check");
      return checkConclusions(rule, { task, json }, terminal);
    }
    if (task !== undefined) throw usageError("--task is of conclusions, which need no RULE.", "check");
    const prompts = flags.prompts === undefined ? undefined : await promptsOf(flags.prompts);
    const options = await foreignOptions(rule, { ...flags, prompts });
    const count = { right: 0, wrong: 0, unreadable: 0 };
    const traces: object[] = [];
    for await (const read of readItems(path)) {
      try {
        if (read.problem !== undefined) throw new UserError("line-malformed", read.problem, "");
        for (const run of foreignRuns(read.value, options)) {
          count[run.judgement ?? "unreadable"]++;
          if (json) traces.push(verdictJson(read.line, run));
          else terminal.out(verdictLine(path, read.line, run, terminal));
        }
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        terminal.note(`${path}:${read.line}: ${error.message}`);
        count.unreadable++;
        traces.push({ line: read.line, verdict: "unreadable", reason: error.message });
      }
    }
    const none = count.right + count.wrong + count.unreadable === 0;
    if (none) terminal.note(`${path} has no trace. Name a file with a JSON object for each trace.`);
    if (json) terminal.json({ ...count, traces });
    else terminal.out(`${count.right} right, ${count.wrong} wrong, ${count.unreadable} unreadable`);
    return statusOf(count, none);
  },
});

/** A wrong trace is the first thing that a CI must hear of; then that something was not judged. */
function statusOf(
  { wrong, unreadable }: { readonly wrong: number; readonly unreadable: number },
  none: boolean,
): ExitStatus {
  if (wrong > 0) return 1;
  return unreadable > 0 || none ? 2 : 0;
}

async function promptsOf(path: string): Promise<ForeignOptions["prompts"]> {
  const prompts = new Map<string, NonNullable<ReturnType<typeof readPrompt>>["trace"]>();
  for await (const read of readItems(path)) {
    const prompt = read.problem === undefined ? readPrompt(read.value) : undefined;
    if (prompt !== undefined) prompts.set(prompt.id, prompt.trace);
  }
  if (prompts.size > 0) return prompts;
  throw new UserError(
    "no-prompts",
    `${path} has no prompts.`,
    "Name a file whose objects have an id and a prompt each.",
  );
}

function verdictJson(line: number, run: RunRecord): object {
  const { problem, method, dialect, model, response, answer, expected, correct, firstWrong, ending } = run;
  return {
    line,
    verdict: run.judgement,
    ...(run.unreadable !== undefined && { reason: run.unreadable }),
    call: problem.call,
    response,
    method,
    ...(method === "rfft" && { dialect }),
    model,
    answer,
    /** How the answer was found; null where it stands as the method writes it. */
    extraction: run.answerForm ?? null,
    expected,
    correct,
    steps: run.steps.map(({ line: at, text, verdict, locallyValid, message }) => ({
      line: at,
      text,
      verdict,
      locallyValid,
      message,
    })),
    firstWrong,
    ...(ending && { ending }),
  };
}

const marks = {
  right: (paint: Terminal["paint"]) => paint("green", "✓"),
  wrong: (paint: Terminal["paint"]) => paint("red", "✗"),
  unreadable: (paint: Terminal["paint"]) => paint("yellow", "?"),
} as const;

/** On one line, and not longer than a line. */
function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

function verdictLine(path: string, line: number, run: RunRecord, { paint }: Terminal): string {
  const { problem, answer, expected, correct, firstWrong, steps, ending } = run;
  const step = firstWrong === null ? undefined : (steps[firstWrong] ?? ending);
  const where = firstWrong === null || firstWrong >= steps.length ? "at the end" : `in step ${firstWrong + 1}`;
  const why = step === undefined ? "" : paint("red", `${step.verdict} ${where}: ${step.message}`);
  const shown = answer === null ? "no answer" : `= ${excerpt(answer)}`;
  const answered = run.answerForm === undefined ? shown : `${shown} (${answerWords(run.answerForm)})`;
  const wanted =
    run.judgement === "wrong" && correct === false && expected !== null ? paint("red", `expected ${expected}`) : "";
  const unread = run.judgement === "unreadable" ? paint("yellow", run.unreadable ?? "It cannot be read.") : "";
  const mark = marks[run.judgement ?? "unreadable"](paint);
  return [mark, paint("dim", `${path}:${line}`), problem.call, answered, wanted, why, unread]
    .filter((it) => it !== "")
    .join("  ");
}
