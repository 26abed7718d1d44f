/**
 * @file The answer in what a chat model says, found as evaluation harnesses do: marks that are made for it first (`####`, `\boxed{}`, *the
 * answer is*), then the problem written again with its result, bold, a line by itself, and last the last value. The result says how it was
 * found. Numbers of the question, of list marks and of sums that are still open are no answers: a response that breaks off has none.
 */

import type { Outcome } from "../rule/interpret.ts";
import type { Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { taskOf } from "../task/registry.ts";
import { AnswerValues, type FoundValue, numberPattern } from "./answerValue.ts";
import { callText } from "./callText.ts";
import { goldOf } from "./gold.ts";
import type { AnswerForm, ResponseEnd } from "./method.ts";
import { ownPart, plainLine } from "./plainLine.ts";

export interface ExtractedAnswer {
  readonly value: Value;
  readonly text: string;
  readonly form: AnswerForm;
}

export interface ExtractOptions {
  readonly how?: ResponseEnd;
  /** Only by marks that are made for answers. */
  readonly marksOnly?: boolean;
  /** How the rule ends, where that is known already. */
  readonly outcome?: Outcome;
}

/** Undefined where the response gives no answer. */
export function extractAnswer(
  problem: Problem,
  response: string,
  { how = "ended", marksOnly = false, outcome = goldOf(problem).outcome }: ExtractOptions = {},
): ExtractedAnswer | undefined {
  const values = new AnswerValues(problem, outcome.kind === "returned" ? outcome.value : undefined);
  const { text, thinking } = spoken(ownPart(response));
  const search: Search = { problem, values, raw: text, text: withoutMarkup(text), cut: how === "cut" };
  const whole = wholeText(search);
  if (whole !== undefined) return whole;
  const marks = [byHashes, byBox, byPhrase, byProblem, byBold];
  const guesses = thinking || marksOnly ? [] : [byLine, byLastValue];
  for (const find of [...marks, ...guesses]) {
    const found = find(search);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Search {
  readonly problem: Problem;
  readonly values: AnswerValues;
  readonly raw: string;
  /** Without Markdown and LaTeX. */
  readonly text: string;
  /** The response was cut off, so that a number at its very end may be half a number. */
  readonly cut: boolean;
}

type Found = ExtractedAnswer | undefined;

function wholeText({ values, text, cut }: Search): Found {
  const value = cut ? undefined : values.whole(text);
  return value === undefined ? undefined : { value, text: text.trim(), form: "whole" };
}

function byHashes(search: Search): Found {
  return lastOf(search, /####\s*/gu, "hashes");
}

function byBox({ values, raw }: Search): Found {
  const boxes = [...raw.matchAll(/\\(?:boxed|fbox)\s*\{((?:[^{}]|\{[^{}]*\})*)\}/gu)];
  return lastWhole(values, boxes, "boxed");
}

function byPhrase(search: Search): Found {
  const phrase =
    /\b(?:answer|solution|result|output|final\s+\w+)\b[^.\n:=?]{0,80}?(?:\bis\b|\bwould be\b|\bequals\b|:|=|→|->)\s*(?:(?:is|equal to|exactly|simply|just|therefore|:)\s*)*/giu;
  return lastOf(search, phrase, "phrase");
}

/** `47 + 58 = 105`, `add([4, 7], [5, 8]) = [1, 0, 5]`. */
function byProblem(search: Search): Found {
  const { problem } = search;
  const spellings = [callText(problem), taskOf(problem)?.toText(problem.args).replace(/=\s*$/u, "")]
    .filter((text) => text !== undefined && text.length < 300)
    .map((text) => [...String(text).matchAll(/\w+|[^\w\s]/gu)].map(([token]) => escaped(token)).join("\\s*"));
  const pattern = `(?<![\\w+*/])(?:${spellings.join("|")})\\s*(?:==?|:|→|->|\\bis\\b(?: equal to)?|\\bequals\\b|\\breturns\\b|\\bgives\\b)\\s*`;
  return lastOf(search, new RegExp(pattern, "giu"), "problem");
}

function byBold({ values, raw }: Search): Found {
  return lastWhole(
    values,
    [...raw.matchAll(/(?:\*\*|__|<b>|<strong>)([^*_<\n]+)(?:\*\*|__|<\/b>|<\/strong>)/gu)],
    "bold",
  );
}

/** The last line that is nothing but a value; else the first, where an explanation follows. */
function byLine({ values, text, cut }: Search): Found {
  const lines = text.split("\n").map((line) => plainLine(line).text);
  const said = lines.filter((line) => line !== "");
  const sentences = text.split(/\n|(?<=[.!?])\s+/u).filter((each) => each.trim() !== "");
  const last = cut ? undefined : (said.at(-1) ?? "");
  const candidates = [
    last,
    ...(cut ? [] : [sentences.at(-1)]),
    /^[-+*/×=0-9]/u.test(said[1] ?? "") ? undefined : said[0],
  ];
  for (const line of candidates) {
    const value = line === undefined ? undefined : values.whole(line);
    if (line !== undefined && value !== undefined) return { value, text: line.trim(), form: "line" };
  }
  return undefined;
}

/** The last number or literal that is no part of a question, of a sum, or of a list mark. */
function byLastValue({ problem, values, text, cut }: Search): Found {
  if (cut || values.kind === "text" || opened.test(text)) return undefined;
  const call = callText(problem);
  const said = text.replaceAll(call, " ".repeat(call.length));
  const value = new RegExp(`\\[|(?<![\\p{L}\\p{N}_.])${numberPattern.source}`, "gu");
  let found: FoundValue | undefined;
  for (let match = value.exec(said); match !== null; match = value.exec(said)) {
    const signed =
      /^[-+−–]/u.test(match[0]) && /[0-9)\]]\s*$/u.test(said.slice(Math.max(0, match.index - 20), match.index));
    const at = values.at(said, match.index + (signed ? 1 : 0));
    if (at === undefined) continue;
    value.lastIndex = Math.max(value.lastIndex, at.end);
    if (!signed && stands(said, match.index, at.end)) found = at;
  }
  return found && { value: found.value, text: found.text, form: "last" };
}

/** The text stops where a value should follow. */
const opened = /(?:[=:+*/×(,]|\s[-−]|\b(?:is|are|the|and|equals?|gives?|gets?|get|of|to|plus|add|with))\s*$/iu;

/** Whether a value is said by itself: no operand, no list mark, no part of a question. */
function stands(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - 40), from);
  const after = text.slice(to, to + 200);
  if (
    /(?:[+*/×÷·(]|[0-9\])]\s*[-−]|\b(?:plus|times|minus|and|step|line|part|problem|question|number))\s*#?$/iu.test(
      before,
    )
  )
    return /[=]\s*\($/u.test(before);
  if (/^\s*(?:[+*/×÷·=]|[-−]\s*[0-9]|(?:plus|times|minus|and|by)\s+[-0-9])/iu.test(after)) return false;
  if (/(?:^|\n)\s*\(?$/u.test(before) && /^[.):]\s/u.test(after)) return false;
  return !/^(?:[^.?!\n]|\.(?=[0-9]))*\?/u.test(after);
}

