/**
 * @file The inference types of explanations (Zhang et al., arXiv 2308.03581, section 3), as families: two premises of one form and what
 * each type concludes from them. Where several types share a family, the premises alone do not tell the conclusion, which is what makes
 * a model use the rule. `frame conjunction` applies to every family.
 */

/** `n1` stands for a noun, `v1` for a verb, `j1` for an adjective, `l1` for a place; other words stand for themselves. */
export interface Family {
  readonly name: string;
  readonly premises: readonly [string, string];
  /** By the name of the type. */
  readonly conclusions: Readonly<Record<string, string>>;
}

export const families: readonly Family[] = [
  {
    name: "member",
    premises: ["a n1 is a kind of n2", "a n1 can v1 a n3"],
    conclusions: {
      "ARG-INS": "a n1 is a kind of n2 that can v1 a n3",
      "ARG/PRED-GEN": "some n2 can v1 a n3",
      EXAMPLE: "an example of a n2 is a n1",
    },
  },
  {
    name: "condition",
    premises: ["if something is j1 then it can v1 a n2", "a n1 is j1"],
    conclusions: { "COND-FRAME": "a n1 can v1 a n2", IFT: "if a n1 is j1 then a n1 can v1 a n2" },
  },
  {
    name: "class",
    premises: ["a n1 is a kind of n2", "a n2 can v1 a n3"],
    conclusions: { "ARG-SUB": "a n1 can v1 a n3" },
  },
  {
    name: "material",
    premises: ["a n1 is made of n2", "n2 is j1"],
    conclusions: { "ARG-SUB-PROP": "a n1 is j1" },
  },
  {
    name: "synonym",
    premises: ["a n1 can v1 a n2", "to v1 means to v2"],
    conclusions: { "PRED-SUB": "a n1 can v2 a n2" },
  },
  {
    name: "requirement",
    premises: ["to v1 a n1 requires a n2", "a n2 is in l1"],
    conclusions: { "FRAME-SUB": "to v1 a n1 happens in l1" },
  },
];

export const conjunction = "FRAME-CONJ";

/** Both premises with "and" between them. */
export function conjoin([first = "", second = ""]: readonly string[]): string {
  return `${first} and ${second}`;
}

/** What a family's slots stand for in one item. */
export type Bindings = ReadonlyMap<string, string>;

export function fill(template: string, bindings: Bindings): string {
  return template
    .split(" ")
    .map((word) => bindings.get(word) ?? word)
    .join(" ");
}

/** The slots of templates, each once. */
export function slotsOf(templates: readonly string[]): string[] {
  return [...new Set(templates.flatMap((template) => template.split(" ").filter(isSlot)))];
}

/** What the slots stand for if sentences have the form of templates, one each; undefined if they do not. Different slots hold different words. */
export function match(templates: readonly string[], sentences: readonly string[]): Bindings | undefined {
  const bindings = new Map<string, string>();
  const words = sentences.map((sentence) => sentence.split(" "));
  const fits = templates.every((template, at) => {
    const pattern = template.split(" ");
    return (
      pattern.length === words[at]?.length &&
      pattern.every((slot, index) => {
        const word = words[at]?.[index] ?? "";
        if (!isSlot(slot)) return slot === word;
        if (!/^\p{L}[\p{L}\p{N}_'-]*$/u.test(word) || formWords.has(word)) return false;
        const bound = bindings.get(slot) ?? word;
        bindings.set(slot, bound);
        return bound === word;
      })
    );
  });
  const distinct = new Set(bindings.values()).size === bindings.size;
  return fits && sentences.length === templates.length && distinct ? bindings : undefined;
}

/** The words of the templates that stand for themselves. */
export const formWords: ReadonlySet<string> = new Set(
  families
    .flatMap(({ premises, conclusions }) => [...premises, ...Object.values(conclusions)])
    .flatMap((template) => template.split(" ").filter((word) => !isSlot(word))),
);

function isSlot(word: string): boolean {
  return /^[nvjl]\d$/.test(word);
}
