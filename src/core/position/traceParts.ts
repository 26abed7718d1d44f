/**
 * @file Parts in a compact rfft response, where a position scheme tells them apart: the tokens of a variable's value, what is put into one,
 * and what is returned.
 */
import { type PositionPart, positionPart, withinPart } from "./positionPart.ts";

export class TraceParts {
  /** What follows in the step, after a sign that tells. */
  #written: "value" | "edit" | "answer" | undefined;
  /** Tokens of it so far. */
  #count = 0;
  #named = false;
  readonly #nested: boolean;

  /** `nested` numbers the tokens of a value. */
  constructor({ nested }: { readonly nested: boolean }) {
    this.#nested = nested;
  }

  /** `quoted`: the token stands within a text, where signs and names are letters like others. */
  push(token: string, quoted: boolean): PositionPart {
    if (!quoted && isLabel(token)) this.#begin(false);
    else if (!quoted && isName(token)) this.#begin(true);
    const part = this.#part();
    this.#count++;
    const sign = token.trim();
    if (quoted || !isEdit(sign)) return part;
    this.#count = 0;
    if (sign !== "=") this.#written = "edit";
    else this.#written = this.#named ? "value" : "answer";
    return positionPart.response;
  }

  #begin(named: boolean): void {
    this.#named = named;
    this.#written = undefined;
  }

  #part(): PositionPart {
    if (this.#written === "value" && this.#nested) return withinPart(this.#count);
    if (this.#written === "edit") return positionPart.partialAnswer;
    return this.#written === "answer" ? positionPart.answer : positionPart.response;
  }
}

export function isLabel(token: string): boolean {
  return /^\nL[0-9]+$/.test(token);
}

export function isName(token: string): boolean {
  return /^ ?[A-Za-z_]/.test(token);
}

/** Whether a trimmed token says that a variable changes, and how: `^`, `+` and `-` put in and take away, `=` gives it a value. */
export function isEdit(sign: string): boolean {
  return ["^", "+", "-", "="].includes(sign);
}
