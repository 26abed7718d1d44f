/**
 * @file One value in a text that people or chat models write: `1,105`, `−3`, `105.0`, `[1, 0, 5]`. Which kind of value is looked for is
 * told by what the rule returns, never its value.
 */

import { repr, type Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { taskOf } from "../task/registry.ts";
import { readLiteral } from "./literal.ts";

/** What kind of value answers a problem. */
export type AnswerKind = "number" | "text" | "literal";

export interface FoundValue {
  readonly value: Value;
  readonly text: string;
  /** Offset behind it. */
  readonly end: number;
}

/** Digits with or without thousands separators, a fraction, an exponent. A sign belongs to it where no operand stands before. */
export const numberPattern =
  /[-+−–]?(?:[0-9]{1,3}(?:(?:,|\{,\}|[\u202f\u2009\u00a0'’_])[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/u;

const numberAt = new RegExp(numberPattern.source, "uy");

export class AnswerValues {
  readonly kind: AnswerKind;
  readonly #problem: Problem;
  readonly #wholeNumbers: boolean;

  /** `gold` is what the rule returns; undefined where it returns nothing. */
  constructor(problem: Problem, gold: Value | undefined) {
    this.#problem = problem;
    const text = gold === undefined ? "" : (taskOf(problem)?.answerText(gold) ?? repr(gold));
    this.#wholeNumbers = /^-?[0-9]+$/u.test(text);
    const number = this.#wholeNumbers || (gold !== undefined && /^-?[0-9][0-9.e+-]*$/u.test(text));
    this.kind = number ? "number" : typeof gold === "string" ? "text" : "literal";
  }

  /** The value that a whole text is; undefined when it is anything else. */
  whole(given: string): Value | undefined {
    const text = bare(given);
    if (text === "") return undefined;
    const own = taskOf(this.#problem)?.answerFromText(text) ?? taskOf(this.#problem)?.answerFromText(given.trim());
    if (own !== undefined) return own;
    const found = this.at(text, 0);
    if (found?.end === text.length) return found.value;
    return this.kind === "text" && /^[^\s].{0,200}$/u.test(text) && !/\s/u.test(text) ? unquoted(text) : undefined;
  }

  /** The value that begins at an offset. */
  at(text: string, from: number): FoundValue | undefined {
    const first = text.charAt(from);
    if ("[({'\"".includes(first) && first !== "") {
      const literal = readLiteral(text, from);
      return literal && { ...literal, text: text.slice(from, literal.end) };
    }
    numberAt.lastIndex = from;
    const number = numberAt.exec(text)?.[0];
    if (number !== undefined && !/^[\p{L}_]/u.test(text.slice(from + number.length))) {
      const value = this.#number(number);
      return value === undefined ? undefined : { value, text: number, end: from + number.length };
    }
    const word = /^(?:None|True|False|true|false)\b/u.exec(text.slice(from))?.[0];
    if (word === undefined) return undefined;
    const value = readLiteral(word.charAt(0).toUpperCase() + word.slice(1), 0)?.value;
    return value === undefined ? undefined : { value, text: word, end: from + word.length };
  }

  /** `1,105.0` as the rule would return it: a whole number where the rule gives those. */
  #number(written: string): Value | undefined {
    const text = written
      .replace(/^[−–]/u, "-")
      .replace(/^\+/u, "")
      .replaceAll(/,|\{,\}|[\u202f\u2009\u00a0'’_]/gu, "");
    const whole = /^(-?[0-9]+)(?:\.0+)?$/u.exec(text)?.[1];
    if (whole !== undefined && (this.#wholeNumbers || this.kind !== "number"))
      return taskOf(this.#problem)?.answerFromText(whole) ?? BigInt(whole);
    return literalOf(whole === text ? `${text}.0` : text);
  }
}

function literalOf(text: string): Value | undefined {
  const literal = readLiteral(text, 0);
  return literal?.end === text.length ? literal.value : undefined;
}

/** Without the marks around it: quotation, an equals sign before, a full stop, a unit of money. */
function bare(text: string): string {
  return text
    .trim()
    .replace(/^(?:=|→|->)\s*/u, "")
    .replace(/^\$\s*/u, "")
    .replace(/\s*[.!;,]+$/u, "")
    .trim();
}

function unquoted(text: string): string {
  return /^(['"“‘`])(.*)['"”’`]$/u.exec(text)?.[2] ?? text;
}
