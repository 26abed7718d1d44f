/**
 * @file Coupled positions in a compact rfft response: every token has the number of the loop pass it is written in, and a list or text that is
 * written out gives each element or letter the position at which it was put in.
 */
import { positionPart, type ResponsePosition, type ResponsePositions } from "./positionPart.ts";
import { isEdit, isLabel, isName, type TraceParts } from "./traceParts.ts";

export class TracePositions implements ResponsePositions {
  readonly #visits = new Map<string, number>();
  /** For each variable that is edited: the position at which each of its elements or letters was put in, first one first. */
  readonly #births = new Map<string, number[]>();
  #pass = 0;
  #variable = "";
  #edited = "";
  #previous = "";
  /** While a returned list or text is written out: its kind, and the positions of what is still to come. */
  #writing: { readonly positions: number[]; readonly quote: string | undefined } | undefined;
  /** The list that something was taken from, until the next token tells from which end. */
  #popped: number[] | undefined;
  /** The quotation mark of the text that is being written. */
  #quote: string | undefined;
  readonly #parts: TraceParts | undefined;

  /** Without `parts` every token is of the same one. */
  constructor(parts?: TraceParts) {
    this.#parts = parts;
  }

  push(token: string): ResponsePosition {
    const text = token.trim();
    if (isLabel(token)) this.#startStep(token);
    else if (this.#quote === undefined && isName(token)) this.#variable = token;
    const position = this.#writing === undefined ? this.#edit(text) : this.#write(text);
    const part = this.#parts?.push(token, this.#quote !== undefined) ?? positionPart.response;
    if (text === this.#quote) this.#quote = undefined;
    else if (this.#quote === undefined && /^["']$/.test(text)) this.#quote = text;
    this.#previous = text;
    return { position, part };
  }

  #startStep(label: string): void {
    const visits = (this.#visits.get(label) ?? 0) + 1;
    this.#visits.set(label, visits);
    this.#pass = Math.max(this.#pass, visits);
    this.#variable = "";
    this.#writing = undefined;
    this.#quote = undefined;
  }

  #edit(token: string): number {
    if (this.#popped !== undefined) {
      if (token === "^") this.#popped.shift();
      else if (token !== "[") this.#popped.pop();
      this.#popped = undefined;
      if (token === "^") return this.#pass;
    }
    if (/^["'[]$/.test(token) && this.#previous === "=" && this.#variable === "") {
      const positions = [...(this.#births.get(this.#edited) ?? [])];
      this.#writing = { positions, quote: token === "[" ? undefined : token };
      return positions[0] ?? this.#pass;
    }
    if (this.#quote !== undefined || this.#variable === "" || !isEdit(token)) return this.#pass;
    const births = this.#births.get(this.#variable) ?? [];
    this.#births.set(this.#variable, births);
    if (token === "=") births.length = 0;
    else this.#edited = this.#variable;
    if (token === "-") this.#popped = births;
    else if (token === "^") births.unshift(this.#pass);
    else if (token === "+") births.push(this.#pass);
    return this.#pass;
  }

  /** A token has the position of the element or letter that it is, or that comes next: after a text's letter there is nothing between. */
  #write(token: string): number {
    const { positions, quote } = this.#writing ?? { positions: [], quote: undefined };
    if (token === (quote ?? "]")) {
      this.#writing = undefined;
      return this.#pass;
    }
    if (quote !== undefined) positions.splice(0, token.length);
    else if (token === ",") positions.shift();
    return positions[0] ?? this.#pass;
  }
}
