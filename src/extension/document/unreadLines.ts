/** @file Which lines look like a problem but were not read as one: while somebody types, or where something is wrong with them. */

/** 1-based lines. `problems` are those that were read. */
export function unreadProblemLines(
  text: string,
  kind: "python" | "problems",
  problems: readonly { readonly line: number }[],
): readonly number[] {
  const read = new Set(problems.map((it) => it.line));
  const found: number[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const looksLikeOne = kind === "python" ? /^\s*>>>(\s|$)/.test(line) : !/^\s*($|#|[a-z][\w-]*\s*:)/i.test(line);
    if (looksLikeOne && !read.has(index + 1)) found.push(index + 1);
  }
  return found;
}
