/** @file What dragging does on a map. No DOM. */

export const tools = ["pan", "lasso", "rectangle", "touch"] as const;
export type Tool = (typeof tools)[number];
