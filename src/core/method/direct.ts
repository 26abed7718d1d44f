/** @file The direct method: the problem, and the answer at once. `59+13=` and `72`; rules without a task: the call and its `repr`. */

import { repr, type Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { taskOf } from "../task/registry.ts";
import { callText } from "./callText.ts";
import { type Gold, type GoldStep, goldOf } from "./gold.ts";
import { readLiteral } from "./literal.ts";
import type { Method, ModelStep, Parsed, ResponseParser } from "./method.ts";

export const direct: Method = {
  name: "direct",
  dialect: "compact",
  prompt: directPrompt,
  render(problem) {
    const { outcome } = goldOf(problem);
    const response =
      outcome.kind === "returned" ? writeAnswer(problem, outcome.value) : outcome.kind === "raised" ? outcome.type : "";
    return { prompt: directPrompt(problem), response };
  },
  gold(problem, gold = goldOf(problem)) {
    return { ...gold, steps: answerStep(gold) };
  },
  parser: (problem) => new AnswerParser(problem),
  restate: () => undefined,
};

export function directPrompt(problem: Problem): string {
  return taskOf(problem)?.toText(problem.args) ?? `${callText(problem)}=`;
}

/** An answer as the methods without a rule write it. */
export function writeAnswer(problem: Problem, answer: Value): string {
  return taskOf(problem)?.answerText(answer) ?? repr(answer);
}

/** The value that such a text says; undefined when it says none. */
export function readAnswer(problem: Problem, text: string): Value | undefined {
  const value = taskOf(problem)?.answerFromText(text);
  if (value !== undefined) return value;
  const literal = readLiteral(text, 0);
  return literal?.end === text.length ? literal.value : undefined;
}

/** The one step that says the answer: the rule's last. */
export function answerStep(gold: Gold): readonly GoldStep[] {
  const last = gold.steps.findLast((step) => step.depth === 0 || step.raised !== undefined);
  if (!last || gold.outcome.kind === "limit") return [];
  const { line, functionName, depth, returned, raised } = last;
  const ending = { ...(returned === undefined ? {} : { returned }), ...(raised === undefined ? {} : { raised }) };
  return [{ line, functionName, depth, state: {}, ...ending }];
}

/** The whole text is one step, complete when the response ends. */
class AnswerParser implements ResponseParser {
  readonly #problem: Problem;
  readonly #parts: string[] = [];

  constructor(problem: Problem) {
    this.#problem = problem;
  }

  push(text: string): readonly ModelStep[] {
    this.#parts.push(text);
    return [];
  }

  end(): Parsed {
    const text = this.#parts.join("");
    const trimmed = text.trim();
    if (trimmed === "") return { steps: [] };
    const start = text.length - text.trimStart().length;
    const step = answerClaim(this.#problem, trimmed, { index: 0, start });
    const answer = step.returned === undefined ? {} : { answer: step.returned };
    return { steps: [step], ...answer, answerText: trimmed };
  }
}

/** The step that an answer's text claims: a value, or the type of an exception. */
export function answerClaim(
  problem: Problem,
  text: string,
  at: { readonly index: number; readonly start: number },
): ModelStep {
  const place = { index: at.index, span: [at.start, at.start + text.length] as const, text, state: {}, changed: [] };
  const returned = readAnswer(problem, text);
  if (returned !== undefined) return { ...place, returned };
  if (/^[A-Z][A-Za-z]*$/.test(text)) return { ...place, raised: text };
  return { ...place, malformed: `${JSON.stringify(text.slice(0, 40))} is no answer` };
}
