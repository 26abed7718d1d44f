/** @file A run on the terminal, step by step while the model writes: its line of the rule, what changed, and the verdict. */

import type { CheckedStep, Verdict } from "../../core/check/verdict.ts";
import { countOf, durationText } from "../../core/format/figures.ts";
import { startOf } from "../../core/method/gold.ts";
import type { MethodName } from "../../core/method/method.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { repr } from "../../core/rule/value.ts";
import type { Problem } from "../../core/task/problem.ts";
import type { Style, Terminal } from "../terminal.ts";
import { Changes } from "./changes.ts";
import { type RuleLines, ruleLines } from "./ruleLines.ts";

interface Mark {
  readonly text: string;
  readonly style: Style;
}

const right: Mark = { text: "✓", style: "green" };
const wrong: Mark = { text: "✗", style: "red" };

const marks: Readonly<Record<Verdict, Mark>> = {
  correct: right,
  "wrong-line": wrong,
  "wrong-value": wrong,
  "copy-error": wrong,
  skipped: wrong,
  "stopped-early": wrong,
  "does-not-stop": wrong,
  // What cannot be read is never reported as wrong.
  malformed: { text: "?", style: "yellow" },
};

export class RunView {
  readonly #path: string;
  readonly #problem: Problem;
  readonly #terminal: Terminal;
  readonly #changes: Changes;
  readonly #lines: RuleLines;
  #tokens = 0;
  /** The last sentence about a wrong step. */
  #said = "";

  constructor(path: string, problem: Problem, terminal: Terminal) {
    this.#path = path;
    this.#problem = problem;
    this.#terminal = terminal;
    this.#changes = new Changes(startOf(problem));
    const { line = 1, endLine = line } = problem.program.functions.get(problem.functionName) ?? {};
    this.#lines = ruleLines(
      problem,
      Array.from({ length: endLine - line + 1 }, (_, i) => line + i),
    );
  }

  begin(model: string, method: MethodName): void {
    const { out, paint } = this.#terminal;
    const { call, line } = this.#problem;
    out(`${paint("dim", `${this.#path}:${line}`)}  ${paint("bold", call)}  ${paint("dim", `${model}, ${method}`)}`);
  }

  readonly token = (): void => {
    this.#tokens++;
    this.#terminal.status(`  writing: ${this.#tokens} tokens`);
  };

  readonly step = (checked: CheckedStep): void => {
    const { out, paint } = this.#terminal;
    const { step, verdict, locallyValid, message } = checked;
    const mark = marks[verdict];
    const number = paint("dim", String(step.line ?? "?").padStart(this.#lines.digits));
    const returned = step.returned === undefined ? [] : [paint("cyan", `return ${repr(step.returned)}`)];
    const raised = step.raised === undefined ? [] : [paint("red", `raises ${step.raised}`)];
    const text = step.malformed === undefined ? this.#lines.at(step.line) : JSON.stringify(step.text);
    const parts = [`${"  ".repeat(step.depth ?? 0)}${text}`, ...this.#changes.of(step), ...returned, ...raised];
    out(`  ${paint(mark.style, mark.text)} ${number}  ${parts.join("  ")}`.trimEnd());
    // A model that repeats itself earns the same sentence many times: once says it.
    const said = `${verdict}: ${message}`;
    if (verdict === "correct" || said === this.#said) return;
    this.#said = said;
    const local = locallyValid ? ", though right from its own state" : "";
    out(`    ${" ".repeat(this.#lines.digits)}${paint(mark.style, `${verdict}${local}: ${message}`)}`);
  };

  /** The answer, the verdict on it, and what it cost. */
  end(record: RunRecord): void {
    const { out, paint, status } = this.#terminal;
    status("");
    const { answer, expected, correct, ending, steps, response, seconds, device, unreadable } = record;
    if (steps.length === 0) out(`  ${response.trim()}`);
    if (ending) out(paint("red", `  ✗ ${ending.verdict}: ${ending.message}`));
    if (record.judgement === "unreadable" && unreadable) out(paint("yellow", `  ? unreadable: ${unreadable}`));
    const shown = answer === null ? paint("yellow", "no answer that can be read") : `= ${answer}`;
    const judged =
      correct === null
        ? ""
        : correct
          ? paint("green", "✓ correct")
          : paint("red", `✗ expected ${expected ?? "an error"}`);
    const time = seconds === undefined ? undefined : durationText(seconds);
    const costs = [countOf(record.tokens.length, "token"), time, device].filter((it) => it !== undefined);
    const cost = paint("dim", costs.join(", "));
    out(`  ${shown}  ${judged}  ${cost}\n`);
  }
}
