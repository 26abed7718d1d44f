/**
 * @file Position ids: the second position a token has, beside where it stands in the text. Tokens that belong to the same position of the
 * problem (the tens of one operand, the tens of the other, everything written while the loop handles the tens) share a position, after
 * "Position Coupling" (Cho et al., arXiv 2405.20671), here computed from the text alone, token by token, so that decoding can follow
 * it. An id tells the position and where the token stands: in the response, in the problem's first operand, or in a later one.
 *
 * In training the positions of each sample can be numbered at random without order, so that a model can use an id only to find
 * what shares its position. It cannot count with them, and so cannot learn the length of its training problems from them.
 */
import type { Rng } from "../base/rng.ts";
import { mostWithin, type PositionPart, positionPart, type ResponsePositions, withinPart } from "./positionPart.ts";
import { ScratchpadPositions } from "./scratchpadPositions.ts";
import { TraceParts } from "./traceParts.ts";
import { TracePositions } from "./tracePositions.ts";

/**
 * - `none`: every token has id 0.
 * - `place-value`: elements of a list, or digits of a bare number, in the problem's line are numbered from the right (units = 1).
 * - `scratchpad`: the same, and the response is read as scratchpad lines (see scratchpadPositions.ts).
 * - `answer-place-value`: the same, and in a trace what is put into a variable and what is returned are distinguished from the rest.
 * - `order`: from the left (first element = 1).
 * - `nested-order`: the same, with what `answer-place-value` distinguishes, and the tokens of one element, and of a value that a response
 *   writes, from its beginning: for elements of several tokens, as texts are. It does not tell the elements of several operands apart.
 *
 * The bracket after the last number of a list (its `[` where numbers grow to the left) has the next one, so that the end of a list is
 * something to be found, not something missing.
 *
 * How a compact rfft response is numbered is in tracePositions.ts. In the response to a prompt that ends in `=` and holds bare numbers,
 * `place-value` counts down from one position above the longest of them.
 */
export const positionCouplings = [
  "none",
  "place-value",
  "answer-place-value",
  "order",
  "nested-order",
  "scratchpad",
] as const;
export type PositionCoupling = (typeof positionCouplings)[number];

/** The parts that a scheme distinguishes. */
export function coupledParts(scheme: PositionCoupling): number {
  if (scheme === "nested-order") return positionPart.within + mostWithin;
  if (scheme === "answer-place-value") return positionPart.answer + 1;
  return scheme === "scratchpad" ? positionPart.partialAnswer + 1 : positionPart.laterOperand + 1;
}

export interface CouplingOptions {
  readonly scheme: PositionCoupling;
  /** Rows of the model's table of position embeddings; row 0 is for tokens without a position. Positions beyond share the rows of the first ones. */
  readonly rows: number;
  /** Numbers the positions at random; without it they have their own numbers. */
  readonly rng?: Rng | undefined;
}

/** The position ids of one problem: those of its prompt, then those of its response, token by token. */
export class CoupledPositions {
  readonly #scheme: PositionCoupling;
  readonly #rows: number;
  /** Number of each position, from 1. Shape [rows - 1]. */
  readonly #numbers: readonly number[];
  #response: ResponsePositions;

  constructor({ scheme, rows, rng }: CouplingOptions) {
    this.#rows = rows;
    this.#scheme = rows < 2 ? "none" : scheme;
    const numbers = Array.from({ length: Math.max(0, rows - 1) }, (_, index) => index + 1);
    this.#numbers = rng === undefined ? numbers : rng.shuffle(numbers);
    this.#response = new TracePositions(tracePartsOf(scheme));
  }

  /** The ids of a prompt's tokens, whose texts are given as the tokenizer cut them. Shape [tokens]. */
  prompt(tokens: readonly string[]): number[] {
    const ids = new Array<number>(tokens.length).fill(0);
    if (this.#scheme === "none") return ids;
    const { operands, bare } = operandsOf(tokens);
    const nested = this.#scheme === "nested-order";
    const fromRight = this.#scheme !== "order" && !nested;
    for (const [operand, { elements, opening, closing }] of operands.entries()) {
      const part = operand === 0 ? positionPart.firstOperand : positionPart.laterOperand;
      const end = fromRight ? opening : closing;
      if (end !== undefined) ids[end] = this.#id(elements.length + 1, part);
      for (const [index, element] of elements.entries()) {
        const position = fromRight ? elements.length - index : index + 1;
        for (const [before, token] of element.entries())
          ids[token] = this.#id(position, nested ? withinPart(before) : part);
      }
    }
    const last = tokens.length - 1;
    if (!bare || tokens[last]?.trim() !== "=") return ids;
    const lengths = operands.map(({ elements }) => elements.length);
    const response = bareResponse(this.#scheme, lengths);
    if (response === undefined) return ids;
    this.#response = response.positions;
    ids[last] = this.#id(response.before, positionPart.response);
    return ids;
  }

  /** The id of the next token of the response, by its text. */
  push(token: string): number {
    if (this.#scheme === "none") return 0;
    const { position, part } = this.#response.push(token);
    return this.#id(position, part);
  }

  #id(position: number, part: PositionPart): number {
    if (position === 0) return 0;
    return part * this.#rows + (this.#numbers[(position - 1) % (this.#rows - 1)] ?? 0);
  }
}

function tracePartsOf(scheme: PositionCoupling): TraceParts | undefined {
  const nested = scheme === "nested-order";
  return nested || scheme === "answer-place-value" ? new TraceParts({ nested }) : undefined;
}

/** What follows a prompt of bare numbers of these `lengths`, and the position of the `=` before it. */
function bareResponse(
  scheme: PositionCoupling,
  lengths: readonly number[],
): { readonly positions: ResponsePositions; readonly before: number } | undefined {
  if (scheme === "scratchpad") return { positions: new ScratchpadPositions(lengths), before: 1 };
  if (scheme !== "place-value" && scheme !== "answer-place-value") return undefined;
  let position = Math.max(0, ...lengths) + 1;
  const before = position;
  return { before, positions: { push: () => ({ position: Math.max(0, --position), part: positionPart.response }) } };
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
