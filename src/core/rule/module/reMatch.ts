/** @file What a search of `re` gives: a match, with its groups and their places. */
import { BoundMethod } from "../machine/builtin.ts";
import { asInt } from "../operation/arithmetic.ts";
import { raise } from "../operation/raised.ts";
import { dict, type PyOpaque, repr, tuple, type Value } from "../value.ts";
import type { Program, Subject } from "./reProgram.ts";

/** The pattern that was searched for. */
interface Searched extends PyOpaque {
  readonly program: Program;
}

/** What a search gives. */
export class Match implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "re.Match";
  readonly subject: Subject;
  readonly slots: readonly number[];
  readonly #of: Searched;

  readonly #begin: number;

  constructor(of: Searched, subject: Subject, slots: readonly number[], begin: number) {
    this.#of = of;
    this.subject = subject;
    this.slots = slots;
    this.#begin = begin;
  }

  get text(): string {
    const [from, to] = this.span(0);
    return `<re.Match object; span=(${from}, ${to}), match=${[...repr(this.group(0))].slice(0, 50).join("")}>`;
  }

  span(index: number): readonly [number, number] {
    const [from = -1, to = -1] = this.slots.slice(2 * index, 2 * index + 2);
    return to < 0 ? [-1, -1] : [from, to];
  }

  group(index: number): string | null {
    const [from, to] = this.span(index);
    return to < 0 ? null : this.subject.slice(from, to);
  }

  get count(): number {
    return this.#of.program.pattern.groups;
  }

  index(value: Value): number {
    const { names, groups } = this.#of.program.pattern;
    const index = typeof value === "string" ? names.get(value) : asInt(value);
    if (index === undefined || index < 0 || index > groups) return raise("IndexError", "no such group");
    return Number(index);
  }

  item(index: Value): Value {
    return this.group(this.index(index));
  }

  attribute(name: string): Value | undefined {
    const use = matchUses.get(name);
    if (use !== undefined) {
      return new BoundMethod(name, this, (_self, args, keywords) =>
        use(this, args[0] ?? keywords?.get("default"), args),
      );
    }
    switch (name) {
      case "string":
        return this.subject.text;
      case "re":
        return this.#of;
      case "pos":
        return BigInt(this.#begin);
      case "lastindex":
        return this.#last === undefined ? null : BigInt(this.#last);
      case "lastgroup":
        return [...this.names].find(([, index]) => index === this.#last)?.[0] ?? null;
      case "endpos":
        return BigInt(this.subject.codes.length);
      default:
        return undefined;
    }
  }

  /** The group that ended last. */
  get #last(): number | undefined {
    const last = this.slots.at(-1) ?? -1;
    return last < 0 ? undefined : last;
  }

  get names(): ReadonlyMap<string, number> {
    return this.#of.program.pattern.names;
  }
}

type MatchUse = (match: Match, first: Value | undefined, args: readonly Value[]) => Value;

export function groupsOf(match: Match, missing: Value): Value[] {
  return Array.from({ length: match.count }, (_, i) => match.group(i + 1) ?? missing);
}

const placed = (take: (span: readonly [number, number]) => Value): MatchUse => {
  return (match, first) => take(match.span(first === undefined ? 0 : match.index(first)));
};

export const matchUses: ReadonlyMap<string, MatchUse> = new Map<string, MatchUse>([
  [
    "group",
    (match, first, args) => (args.length > 1 ? tuple(args.map((each) => match.item(each))) : match.item(first ?? 0n)),
  ],
  ["groups", (match, missing) => tuple(groupsOf(match, missing ?? null))],
  [
    "groupdict",
    (match, missing) => dict([...match.names].map(([name, index]) => [name, match.group(index) ?? missing ?? null])),
  ],
  ["start", placed(([from]) => BigInt(from))],
  ["end", placed(([, to]) => BigInt(to))],
  ["span", placed(([from, to]) => tuple([BigInt(from), BigInt(to)]))],
]);
