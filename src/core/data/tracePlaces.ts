/**
 * @file Places in a compact rfft response: every token has the number of the loop pass it is written in, and a list or text that is
 * written out gives each element or letter the place at which it was put in.
 */
import { type PlacePart, placePart, type ResponsePlace, type ResponsePlaces, withinPart } from "./placePart.ts";

/** What a step has come to: the value of a variable, something that is put into one, what is returned, or none of these. */
type Written = "value" | "edit" | "answer" | undefined;

export class TracePlaces implements ResponsePlaces {
  readonly #visits = new Map<string, number>();
  /** For each variable that is edited: the place at which each of its elements or letters was put in, first one first. */
  readonly #births = new Map<string, number[]>();
  #pass = 0;
  #variable = "";
  #edited = "";
  #previous = "";
  /** While a returned list or text is written out: its kind, and the places of what is still to come. */
  #writing: { readonly places: number[]; readonly quote: string | undefined } | undefined;
  /** The list that something was taken from, until the next token tells from which end. */
  #popped: number[] | undefined;
  /** The quotation mark of the text that is being written. */
  #quote: string | undefined;
  readonly #nested: boolean;
  #written: Written;
  /** Tokens of it so far. */
  #count = 0;

  /** `nested` tells the tokens of a value apart, and what is put in and what is returned from everything else. */
  constructor({ nested = false }: { readonly nested?: boolean } = {}) {
    this.#nested = nested;
  }

  push(token: string): ResponsePlace {
    const text = token.trim();
    if (isLabel(token)) this.#startStep(token);
    else if (this.#quote === undefined && isName(token)) {
      this.#variable = token;
      this.#written = undefined;
    }
    const place = this.#writing === undefined ? this.#edit(text) : this.#write(text);
    const part = this.#nested ? this.#part(text) : placePart.response;
    if (text === this.#quote) this.#quote = undefined;
    else if (this.#quote === undefined && /^["']$/.test(text)) this.#quote = text;
    this.#previous = text;
    return { place, part };
  }

  #part(text: string): PlacePart {
    const part = this.#partOfWritten();
    this.#count++;
    if (this.#quote !== undefined || !["^", "+", "-", "="].includes(text)) return part;
    this.#count = 0;
    if (text !== "=") this.#written = "edit";
    else this.#written = this.#variable === "" ? "answer" : "value";
    return placePart.response;
  }

  #partOfWritten(): PlacePart {
    if (this.#written === "value") return withinPart(this.#count);
    if (this.#written === "edit") return placePart.partialAnswer;
    return this.#written === "answer" ? placePart.answer : placePart.response;
  }

  #startStep(label: string): void {
    const visits = (this.#visits.get(label) ?? 0) + 1;
    this.#visits.set(label, visits);
    this.#pass = Math.max(this.#pass, visits);
    this.#variable = "";
    this.#writing = undefined;
    this.#quote = undefined;
    this.#written = undefined;
  }

  #edit(token: string): number {
    if (this.#popped !== undefined) {
      if (token === "^") this.#popped.shift();
      else if (token !== "[") this.#popped.pop();
      this.#popped = undefined;
      if (token === "^") return this.#pass;
    }
    if (/^["'[]$/.test(token) && this.#previous === "=" && this.#variable === "") {
      const places = [...(this.#births.get(this.#edited) ?? [])];
      this.#writing = { places, quote: token === "[" ? undefined : token };
      return places[0] ?? this.#pass;
    }
    if (this.#quote !== undefined || this.#variable === "" || !["^", "+", "-", "="].includes(token)) return this.#pass;
    const births = this.#births.get(this.#variable) ?? [];
    this.#births.set(this.#variable, births);
    if (token === "=") births.length = 0;
    else this.#edited = this.#variable;
    if (token === "-") this.#popped = births;
    else if (token === "^") births.unshift(this.#pass);
    else if (token === "+") births.push(this.#pass);
    return this.#pass;
  }

  /** A token has the place of the element or letter that it is, or that comes next: after a text's letter there is nothing between. */
  #write(token: string): number {
    const { places, quote } = this.#writing ?? { places: [], quote: undefined };
    if (token === (quote ?? "]")) {
      this.#writing = undefined;
      return this.#pass;
    }
    if (quote !== undefined) places.splice(0, token.length);
    else if (token === ",") places.shift();
    return places[0] ?? this.#pass;
  }
}

function isLabel(token: string): boolean {
  return /^\nL[0-9]+$/.test(token);
}

function isName(token: string): boolean {
  return /^ ?[A-Za-z_]/.test(token);
}
