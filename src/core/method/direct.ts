/** @file The direct method: the problem, and the answer at once. `59+13=` and `72`; rules without a task: the call and its `repr`. */

import { identical } from "../rule/identical.ts";
import { repr, type Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { taskOf } from "../task/registry.ts";
import { callText } from "./callText.ts";
import { extractAnswer } from "./extractAnswer.ts";
import { type Gold, type GoldStep, goldOf } from "./gold.ts";
import { readLiteral } from "./literal.ts";
import type { Method, ModelStep, Parsed, ResponseEnd, ResponseParser } from "./method.ts";
import { ownPart } from "./plainLine.ts";

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

/** `ValueError`; a word such as `Sorry` only where the rule raises just that. */
function isException(problem: Problem, text: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_]*$/.test(text)) return false;
  if (/(?:Error|Exception|Exit|Interrupt|Iteration|Warning)$/.test(text)) return true;
  const { outcome } = goldOf(problem);
  return outcome.kind === "raised" && outcome.type === text;
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

  end(how: ResponseEnd = "ended"): Parsed {
    const text = this.#parts.join("");
    const trimmed = text.trim();
    if (ownPart(trimmed).trim() === "") return { steps: [] };
    const start = text.length - text.trimStart().length;
    const step = answerClaim(this.#problem, trimmed, { index: 0, start });
    const { malformed, ...place } = step;
    if (malformed === undefined) {
      const { returned } = step;
      const other = this.#otherKind(returned, trimmed, how);
      if (other !== undefined)
        return { steps: [{ ...place, returned: other }], answer: other, answerText: trimmed, answerForm: "whole" };
      return { steps: [step], ...(returned === undefined ? {} : { answer: returned }), answerText: trimmed };
    }
    const raised = raisedIn(this.#problem, trimmed);
    if (raised !== undefined) return { steps: [{ ...place, raised }], answerText: raised, answerForm: "phrase" };
    const found = extractAnswer(this.#problem, trimmed, { how });
    if (found === undefined) return { steps: [step], answerText: trimmed };
    const { value, text: answerText, form } = found;
    return { steps: [{ ...place, returned: value }], answer: value, answerText, answerForm: form };
  }

  /** `105.0` where the rule returns ints, `105` where it returns floats: the same number as the rule writes it. */
  #otherKind(value: Value | undefined, text: string, how: ResponseEnd): Value | undefined {
    if (typeof value !== "number" && typeof value !== "bigint") return undefined;
    const found = extractAnswer(this.#problem, text, { how })?.value;
    return found === undefined || identical(found, value) ? undefined : found;
  }
}

/** The exception that a sentence names, where the rule raises one. */
function raisedIn(problem: Problem, text: string): string | undefined {
  if (goldOf(problem).outcome.kind !== "raised") return undefined;
  return [...text.matchAll(/\b[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Iteration)\b/gu)].at(-1)?.[0];
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
  if (isException(problem, text)) return { ...place, raised: text };
  return { ...place, malformed: `${JSON.stringify(text.slice(0, 40))} is no answer` };
}
