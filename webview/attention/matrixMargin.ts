/** @file Room beside and below a matrix for the names of its tokens, in pixels. */

export const margin = { left: 96, bottom: 84 } as const;
