/** @file What a lens passes to its command. Knows no `vscode`. */

export interface ProblemPlace {
  readonly uri: string;
  /** 1-based. */
  readonly line: number;
}

/** What a lens passes; anything else (a menu passes a URI) means the active editor. */
export function placeOf(argument: unknown): ProblemPlace | undefined {
  if (typeof argument !== "object" || argument === null || !("line" in argument) || !("uri" in argument))
    return undefined;
  const { uri, line } = argument;
  return typeof uri === "string" && typeof line === "number" ? { uri, line } : undefined;
}
