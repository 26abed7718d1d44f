/**
 * @file Places in a compact rfft response: every token has the number of the loop pass it is written in, and a list that is
 * written out gives each element the place at which it was put in.
 */
import { placePart, type ResponsePlace, type ResponsePlaces } from "./placePart.ts";

export class TracePlaces implements ResponsePlaces {
  readonly #visits = new Map<string, number>();
  /** For each list variable: the place at which each of its elements was put in, first element first. */
  readonly #births = new Map<string, number[]>();
  #pass = 0;
  #variable = "";
  #edited = "";
  #previous = "";
  /** While a returned list is written out: the places of the elements still to come. */
  #writing: number[] | undefined;
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

function isLabel(token: string): boolean {
  return /^\nL[0-9]+$/.test(token);
}

function isName(token: string): boolean {
  return /^ ?[A-Za-z_]/.test(token);
}
