/**
 * @file Place ids: the second position a token has, beside where it stands in the text. Tokens that belong to the same place of the
 * problem (the tens of one operand, the tens of the other, everything written while the loop handles the tens) share a place, after
 * "Position Coupling" (Cho et al., arXiv 2405.20671), here computed from the text alone, token by token, so that decoding can follow
 * it. An id tells the place and where the token stands: in the response, in the problem's first operand, or in a later one.
 *
 * In training the places of each sample can be numbered at random without order, so that a model can use an id only to find
 * what shares its place. It cannot count with them, and so cannot learn the length of its training problems from them.
 */
import type { Rng } from "../base/rng.ts";

/**
 * - `none`: every token has id 0.
 * - `place-value`: elements of a list, or digits of a bare number, in the problem's line are numbered from the right (units = 1).
 * - `order`: the same from the left (first element = 1).
 *
 * The bracket after the last number of a list (its `[` where numbers grow to the left) has the next one, so that the end of a list is
 * something to be found, not something missing.
 *
 * In a compact rfft response every token has the number of the loop pass it is written in, and a list that is written out
 * gives each element the place at which it was put in. In the response to a prompt that ends in `=` and holds bare numbers,
 * `place-value` counts down from one place above the longest of them.
 */
export const placeSchemes = ["none", "place-value", "order"] as const;
export type PlaceScheme = (typeof placeSchemes)[number];

export interface PlaceOptions {
  readonly scheme: PlaceScheme;
  /** Rows of the model's table of place embeddings; row 0 is for tokens without a place. Places beyond share the rows of the first ones. */
  readonly rows: number;
  /** Numbers the places at random; without it they have their own numbers. */
  readonly rng?: Rng | undefined;
}

/** Where a token stands: response, first operand, a later operand. An id is part * rows + the place's number. */
export const placeParts = 3;

/** The place ids of one problem: those of its prompt, then those of its response, token by token. */
export class Places {
  readonly #scheme: PlaceScheme;
  readonly #rows: number;
  /** Number of each place, from 1. Shape [rows - 1]. */
  readonly #numbers: readonly number[];
  #response: ResponsePlaces = new ResponsePlaces();

  constructor({ scheme, rows, rng }: PlaceOptions) {
    this.#rows = rows;
    this.#scheme = rows < 2 ? "none" : scheme;
    const numbers = Array.from({ length: Math.max(0, rows - 1) }, (_, index) => index + 1);
    this.#numbers = rng === undefined ? numbers : rng.shuffle(numbers);
  }

  /** The ids of a prompt's tokens, whose texts are given as the tokenizer cut them. Shape [tokens]. */
  prompt(tokens: readonly string[]): number[] {
    const ids = new Array<number>(tokens.length).fill(0);
    if (this.#scheme === "none") return ids;
    const { operands, bare } = operandsOf(tokens);
    for (const [operand, { elements, opening, closing }] of operands.entries()) {
      const end = this.#scheme === "place-value" ? opening : closing;
      if (end !== undefined) ids[end] = this.#id(elements.length + 1, Math.min(operand + 1, placeParts - 1));
      for (const [index, element] of elements.entries()) {
        const place = this.#scheme === "place-value" ? elements.length - index : index + 1;
        for (const token of element) ids[token] = this.#id(place, Math.min(operand + 1, placeParts - 1));
      }
    }
    const last = tokens.length - 1;
    if (bare && this.#scheme === "place-value" && tokens[last]?.trim() === "=") {
      const highest = operands.reduce((most, { elements }) => Math.max(most, elements.length), 0);
      ids[last] = this.#id(highest + 1, 0);
      this.#response = new ResponsePlaces(highest);
    }
    return ids;
  }

  /** The id of the next token of the response, by its text. */
  push(token: string): number {
    return this.#scheme === "none" ? 0 : this.#id(this.#response.push(token), 0);
  }

  #id(place: number, part: number): number {
    if (place === 0) return 0;
    return part * this.#rows + (this.#numbers[(place - 1) % (this.#rows - 1)] ?? 0);
  }
}

