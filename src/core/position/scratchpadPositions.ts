/**
 * @file Coupled positions in a response of scratchpad lines, `first+second,partial answer,C:carry` and the answer in the last one. Each digit of an
 * operand, of the partial answer or of the answer has its own position value; everything else has the number of its line, which is
 * the position that this line hands on to the next: 1 in the first line, where no position has been added yet.
 */
import { positionPart, type ResponsePosition, type ResponsePositions } from "./positionPart.ts";

const operandParts = [positionPart.firstOperand, positionPart.laterOperand] as const;

export class ScratchpadPositions implements ResponsePositions {
  /** Digits of each operand. */
  readonly #lengths: readonly number[];
  #line = 1;
  /** Fields of a line, from 0: each operand, the partial answer, the carry. */
  #field = 0;
  /** Digits written so far in the field. */
  #digits = 0;
  /** The position after the leading one of the answer, once nothing is left to add. */
  #answer: number | undefined;
  /** Whether the line has had digits of an operand. */
  #remaining = false;
  #carry = "";

  constructor(lengths: readonly number[]) {
    this.#lengths = lengths;
  }

  push(token: string): ResponsePosition {
    if (token === "\n") this.#startLine();
    else if (token === "+" || token === ",") this.#startField();
    else if (/^[0-9]$/.test(token)) return this.#digit(token);
    return { position: this.#line, part: positionPart.response };
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

  #digit(token: string): ResponsePosition {
    const before = this.#digits++;
    if (this.#answer !== undefined) return counted(this.#answer - 1 - before, positionPart.partialAnswer);
    const operand = this.#lengths[this.#field];
    if (operand !== undefined) {
      this.#remaining = true;
      return counted(operand - before, operandParts[Math.min(this.#field, 1)] ?? positionPart.laterOperand);
    }
    if (this.#field === this.#lengths.length) return counted(this.#line - 1 - before, positionPart.partialAnswer);
    this.#carry = token;
    return { position: this.#line, part: positionPart.response };
  }
}

/** A response may hold more digits than the problem has positions. */
function counted(position: number, part: ResponsePosition["part"]): ResponsePosition {
  return { position: Math.max(0, position), part };
}
