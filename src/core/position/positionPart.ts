/** @file What a position id tells beside the number of the position: where the token stands. */

/**
 * Where a token stands. An id is part * rows + the position's number. `answer` is what a trace returns; parts from `within` on number the
 * tokens of an element (see `withinPart`). Which parts a scheme distinguishes is in `coupledPositions.ts`.
 */
export const positionPart = {
  response: 0,
  firstOperand: 1,
  laterOperand: 2,
  partialAnswer: 3,
  answer: 4,
  within: 5,
} as const;
export type PositionPart = number;

/** Tokens of one element that are distinguished; those after them are like the last. */
export const mostWithin = 12;

/** The part of an element's or a value's token, by how many tokens of it stand before. */
export function withinPart(before: number): PositionPart {
  return positionPart.within + Math.min(before, mostWithin - 1);
}

/** The position of a response's token, 0 = none, and its part. */
export interface ResponsePosition {
  readonly position: number;
  readonly part: PositionPart;
}

/** Follows a response, token by token. */
export interface ResponsePositions {
  push(token: string): ResponsePosition;
}
