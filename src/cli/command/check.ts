/** @file `rulescope check`: verdicts on traces from anywhere, so that a trace can be a test in somebody's CI. */

import { readLines } from "../../client/store/runFiles.ts";
import { UserError } from "../../core/base/errors.ts";
import { dialects, methodNames } from "../../core/method/method.ts";
import { foreignRun } from "../../core/record/foreignRun.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { command, type ExitStatus } from "../command.ts";
import { foreignOptions } from "../ruleFile.ts";
import type { Terminal } from "../terminal.ts";

export const checkCommand = command({
  name: "check",
  operands: "RULE FILE.jsonl",
  count: [2, 2],
  description:
    "Checks traces against a rule. FILE has one JSON object a line: `response`, and `call` or a `prompt` that holds the\n" +
    "call; `method`, `dialect` and `model` where they are known. Exported runs are such lines too.\n" +
    "Exit status: 0 all right, 1 some wrong, 2 some could not be checked.",
  flags: {
    method: { kind: "text", choices: methodNames, about: "how traces are written that do not say it (default rfft)" },
    dialect: { kind: "text", choices: dialects, about: "of rfft traces that do not say it (default: what fits)" },
    json: { kind: "switch", about: "one JSON document on stdout" },
  },
  examples: [
    "rulescope check samples/addition.py traces.jsonl",
    "rulescope check rule.py answers.jsonl --method direct",
  ],
  async run({ json, ...asked }, [rule = "", path = ""], terminal) {
    const options = await foreignOptions(rule, asked);
    let status: ExitStatus = 0;
    const count = { right: 0, wrong: 0, unchecked: 0 };
    const traces: object[] = [];
    for await (const read of readLines(path)) {
      try {
        if (read.problem !== undefined) throw new UserError("line-malformed", read.problem, "");
        const run = foreignRun(read.value, options);
        const wrong = run.correct === false || run.firstWrong !== null;
        count[wrong ? "wrong" : "right"]++;
        if (wrong && status === 0) status = 1;
        if (json) traces.push(verdictJson(read.line, run));
        else terminal.out(verdictLine(path, read.line, run, terminal));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        terminal.note(`${path}:${read.line}: ${error.message}`);
        count.unchecked++;
        status = 2;
      }
    }
    if (json) terminal.json({ ...count, traces });
    else terminal.out(`${count.right} right, ${count.wrong} wrong, ${count.unchecked} could not be checked`);
    return status;
  },
});

function verdictJson(line: number, run: RunRecord): object {
  const { problem, method, dialect, model, answer, expected, correct, firstWrong, ending } = run;
  return {
    line,
    call: problem.call,
    method,
    ...(method === "rfft" && { dialect }),
    model,
    answer,
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

function verdictLine(path: string, line: number, run: RunRecord, { paint }: Terminal): string {
  const { problem, answer, expected, correct, firstWrong, steps, ending } = run;
  const wrong = correct === false || firstWrong !== null;
  const step = firstWrong === null ? undefined : (steps[firstWrong] ?? ending);
  const where = firstWrong === null || firstWrong >= steps.length ? "at the end" : `in step ${firstWrong + 1}`;
  const why = step === undefined ? "" : paint("red", `${step.verdict} ${where}: ${step.message}`);
  const answered = answer === null ? "no answer" : `= ${answer}`;
  const wanted = correct === false && expected !== null ? paint("red", `expected ${expected}`) : "";
  const mark = wrong ? paint("red", "✗") : paint("green", "✓");
  return [mark, paint("dim", `${path}:${line}`), problem.call, answered, wanted, why]
    .filter((it) => it !== "")
    .join("  ");
}
