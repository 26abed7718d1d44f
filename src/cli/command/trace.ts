/**
 * @file `rulescope trace`: the gold trace of problems, without any model. Without a method these are the interpreter's own steps;
 * with one, what a perfect model would write.
 */

import { UserError } from "../../core/base/errors.ts";
import { goldOf } from "../../core/method/gold.ts";
import { type Dialect, dialects, type MethodName, methodNames } from "../../core/method/method.ts";
import { methodOf } from "../../core/method/methods.ts";
import { traceOf } from "../../core/rule/interpret.ts";
import type { Outcome, Step } from "../../core/rule/step.ts";
import { repr } from "../../core/rule/value.ts";
import { callOptions, type Problem } from "../../core/task/problem.ts";
import { asExpected } from "../../core/task/shown.ts";
import { command, type ExitStatus } from "../command.ts";
import { noteDiagnostics, openDocument } from "../documentFile.ts";
import { Changes } from "../show/changes.ts";
import { exceptionText, type ProblemJson, problemJson } from "../show/problemJson.ts";
import { ruleLines } from "../show/ruleLines.ts";
import type { Terminal } from "../terminal.ts";

export const traceCommand = command({
  name: "trace",
  operands: "FILE[:LINE]",
  count: [1, 1],
  description:
    "Runs the rule on the problems of a document, or on the one at LINE, and shows each executed line with the\n" +
    "variables it changed. With --method it shows what a perfect model writes for that method.",
  flags: {
    method: { kind: "text", choices: methodNames, about: "the prompt and the gold response of a method" },
    dialect: { kind: "text", choices: dialects, about: "how much rfft says (default compact)" },
    json: { kind: "switch", about: "one JSON document on stdout" },
  },
  examples: [
    "rulescope trace samples/addition.py",
    "rulescope trace samples/addition.py:24 --json",
    "rulescope trace samples/addition.py --method rfft --dialect full",
  ],
  async run({ method, dialect, json }, [target = ""], terminal) {
    const document = await openDocument(target);
    const { path, problems } = document;
    const name = methodNames.find((each) => each === method);
    const kind = dialects.find((each) => each === dialect);
    const documents: ProblemJson[] = [];
    let status: ExitStatus = document.incomplete ? 2 : 0;
    for (const [index, problem] of problems.entries()) {
      const traced = name === undefined ? traceProblem(problem) : traceMethod(problem, name, kind);
      if (json) documents.push(traced.json());
      else show(path, problem, traced, terminal);
      const stopped = stoppedError(path, problem, traced.outcome);
      if (stopped) terminal.note(stopped.message);
      status = worst(status, stopped ? 2 : asExpected(problem, traced.outcome) === false ? 1 : 0);
      // Each may take as long as this one: hundreds of them would keep a person for minutes.
      const left = problems.length - index - 1;
      if (left === 0 || traced.outcome.kind !== "limit" || traced.outcome.endless !== true) continue;
      terminal.note(
        `After it ${left === 1 ? "1 problem was" : `${left} problems were`} not run. Name one as FILE:LINE to run it.`,
      );
      break;
    }
    noteDiagnostics(document, terminal);
    if (json) terminal.json({ problems: documents });
    return status;
  },
});

/** Of a run that was stopped so much is shown: what a rule does without end is seen in its beginning and its last lines. */
const shownLines = 100;
const shownCharacters = 400;

interface Traced {
  /** Writes all states of all steps, which is many times their changes. */
  json(): ProblemJson;
  readonly outcome: Outcome;
  /** The interpreter's own steps, or a method's texts. */
  readonly shown: { readonly steps: readonly Step[] } | { readonly prompt: string; readonly response: string };
}

function traceProblem(problem: Problem): Traced {
  const { steps, outcome } = traceOf(problem.program, problem.functionName, problem.args, callOptions(problem));
  return { json: () => problemJson(problem, steps, outcome), outcome, shown: { steps } };
}

function traceMethod(problem: Problem, name: MethodName, dialect: Dialect | undefined): Traced {
  const method = methodOf(name, dialect);
  const { prompt, response } = method.render(problem);
  const { outcome } = method.gold(problem);
  const json = () => {
    const parser = method.parser(problem);
    parser.push(response);
    const { line, call, ...rest } = problemJson(problem, parser.end().steps, outcome);
    return { line, call, method: name, prompt, response, ...rest };
  };
  return { json, outcome, shown: { prompt, response } };
}

function show(path: string, problem: Problem, { outcome, shown }: Traced, terminal: Terminal): void {
  const { paint } = terminal;
  terminal.out(`${paint("dim", `${path}:${problem.line}`)}  ${paint("bold", problem.call)}`);
  if ("steps" in shown) showSteps(problem, shown.steps, outcome, terminal);
  else terminal.out(`${paint("dim", shown.prompt)}${shown.response}`);
  terminal.out(`  ${outcomeLine(problem, outcome, terminal)}\n`);
}

function showSteps(problem: Problem, steps: readonly Step[], { kind }: Outcome, { out, paint }: Terminal): void {
  const whole = kind !== "limit" || steps.length <= 2 * shownLines;
  const lines = ruleLines(
    problem,
    steps.map(({ line }) => line),
  );
  const changes = new Changes(goldOf(problem).start);
  for (const [index, step] of steps.entries()) {
    if (!whole && index >= shownLines && index < steps.length - shownLines) {
      if (index === shownLines) out(paint("dim", `  … ${steps.length - 2 * shownLines} more lines`));
      continue;
    }
    const number = paint("dim", String(step.line).padStart(lines.digits + 2));
    const happened = changes.of(step).join("  ");
    const returned = step.returned === undefined ? "" : paint("cyan", `return ${repr(step.returned)}`);
    const yielded = step.yielded === undefined ? "" : paint("cyan", `yield ${repr(step.yielded)}`);
    const printed = step.printed === undefined ? "" : paint("cyan", `prints ${repr(step.printed)}`);
    const right = [happened, printed, yielded, returned].filter((part) => part !== "").join("  ");
    const shown = kind === "limit" && right.length > shownCharacters ? `${right.slice(0, shownCharacters)}…` : right;
    out(`${number}  ${"  ".repeat(step.depth)}${lines.at(step.line)}  ${shown}`.trimEnd());
  }
}

function outcomeLine(problem: Problem, outcome: Outcome, { paint }: Terminal): string {
  const text =
    outcome.kind === "returned"
      ? `= ${repr(outcome.value)}`
      : paint("red", `${exceptionText(outcome)} (line ${outcome.line})`);
  const matches = asExpected(problem, outcome);
  if (matches === undefined) return text;
  const want = problem.shown ?? (problem.expected === undefined ? "" : repr(problem.expected));
  return matches ? `${text}  ${paint("green", "✓")}` : `${text}  ${paint("red", `✗ the document expects ${want}`)}`;
}

function stoppedError(path: string, problem: Problem, outcome: Outcome): UserError | undefined {
  if (outcome.kind !== "limit") return undefined;
  const happened = `${path}:${outcome.line}: ${problem.call} was stopped: ${outcome.message}`;
  return new UserError("rule-stopped", happened, "Correct the rule there, or try a smaller problem.");
}

function worst(a: ExitStatus, b: ExitStatus): ExitStatus {
  return a >= b ? a : b;
}
