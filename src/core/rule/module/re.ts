/** @file `re`: patterns, and the functions of the module. How a pattern is read is in `rePattern.ts`, how it is tried in `reProgram.ts`. */
import { argument, countOf } from "../builtin/arguments.ts";
import type { Keywords } from "../machine/bind.ts";
import { BoundMethod, type Implementation, type Method } from "../machine/builtin.ts";
import { Sequence } from "../machine/iterators.ts";
import { type Result, Routine, type RoutineBody } from "../machine/routine.ts";
import { asInt } from "../operation/arithmetic.ts";
import { checkSize, type Meter, outside, raise } from "../operation/raised.ts";
import { dict, list, type PyOpaque, repr, tuple, typeName, type Value } from "../value.ts";
import { groupsOf, Match, matchUses } from "./reMatch.ts";
import { type Flags, readPattern } from "./rePattern.ts";
import { Program, Subject } from "./reProgram.ts";
import { pieces, type Template } from "./reTemplate.ts";
import { functionsOf, type RuleModule } from "./ruleModule.ts";

const flagNames: readonly (readonly [string, string, bigint])[] = [
  ["IGNORECASE", "I", 2n],
  ["MULTILINE", "M", 8n],
  ["DOTALL", "S", 16n],
  ["VERBOSE", "X", 64n],
  ["ASCII", "A", 256n],
];

function flagsOf(value: Value): { readonly bits: bigint; readonly flags: Flags } {
  const bits = asInt(value) ?? raise("TypeError", `flags must be an integer, not '${typeName(value)}'`);
  const rest = flagNames.reduce((left, [, , bit]) => left & ~bit, bits);
  if (rest !== 0n) outside("A flag of `re` besides I, M, S, X and A");
  const has = (bit: bigint): boolean => (bits & bit) !== 0n;
  return {
    bits,
    flags: { ignoreCase: has(2n), multiline: has(8n), dotAll: has(16n), verbose: has(64n), ascii: has(256n) },
  };
}

/** What `re.compile` gives. */
class Compiled implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "re.Pattern";
  readonly source: string;
  readonly program: Program;
  readonly #shown: string;

  constructor(source: string, given: Value) {
    const { bits, flags } = flagsOf(given);
    this.source = source;
    this.program = new Program(readPattern(source, flags));
    const all = this.program.pattern.flags;
    const held = [all.ignoreCase, all.multiline, all.dotAll, all.verbose, all.ascii || (bits & 256n) !== 0n];
    const named = flagNames.flatMap(([name], i) => (held[i] ? [`re.${name}`] : []));
    const cut = [...repr(source)].slice(0, 200).join("");
    this.#shown = `re.compile(${[cut, ...(named.length > 0 ? [named.join("|")] : [])].join(", ")})`;
  }

  get text(): string {
    return this.#shown;
  }

  key(): PyOpaque {
    return this;
  }

  attribute(name: string): Value | undefined {
    const use = uses.get(name);
    if (use !== undefined) return new BoundMethod(name, this, method(name, use));
    const { pattern } = this.program;
    switch (name) {
      case "pattern":
        return this.source;
      case "groups":
        return BigInt(pattern.groups);
      case "groupindex":
        return dict([...pattern.names].map(([each, index]) => [each, BigInt(index)]));
      default:
        return undefined;
    }
  }
}

type Given = (index: number, name: string) => Value | undefined;
type Use = (pattern: Compiled, given: Given, meter: Meter) => Result;

function subjectOf(given: Given, index: number, meter: Meter, name: string): Subject {
  const value = given(index, "string");
  if (value === undefined) return raise("TypeError", `${name}() missing required argument 'string' (pos ${index + 1})`);
  if (typeof value !== "string") {
    if (typeof value === "object" && value !== null && value.kind === "bytes")
      return raise("TypeError", "cannot use a string pattern on a bytes-like object");
    return raise("TypeError", `expected string or bytes-like object, got '${typeName(value)}'`);
  }
  meter.spend(value.length);
  return new Subject(value);
}

