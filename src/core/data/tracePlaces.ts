/**
 * @file Places in a compact rfft response: every token has the number of the loop pass it is written in, and a list or text that is
 * written out gives each element or letter the place at which it was put in.
 */
import { placePart, type ResponsePlace, type ResponsePlaces } from "./placePart.ts";

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

  push(token: string): ResponsePlace {
    if (isLabel(token)) this.#startStep(token);
    else if (isName(token)) this.#variable = token;
    const place = this.#writing === undefined ? this.#edit(token.trim()) : this.#write(token.trim());
    this.#previous = token.trim();
    return { place, part: placePart.response };
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
    if (/^["'[]$/.test(token) && this.#previous === "=" && this.#variable === "") {
      const places = [...(this.#births.get(this.#edited) ?? [])];
      this.#writing = { places, quote: token === "[" ? undefined : token };
      return places[0] ?? this.#pass;
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