/** Follows a response and gives the place of each token, 0 = none. */
class ResponsePlaces {
  readonly #visits = new Map<string, number>();
  /** For each list variable: the place at which each of its elements was put in, first element first. */
  readonly #births = new Map<string, number[]>();
  /** The place of the next digit of a bare number; absent where the response is a trace. */
  #countdown: number | undefined;
  #pass = 0;
  #variable = "";
  #edited = "";
  #previous = "";
  /** While a returned list is written out: the places of the elements still to come. */
  #writing: number[] | undefined;
  /** The list that something was taken from, until the next token tells from which end. */
  #popped: number[] | undefined;

  constructor(highest?: number) {
    this.#countdown = highest;
  }

  push(token: string): number {
    if (this.#countdown !== undefined) return Math.max(0, this.#countdown--);
    if (isLabel(token)) this.#startStep(token);
    else if (isName(token)) this.#variable = token;
    const place = this.#writing === undefined ? this.#edit(token.trim()) : this.#write(token.trim());
    this.#previous = token.trim();
    return place;
  }

  #startStep(label: string): void {
    const visits = (this.#visits.get(label) ?? 0) + 1;
    this.#visits.set(label, visits);
    this.#pass = Math.max(this.#pass, visits);
    this.#variable = "";
    this.#writing = undefined;
  }

  #edit(token: string): number {
    if (this.#popped !== undefined) {
      if (token === "^") this.#popped.shift();
      else if (token !== "[") this.#popped.pop();
      this.#popped = undefined;
      if (token === "^") return this.#pass;
    }
    if (token === "[" && this.#previous === "=" && this.#variable === "") {
      this.#writing = [...(this.#births.get(this.#edited) ?? [])];
      return this.#writing[0] ?? this.#pass;
    }
    if (this.#variable === "" || !["^", "+", "-", "="].includes(token)) return this.#pass;
    const births = this.#births.get(this.#variable) ?? [];
    this.#births.set(this.#variable, births);
    if (token === "=") births.length = 0;
    else this.#edited = this.#variable;
    if (token === "-") this.#popped = births;
    else if (token === "^") births.unshift(this.#pass);
    else if (token === "+") births.push(this.#pass);
    return this.#pass;
  }

  #write(token: string): number {
    const places = this.#writing ?? [];
    if (token === "]") {
      this.#writing = undefined;
      return this.#pass;
    }
    if (token === ",") places.shift();
    return places[0] ?? this.#pass;
  }
}

interface Operand {
  /** Of a list its elements, of a bare number its digits; each as the indices of its tokens. */
  readonly elements: readonly (readonly number[])[];
  /** The indices of a list's brackets. */
  readonly opening?: number;
  readonly closing?: number;
}

interface Operands {
  readonly operands: readonly Operand[];
  /** Whether all operands are bare numbers. */
  readonly bare: boolean;
}

/** The operands in the problem's line: the last line of the prompt. */
function operandsOf(tokens: readonly string[]): Operands {
  const operands: Operand[] = [];
  let bare = true;
  let list: number[][] | undefined;
  let opening = 0;
  let number: number[][] | undefined;
  for (let index = lineStart(tokens); index < tokens.length; index++) {
    const token = (tokens[index] ?? "").trim();
    const digit = /^[0-9]$/.test(token);
    if (list === undefined && digit) {
      if (number === undefined) {
        number = [];
        operands.push({ elements: number });
      }
      number.push([index]);
      continue;
    }
    number = undefined;
    if (token === "[") {
      bare = false;
      opening = index;
      list = [[]];
    } else if (token === "]") {
      const elements = list?.filter((element) => element.length > 0);
      if (elements !== undefined) operands.push({ elements, opening, closing: index });
      list = undefined;
    } else if (token === ",") list?.push([]);
    else if (token !== "") list?.at(-1)?.push(index);
  }
  return { operands, bare };
}

function lineStart(tokens: readonly string[]): number {
  for (let index = tokens.length - 1; index >= 0; index--) if (tokens[index]?.includes("\n")) return index + 1;
  return 0;
}

function isLabel(token: string): boolean {
  return /^\nL[0-9]+$/.test(token);
}

function isName(token: string): boolean {
  return /^ ?[A-Za-z_]/.test(token);
}