/** All matches from left to right; one may be empty where it does not follow an empty one. */
function* matches(
  pattern: Compiled,
  subject: Subject,
  most: number,
  meter: Meter,
  begin = 0,
): Generator<readonly number[]> {
  let at = begin;
  let forward = false;
  for (let i = 0; i < most; i++) {
    const slots = pattern.program.search(subject, at, forward, meter);
    if (slots === undefined) return;
    const [from = 0, to = 0] = slots;
    forward = from === to;
    at = to;
    meter.spend(4 + ((to - from) >> 3) + slots.length);
    yield slots;
  }
}

/** How many times at most, where 0 means all. */
function bound(value: Value | undefined): number {
  const count = value === undefined ? 0 : countOf(value);
  return count === 0 ? Number.POSITIVE_INFINITY : Math.max(0, count);
}

/** Where a method of a pattern begins: at `pos`, the second argument, which lies within the text. */
function beginOf(given: Given, { codes }: Subject): number {
  if (given(2, "endpos") !== undefined) outside("A place to end a match at");
  const place = given(1, "pos");
  return place === undefined ? 0 : Math.max(0, Math.min(countOf(place), codes.length));
}

type Find = (program: Program, subject: Subject, begin: number, meter: Meter) => readonly number[] | undefined;

const tried =
  (name: string, find: Find): Use =>
  (pattern, given, meter) => {
    const subject = subjectOf(given, 0, meter, name);
    const begin = beginOf(given, subject);
    const slots = find(pattern.program, subject, begin, meter);
    return slots === undefined ? null : new Match(pattern, subject, slots, begin);
  };

function found(pattern: Compiled, subject: Subject, slots: readonly number[]): Value {
  const match = new Match(pattern, subject, slots, 0);
  const groups = groupsOf(match, "");
  return groups.length === 0 ? (match.group(0) ?? "") : groups.length === 1 ? (groups[0] as Value) : tuple(groups);
}

/** Replaces, and counts. */
function substitute(name: string, whole: (text: string, count: number) => Value): Use {
  return (pattern, given, meter) => {
    const repl = given(0, "repl");
    if (repl === undefined) return raise("TypeError", `${name}() missing required argument 'repl' (pos 1)`);
    const subject = subjectOf(given, 1, meter, name);
    const most = bound(given(2, "count"));
    const template = typeof repl === "string" ? pieces(repl, pattern.program.pattern) : undefined;
    return new Routine(
      (function* (): RoutineBody {
        const parts: string[] = [];
        let [at, count, length] = [0, 0, 0];
        const put = (text: string): void => {
          length += text.length;
          checkSize(length / 8, "a string");
          meter.spend(1 + (text.length >> 3));
          parts.push(text);
        };
        for (const slots of matches(pattern, subject, most, meter)) {
          const match = new Match(pattern, subject, slots, 0);
          const [from, to] = match.span(0);
          put(subject.slice(at, from));
          if (template !== undefined) put(filled(template, match));
          else {
            const made = yield { kind: "call", callee: repl, args: [match] };
            if (typeof made === "string") put(made);
            else if (made !== null)
              raise("TypeError", `sequence item ${parts.length}: expected str instance, ${typeName(made)} found`);
          }
          at = to;
          count++;
        }
        put(subject.slice(at, subject.codes.length));
        return whole(parts.join(""), count);
      })(),
    );
  };
}

function filled(template: Template, match: Match): string {
  return template.map((piece) => (typeof piece === "string" ? piece : (match.group(piece) ?? ""))).join("");
}