/** The value behind the last place where the pattern fits and a value follows. */
function lastOf({ values, text, cut }: Search, pattern: RegExp, form: AnswerForm): Found {
  for (const match of [...text.matchAll(pattern)].toReversed()) {
    const from = match.index + match[0].length;
    const found = resultAt(values, text, from);
    if (found === undefined || (cut && found.end >= text.trimEnd().length)) continue;
    return { value: found.value, text: found.text, form };
  }
  return undefined;
}

/** The value at an offset; where a sum stands there, what it equals: `40 + 65 = 105`. */
function resultAt(values: AnswerValues, text: string, from: number): FoundValue | undefined {
  let found = values.at(text, from);
  if (found === undefined) return values.kind === "text" ? sentenceAt(values, text, from) : undefined;
  for (;;) {
    const rest = text.slice(found.end);
    const sum = /^\s*(?:[-+−*/×÷·][-+−*/×÷·0-9\s().]*)?=\s*/u.exec(rest);
    if (sum === null) return /^\s*(?:[+*/×÷·]|[-−]\s*[0-9])/u.test(rest) ? undefined : found;
    const next = values.at(text, found.end + sum[0].length);
    // `47 + 58 =` and nothing behind it: the sum is still open.
    if (next === undefined) return undefined;
    found = next;
  }
}

/** The rest of a sentence, for answers that are texts. */
function sentenceAt(values: AnswerValues, text: string, from: number): FoundValue | undefined {
  const rest = /^[^\n]*?(?=[.!?](?:\s|$)|\n|$)/u.exec(text.slice(from))?.[0] ?? "";
  const value = values.whole(rest);
  return value === undefined ? undefined : { value, text: rest.trim(), end: from + rest.length };
}

/** The last of some marked texts that is a value, or that ends with one after `=` or `:`. */
function lastWhole(values: AnswerValues, matches: readonly RegExpExecArray[], form: AnswerForm): Found {
  for (const [, inside = ""] of matches.toReversed()) {
    const text = withoutMarkup(inside).trim();
    const result = /^.*[=:]\s*(.+)$/u.exec(text)?.[1];
    const value = values.whole(text) ?? (result === undefined ? undefined : values.whole(result));
    if (value !== undefined) return { value, text: result ?? text, form };
  }
  return undefined;
}

/** What a reasoning model says after its thoughts. `thinking`: it never came to an end of them. */
function spoken(text: string): { readonly text: string; readonly thinking: boolean } {
  const after = text.lastIndexOf("</think>");
  if (after >= 0) return { text: text.slice(after + "</think>".length), thinking: false };
  return { text: text.replace("<think>", ""), thinking: text.includes("<think>") };
}

/** Fences, emphasis, code marks and the commands of LaTeX that stand around values. */
function withoutMarkup(text: string): string {
  return text
    .replaceAll(/\r\n?/gu, "\n")
    .replaceAll(/^\s*(?:`{3,}|~{3,})[\w+.-]*\s*$/gmu, "")
    .replaceAll(/\\(?:text|mathbf|mathrm|textbf|boxed|fbox)\s*\{((?:[^{}]|\{[^{}]*\})*)\}/gu, "$1")
    .replaceAll(/\\(?:times|cdot)\b/gu, "*")
    .replaceAll(/\\[()[\]]|\\[,;!]|\*\*|__|`|<\/?(?:b|strong|p|answer)>|\$/gu, "")
    .replaceAll("{,}", ",");
}

function escaped(token: string): string {
  return token.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
}
