/**
 * @file Reads how a docstring says what a parameter is:
 *
 *     integer 0..99
 *     digits 1..5            digits 1..5 in base 9
 *     word of 3..7 letters   word from [elk, lamp]
 *     one of [1, 'a', True]
 *     list of 1..5 KIND      (integers 0..9, words, words of 3..7 letters, words from [elk, lamp])
 *
 * A range may be one number. What does not fit is said with what was expected, and where.
 */

import { LiteralReader } from "../../rule/literal.ts";
import type { Value } from "../../rule/value.ts";
import { choices, digitLists, integers, isBare, letters, lists, type Sampler } from "./sampler.ts";

export type ReadSampler =
  | { readonly sampler: Sampler; readonly problem?: undefined }
  /** `at` is an offset in the text. */
  | { readonly problem: string; readonly at: number };

export const samplerForms =
  "`integer 0..99`, `digits 1..5`, `word of 3..7 letters`, `one of [1, 2]` or `list of 1..5 integers 0..9`";

export function readSampler(text: string): ReadSampler {
  const reader = new Reader(text);
  try {
    const sampler = reader.kind();
    reader.end();
    return { sampler };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return { problem: error.message, at: error.at };
  }
}

class Unfit extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Above this a number's digits no longer fit into JavaScript's exact integers. */
const largest = 1e15;
const mostElements = 1000;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  kind(): Sampler {
    if (this.#word("integer")) return this.#integers();
    if (this.#word("digits")) return this.#digits();
    if (this.#word("word")) return this.#words("letters");
    if (this.#word("one")) {
      this.#need("of", "`of`, as in `one of [1, 2]`");
      return this.#choices();
    }
    if (this.#word("list")) return this.#list();
    throw this.#unfit(samplerForms);
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) throw this.#unfit("nothing more on this line");
  }

  #list(): Sampler {
    this.#need("of", "`of`, as in `list of 1..5 integers 0..9`");
    const [fewest, most] = this.#sizes("how many elements, as in `list of 1..5 words`", mostElements);
    this.#word("of");
    if (this.#word("integers") || this.#word("integer")) return lists(fewest, most, this.#integers());
    if (this.#word("words") || this.#word("word")) return lists(fewest, most, this.#words("letters"));
    throw this.#unfit("`integers 0..9` or `words` after the number of elements");
  }

  #integers(): Sampler {
    const [from, to] = this.#range("a range, as in `integer 0..99`", largest);
    return integers(from, to);
  }

  #digits(): Sampler {
    const [fewest, most] = this.#sizes("how many digits, as in `digits 1..5`", mostElements);
    if (!this.#word("in")) return digitLists(fewest, most, 10);
    this.#need("base", "`base`, as in `digits 1..5 in base 9`");
    const at = this.#at;
    const base = this.#number("a base from 2 to 10");
    if (base < 2 || base > 10) throw this.#unfit("a base from 2 to 10", at);
    return digitLists(fewest, most, base);
  }

  /** After `word` or `words`. */
  #words(unit: string): Sampler {
    if (this.#word("from")) return this.#choices(true);
    if (!this.#word("of")) return letters(3, 7);
    const [fewest, most] = this.#sizes(`how many ${unit}, as in \`word of 3..7 letters\``, mostElements);
    this.#need(unit, `\`${unit}\`, as in \`word of 3..7 letters\``);
    return letters(fewest, most);
  }

  #choices(bareOnly = false): Sampler {
    this.#space();
    const example = bareOnly ? "[elk, lamp]" : "[1, 'a', True]";
    if (!this.#take("[")) throw this.#unfit(`a list of values, as in \`${example}\``);
    const values: Value[] = [];
    do values.push(this.#choice(bareOnly, example));
    while (this.#take(","));
    if (!this.#take("]")) throw this.#unfit("`,` or `]`");
    return choices(values);
  }

  #choice(bareOnly: boolean, example: string): Value {
    this.#space();
    const bare = /[^\s,[\]]+/y;
    bare.lastIndex = this.#at;
    const word = bare.exec(this.#text)?.[0];
    if (word !== undefined && isBare(word)) {
      this.#at += word.length;
      return word;
    }
    const literal = new LiteralReader(this.#text, this.#at);
    const value = literal.value();
    if (value === undefined || (bareOnly && (typeof value !== "string" || !isBare(value))))
      throw this.#unfit(bareOnly ? `a word, as in \`${example}\`` : `a Python value, as in \`${example}\``);
    this.#at = literal.at;
    return value;
  }

  /** At least one. */
  #sizes(expected: string, most: number): readonly [number, number] {
    this.#space();
    const at = this.#at;
    const [from, to] = this.#range(expected, most);
    if (from < 1) throw this.#unfit("at least 1", at);
    return [from, to];
  }

  #range(expected: string, most: number): readonly [number, number] {
    this.#space();
    const start = this.#at;
    const from = this.#number(expected);
    const to = this.#take("..") ? this.#number("the range's last number") : from;
    if (from > to) throw this.#unfit("the smaller number first", start);
    if (Math.max(Math.abs(from), Math.abs(to)) > most) throw this.#unfit(`numbers of at most ${most}`, start);
    return [from, to];
  }

  #number(expected: string): number {
    this.#space();
    const pattern = /-?[0-9]+/y;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw this.#unfit(expected);
    this.#at += found.length;
    return Number(found);
  }

  #word(word: string): boolean {
    this.#space();
    const rest = this.#text.slice(this.#at);
    if (!rest.startsWith(word) || /^[\p{L}\p{N}_]/u.test(rest.slice(word.length))) return false;
    this.#at += word.length;
    return true;
  }

  #need(word: string, expected: string): void {
    if (!this.#word(word)) throw this.#unfit(expected);
  }

  #take(mark: string): boolean {
    this.#space();
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  #space(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #unfit(expected: string, at = this.#at): Unfit {
    while (/\s/.test(this.#text.charAt(at))) at++;
    const there = this.#text.slice(at).trim().split(/\s+/)[0] ?? "";
    return new Unfit(`Expected ${expected}${there === "" ? "" : `, not \`${there}\``}.`, at);
  }
}
