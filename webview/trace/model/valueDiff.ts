/** @file Where two values differ, as texts: their common beginning and end, cut between elements, and what lies between. No DOM. */

export interface Difference {
  readonly start: string;
  readonly claimed: string;
  readonly expected: string;
  readonly end: string;
}

/** A piece of a value: what both have, what only one has, or the word for none. */
export interface ValuePart {
  readonly text: string;
  readonly kind: "same" | "claimed" | "expected" | "none";
}

/** The elements that mark it. */
export const partTags = { claimed: "del", expected: "ins", none: "em" } as const;

/** Both values, with the part of each that the other has not. */
export function valueParts(
  claimed: string | null,
  expected: string | null,
): { readonly claimed: readonly ValuePart[]; readonly expected: readonly ValuePart[] } {
  const whole = (text: string | null, kind: "claimed" | "expected"): readonly ValuePart[] =>
    text === null ? [{ text: "nothing", kind: "none" }] : [{ text, kind }];
  if (claimed === null || expected === null)
    return { claimed: whole(claimed, "claimed"), expected: whole(expected, "expected") };
  const { start, end, ...differing } = differenceOf(claimed, expected);
  const around = (kind: "claimed" | "expected"): readonly ValuePart[] =>
    [
      { text: start, kind: "same" as const },
      { text: differing[kind], kind },
      { text: end, kind: "same" as const },
    ].filter(({ text }) => text !== "");
  return { claimed: around("claimed"), expected: around("expected") };
}

export function differenceOf(claimed: string, expected: string): Difference {
  const [a, b] = [pieces(claimed), pieces(expected)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const join = (list: readonly string[], from: number, to: number): string => list.slice(from, to).join("");
  return {
    start: join(a, 0, start),
    claimed: join(a, start, a.length - end),
    expected: join(b, start, b.length - end),
    end: join(a, a.length - end, a.length),
  };
}

/** Numbers and names stay whole: 12 against 13 differs by the number, not by a digit. */
function pieces(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_.]+|\s+|./gsu) ?? [];
}
