/** @file What a place id tells beside the number of the place: where the token stands. */

/** Where a token stands. An id is part * rows + the place's number. */
export const placePart = { response: 0, firstOperand: 1, laterOperand: 2, partialAnswer: 3 } as const;
export type PlacePart = (typeof placePart)[keyof typeof placePart];

/** The place of a response's token, 0 = none, and its part. */
export interface ResponsePlace {
  readonly place: number;
  readonly part: PlacePart;
}

/** Follows a response, token by token. */
export interface ResponsePlaces {
  push(token: string): ResponsePlace;
}
