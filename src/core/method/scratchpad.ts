/**
 * @file The scratchpad method: intermediate states without the rule. A state is written at each visit of a loop's head, the last line
 * is the answer. Tasks with a format of their own (the study's `5+1,2,C:1`) use it; other rules write `name=repr, name=repr`.
 */

import { identical } from "../rule/identical.ts";
import { repr, type State, type Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { taskOf } from "../task/registry.ts";
import type { TaskScratchpad } from "../task/task.ts";
import { callText } from "./callText.ts";
import { answerClaim, answerStep, writeAnswer } from "./direct.ts";
import { extractAnswer } from "./extractAnswer.ts";
import { type Gold, type GoldStep, goldOf } from "./gold.ts";
import type { LineFacts } from "./lineFacts.ts";
import { LineCutter } from "./lineParser.ts";
import { listingOf } from "./listing.ts";
import { readLiteral } from "./literal.ts";
import type { AnswerForm, Method, ModelStep, Parsed, ResponseParser } from "./method.ts";
import { plainLine } from "./plainLine.ts";

export const scratchpad: Method = {
  name: "scratchpad",
  dialect: "compact",
  prompt,
  render(problem) {
    const format = formatOf(problem);
    const gold = goldOf(problem);
    const lines = statesOf(problem, gold).map(({ state }) => format?.write(state) ?? writeState(state));
    const { outcome } = gold;
    if (outcome.kind === "returned") lines.push(writeAnswer(problem, outcome.value));
    if (outcome.kind === "raised") lines.push(outcome.type);
    return { prompt: prompt(problem), response: (format ? "" : "\n") + lines.join("\n") };
  },
  gold(problem, gold = goldOf(problem)) {
    return { ...gold, steps: [...statesOf(problem, gold), ...answerStep(gold)] };
  },
  parser: (problem) => new ScratchpadParser(problem),
  restate(problem, { state, returned, raised }) {
    if (returned !== undefined || raised !== undefined) return undefined;
    return formatOf(problem)?.write(state) ?? writeState(state);
  },
};

function prompt(problem: Problem): string {
  const text = formatOf(problem) && taskOf(problem)?.toText(problem.args);
  return text ?? callText(problem);
}

/** The task's own format, when the rule has the variables that it writes. */
export function formatOf(problem: Problem): TaskScratchpad | undefined {
  const format = taskOf(problem)?.scratchpad;
  if (!format) return undefined;
  const { facts, lines } = listingOf(problem.program, problem.functionName);
  const known = new Set(problem.program.functions.get(problem.functionName)?.parameters);
  for (const { bound } of facts.values()) for (const name of bound) known.add(name);
  const written = lines.some(({ text }) => format.writes(text.trim()));
  return written && format.variables.every((name) => known.has(name)) ? format : undefined;
}

/** Document lines after which a state is written, with the code there. */
export function writtenLines(problem: Problem): ReadonlyMap<number, string> {
  const format = formatOf(problem);
  const { lines, facts } = listingOf(problem.program, problem.functionName);
  const written = new Map<number, string>();
  for (const { line, text, functionName } of lines) {
    const code = text.trim();
    const writes = format ? format.writes(code) : isLoop(facts.get(line));
    if (writes && functionName !== null && !written.has(line)) written.set(line, code);
  }
  return written;
}

function isLoop(facts: LineFacts | undefined): boolean {
  return facts?.branch !== undefined && facts.branch.kind !== "if";
}

/** The steps at which the gold trace writes a state, each with the state as the text claims it. */
function statesOf(problem: Problem, gold: Gold): GoldStep[] {
  const format = formatOf(problem);
  const written = writtenLines(problem);
  const steps: GoldStep[] = [];
  for (const { line, functionName, depth, state, entered, raised } of gold.steps) {
    const code = written.get(line);
    if (code === undefined || entered || raised !== undefined) continue;
    steps.push({ line, functionName, depth, state: format ? format.claim(state, code) : state });
  }
  return steps;
}

function writeState(state: State): string {
  const names = Object.entries(state);
  return names.length === 0 ? "." : names.map(([name, value]) => `${name}=${repr(value)}`).join(", ");
}

function readState(text: string): State | undefined {
  if (text === ".") return {};
  const state: Record<string, Value> = {};
  const head = /([\p{L}_][\p{L}\p{N}_]*) ?= ?/uy;
  for (let at = 0; at < text.length; ) {
    head.lastIndex = at;
    const name = head.exec(text)?.[1];
    const literal = name === undefined ? undefined : readLiteral(text, head.lastIndex);
    if (name === undefined || !literal) return undefined;
    Object.defineProperty(state, name, { value: literal.value, enumerable: true, configurable: true, writable: true });
    at = literal.end;
    if (at === text.length) return state;
    const comma = /^, ?/.exec(text.slice(at, at + 2));
    if (comma === null) return undefined;
    at += comma[0].length;
  }
  return undefined;
}

class ScratchpadParser implements ResponseParser {
  readonly #problem: Problem;
  readonly #format: TaskScratchpad | undefined;
  readonly #cutter = new LineCutter();
  readonly #steps: ModelStep[] = [];
  /** Where the gold trace writes its states: the text itself does not say. */
  readonly #places: readonly GoldStep[];
  readonly #gold: Gold;
  #states = 0;
  #answer: (ModelStep & { readonly form?: AnswerForm }) | undefined;
  /** A token has ended the turn: what follows is another's. */
  #ended = false;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#format = formatOf(problem);
    this.#gold = goldOf(problem);
    this.#places = statesOf(problem, this.#gold);
  }

  push(text: string): readonly ModelStep[] {
    const from = this.#steps.length;
    this.#cutter.push(text, (line, start) => this.#line(line, start));
    return this.#steps.slice(from);
  }

  end(): Parsed {
    this.#cutter.end((line, start) => this.#line(line, start));
    const steps = this.#steps;
    if (!this.#answer) return { steps };
    const { returned, form, answerText } = { ...this.#answer, answerText: this.#answer.text };
    return {
      steps,
      ...(returned === undefined ? {} : { answer: returned }),
      answerText,
      ...(form === undefined ? {} : { answerForm: form }),
    };
  }

  #line(whole: string, lineStart: number): void {
    if (this.#ended) return;
    const { text, start: from, ends } = plainLine(whole);
    this.#ended = ends;
    if (text === "") return;
    const start = lineStart + from;
    const index = this.#steps.length;
    // A rule without a place where states are written has only its answer.
    const state = this.#places.length === 0 ? undefined : (this.#format?.read(text) ?? readState(text));
    if (!state) {
      this.#answerLine(text, start, text !== whole.trim());
      return;
    }
    const place = this.#places[this.#states++] ?? this.#places.at(-1);
    const before = this.#before();
    const changed = Object.keys(state).filter((name) => {
      const old = Object.hasOwn(before, name) ? before[name] : undefined;
      return !identical(old, state[name]);
    });
    const { line, functionName, depth } = place ?? {};
    this.#steps.push({
      index,
      ...(line === undefined ? {} : { line }),
      ...(functionName === undefined ? {} : { functionName }),
      ...(depth === undefined ? {} : { depth }),
      state,
      changed,
      span: [start, start + text.length],
      text,
    });
  }

  /** A line that is no state: the answer, written as such or in a sentence after the states; else prose. */
  #answerLine(text: string, start: number, dressed: boolean): void {
    const place = { index: this.#steps.length, start };
    const step = answerClaim(this.#problem, text, place);
    if (step.malformed === undefined) {
      const known = this.#answer?.returned;
      // Said once more, it is no further step.
      if (known !== undefined && step.returned !== undefined && identical(known, step.returned)) return;
      this.#steps.push(step);
      this.#answer ??= dressed ? { ...step, form: "line" } : step;
      return;
    }
    const { malformed, ...claim } = step;
    const options = { marksOnly: true, outcome: this.#gold.outcome };
    const found =
      this.#answer === undefined && this.#states > 0 ? extractAnswer(this.#problem, text, options) : undefined;
    if (found === undefined) {
      this.#steps.push(this.#places.length > 0 ? { ...step, state: this.#before() } : step);
      return;
    }
    this.#steps.push({ ...claim, returned: found.value });
    this.#answer = { ...claim, returned: found.value, text: found.text, form: found.form };
  }

  #before(): State {
    return this.#steps.at(-1)?.state ?? {};
  }
}
