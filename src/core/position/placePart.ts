/** @file What a place id tells beside the number of the place: where the token stands. */

/**
 * Where a token stands. An id is part * rows + the place's number. `answer` is what a trace returns; parts from `within` on number the
 * tokens of an element (see `withinPart`). Which parts a scheme distinguishes is in `places.ts`.
 */
export const placePart = {
  response: 0,
  firstOperand: 1,
  laterOperand: 2,
  partialAnswer: 3,
  answer: 4,
  within: 5,
} as const;
export type PlacePart = number;

/** Tokens of one element that are distinguished; those after them are like the last. */
export const mostWithin = 12;

/** The part of an element's or a value's token, by how many tokens of it stand before. */
export function withinPart(before: number): PlacePart {
  return placePart.within + Math.min(before, mostWithin - 1);
}

/** The place of a response's token, 0 = none, and its part. */
export interface ResponsePlace {
  readonly place: number;
  readonly part: PlacePart;
}

/** Follows a response, token by token. */
export interface ResponsePlaces {
  push(token: string): ResponsePlace;
}
