/**
 * @file Places in a response of scratchpad lines, `first+second,partial answer,C:carry` and the answer in the last one. Each digit of an
 * operand, of the partial answer or of the answer has its own place value; everything else has the number of its line, which is
 * the place that this line hands on to the next: 1 in the first line, where no place has been added yet.
 */
import { placePart, type ResponsePlace, type ResponsePlaces } from "./placePart.ts";

const operandParts = [placePart.firstOperand, placePart.laterOperand] as const;

export class ScratchpadPlaces implements ResponsePlaces {
  /** Digits of each operand. */
  readonly #lengths: readonly number[];
  #line = 1;
  /** Fields of a line, from 0: each operand, the partial answer, the carry. */
  #field = 0;
  /** Digits written so far in the field. */
  #digits = 0;
  /** The place after the leading one of the answer, once nothing is left to add. */
  #answer: number | undefined;
  /** Whether the line has had digits of an operand. */
  #remaining = false;
  #carry = "";

  constructor(lengths: readonly number[]) {
    this.#lengths = lengths;
  }

  push(token: string): ResponsePlace {
    if (token === "\n") this.#startLine();
    else if (token === "+" || token === ",") this.#startField();
    else if (/^[0-9]$/.test(token)) return this.#digit(token);
    return { place: this.#line, part: placePart.response };
  }

  #startLine(): void {
    if (!this.#remaining && this.#carry === "0") this.#answer = this.#line;
    this.#line++;
    this.#field = 0;
    this.#digits = 0;
    this.#remaining = false;
    this.#carry = "";
  }

  #startField(): void {
    this.#field++;
    this.#digits = 0;
  }

  #digit(token: string): ResponsePlace {
    const before = this.#digits++;
    if (this.#answer !== undefined) return counted(this.#answer - 1 - before, placePart.partialAnswer);
    const operand = this.#lengths[this.#field];
    if (operand !== undefined) {
      this.#remaining = true;
      return counted(operand - before, operandParts[Math.min(this.#field, 1)] ?? placePart.laterOperand);
    }
    if (this.#field === this.#lengths.length) return counted(this.#line - 1 - before, placePart.partialAnswer);
    this.#carry = token;
    return { place: this.#line, part: placePart.response };
  }
}

/** A response may hold more digits than the problem has places. */
function counted(place: number, part: ResponsePlace["part"]): ResponsePlace {
  return { place: Math.max(0, place), part };
}