/** What patterns and the module both do: with the pattern, and what is given besides it. */
const uses: ReadonlyMap<string, Use> = new Map<string, Use>([
  ["match", tried("match", (program, subject, begin, meter) => program.matchAt(subject, begin, "prefix", meter))],
  [
    "fullmatch",
    tried("fullmatch", (program, subject, begin, meter) => program.matchAt(subject, begin, "whole", meter)),
  ],
  ["search", tried("search", (program, subject, begin, meter) => program.search(subject, begin, false, meter))],
  [
    "findall",
    (pattern, given, meter) => {
      const subject = subjectOf(given, 0, meter, "findall");
      const all: Value[] = [];
      const begin = beginOf(given, subject);
      for (const slots of matches(pattern, subject, Number.POSITIVE_INFINITY, meter, begin)) {
        checkSize(all.push(found(pattern, subject, slots)), "a list");
      }
      return list(all);
    },
  ],
  [
    "finditer",
    (pattern, given, meter) => {
      const subject = subjectOf(given, 0, meter, "finditer");
      const begin = beginOf(given, subject);
      const all = [...matches(pattern, subject, Number.POSITIVE_INFINITY, meter, begin)];
      return new Sequence(tuple(all.map((slots) => new Match(pattern, subject, slots, begin))), "callable_iterator");
    },
  ],
  [
    "split",
    (pattern, given, meter) => {
      const subject = subjectOf(given, 0, meter, "split");
      const parts: Value[] = [];
      let at = 0;
      for (const slots of matches(pattern, subject, bound(given(1, "maxsplit")), meter)) {
        meter.spend(8 + slots.length);
        const match = new Match(pattern, subject, slots, 0);
        const [from, to] = match.span(0);
        parts.push(subject.slice(at, from), ...groupsOf(match, null));
        at = to;
        checkSize(parts.length, "a list");
      }
      parts.push(subject.slice(at, subject.codes.length));
      return list(parts);
    },
  ],
  ["sub", substitute("sub", (text) => text)],
  ["subn", substitute("subn", (text, count) => tuple([text, BigInt(count)]))],
]);

function givenBy(args: readonly Value[], keywords: Keywords | undefined): Given {
  return (index, name) => args[index] ?? (args.length > index ? null : keywords?.get(name));
}

function method(_name: string, use: Use): Method {
  return (self, args, keywords, meter) =>
    self instanceof Object && self instanceof Compiled ? use(self, givenBy(args, keywords), meter) : null;
}

function compiled(value: Value | undefined, flags: Value, meter: Meter): Compiled {
  if (value instanceof Compiled) {
    if (flags !== 0n) raise("ValueError", "cannot process flags argument with a compiled pattern");
    return value;
  }
  if (typeof value === "object" && value !== null && value.kind === "bytes") outside("A pattern of bytes");
  if (typeof value !== "string") return raise("TypeError", "first argument must be string or compiled pattern");
  meter.spend(8 * value.length);
  return new Compiled(value, flags);
}

/** How many arguments stand before `flags`: those of the pattern's own method, and the pattern. */
const flagsAt: ReadonlyMap<string, number> = new Map([
  ["split", 3],
  ["sub", 4],
  ["subn", 4],
]);

function ofModule(name: string, use: Use): Implementation {
  return (args, keywords, meter) => {
    const given = givenBy(args, keywords);
    const at = flagsAt.get(name) ?? 2;
    const flags = given(at, "flags") ?? 0n;
    const pattern = given(0, "pattern");
    if (pattern === undefined) raise("TypeError", `${name}() missing 1 required positional argument: 'pattern'`);
    const least = at === 4 ? 3 : 2;
    if (given(least - 1, "string") === undefined)
      raise("TypeError", `${name}() missing 1 required positional argument: 'string'`);
    const rest = givenBy(args.slice(1, at), keywords);
    return use(compiled(pattern, flags, meter), rest, meter);
  };
}

const special = /[\t\n\v\f\r #$&()*+\-.?[\\\]^{|}~]/g;

export const reModule: RuleModule = {
  name: "re",
  members: new Map<string, Value>([
    ...functionsOf([
      ...[...uses].map(([name, use]) => [name, ofModule(name, use)] as const),
      [
        "compile",
        (args, keywords, meter) => {
          const given = givenBy(args, keywords);
          return compiled(given(0, "pattern"), given(1, "flags") ?? 0n, meter);
        },
      ],
      [
        "escape",
        (args, _keywords, meter) => {
          const text = argument(args, 0);
          if (typeof text !== "string") return outside("`re.escape` of what is no string");
          meter.spend(2 * text.length);
          return text.replace(special, "\\$&");
        },
      ],
    ]),
    ...flagNames.flatMap(([name, short, bit]): [string, Value][] => [
      [name, bit],
      [short, bit],
    ]),
  ]),
  attributes: [
    ...uses.keys(),
    ...matchUses.keys(),
    "pattern",
    "groupindex",
    "string",
    "re",
    "pos",
    "endpos",
    "lastindex",
    "lastgroup",
  ],
};
