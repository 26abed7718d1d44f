/**
 * @file What a sentence of an explanation says, apart from how it says it: who can do what, what is a kind of what. The judge of
 * conclusions compares these frames; it does not know the templates that items are made from.
 */

export interface Act {
  readonly verb: string;
  readonly object: string;
}

export type Frame =
  | { readonly kind: "kind"; readonly of: string; readonly under: string; readonly able?: Act }
  | { readonly kind: "able"; readonly who: string; readonly some: boolean; readonly act: Act }
  | { readonly kind: "example"; readonly of: string; readonly is: string }
  | { readonly kind: "made"; readonly what: string; readonly from: string }
  | { readonly kind: "property"; readonly of: string; readonly is: string }
  /** Whatever has the property can do it; `who`: said of this one alone. */
  | { readonly kind: "condition"; readonly property: string; readonly who?: string; readonly act: Act }
  | { readonly kind: "synonym"; readonly verb: string; readonly means: string }
  | { readonly kind: "requires"; readonly act: Act; readonly what: string }
  | { readonly kind: "located"; readonly what: string; readonly place: string }
  | { readonly kind: "happens"; readonly act: Act; readonly place: string }
  | { readonly kind: "both"; readonly first: Frame; readonly second: Frame };

const word = "(\\p{L}[\\p{L}\\p{N}_'-]*)";

/** Forms of sentences with their words in brackets, each tried in this order. */
const forms: readonly (readonly [RegExp, (words: readonly string[]) => Frame])[] = [
  [
    form(`a ${word} is a kind of ${word} that can ${word} a ${word}`),
    ([of = "", under = "", verb = "", object = ""]) => ({ kind: "kind", of, under, able: { verb, object } }),
  ],
  [form(`a ${word} is a kind of ${word}`), ([of = "", under = ""]) => ({ kind: "kind", of, under })],
  [form(`an example of a ${word} is a ${word}`), ([of = "", is = ""]) => ({ kind: "example", of, is })],
  [
    form(`if something is ${word} then it can ${word} a ${word}`),
    ([property = "", verb = "", object = ""]) => ({ kind: "condition", property, act: { verb, object } }),
  ],
  [
    form(`if a ${word} is ${word} then a \\1 can ${word} a ${word}`),
    ([who = "", property = "", verb = "", object = ""]) => ({
      kind: "condition",
      property,
      who,
      act: { verb, object },
    }),
  ],
  [form(`a ${word} is made of ${word}`), ([what = "", from = ""]) => ({ kind: "made", what, from })],
  [form(`a ${word} is in ${word}`), ([what = "", place = ""]) => ({ kind: "located", what, place })],
  [form(`to ${word} means to ${word}`), ([verb = "", means = ""]) => ({ kind: "synonym", verb, means })],
  [
    form(`to ${word} a ${word} requires a ${word}`),
    ([verb = "", object = "", what = ""]) => ({ kind: "requires", act: { verb, object }, what }),
  ],
  [
    form(`to ${word} a ${word} happens in ${word}`),
    ([verb = "", object = "", place = ""]) => ({ kind: "happens", act: { verb, object }, place }),
  ],
  [
    form(`(a|some) ${word} can ${word} a ${word}`),
    ([article, who = "", verb = "", object = ""]) => ({
      kind: "able",
      who,
      some: article === "some",
      act: { verb, object },
    }),
  ],
  [form(`(?:a )?${word} is ${word}`), ([of = "", is = ""]) => ({ kind: "property", of, is })],
];

/** Undefined when the sentence has none of the forms. */
export function readFrame(sentence: string): Frame | undefined {
  const text = sentence.trim().replace(/\.$/, "").trim().toLowerCase().replace(/\s+/g, " ");
  for (const [pattern, frame] of forms) {
    const found = pattern.exec(text);
    if (found) return frame(found.slice(1));
  }
  const [one, other, ...more] = text.split(" and ");
  if (one === undefined || other === undefined || more.length > 0) return undefined;
  const first = readFrame(one);
  const second = readFrame(other);
  return first && second ? { kind: "both", first, second } : undefined;
}

/** The content words of a frame. */
export function wordsOf(frame: Frame | Act): string[] {
  return Object.entries(frame).flatMap(([key, value]: [string, string | boolean | Frame | Act]): string[] => {
    if (key === "kind" || typeof value === "boolean") return [];
    return typeof value === "string" ? [value] : wordsOf(value);
  });
}

/** Whether two frames say the same. */
export function same(one: Frame | undefined, other: Frame | undefined): boolean {
  return one !== undefined && other !== undefined && canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, part]) => `${key}:${canonical(part)}`).join()}}`;
}

function form(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`, "u");
}
