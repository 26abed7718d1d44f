/**
 * @file Reads regular expressions as `re/_parser.py` of CPython 3.11 does. What this subset does not have (lookbehind, conditions, possessive
 * and atomic groups, flags of a part) and what CPython refuses alike ends the run with a message that names it.
 */
import { outside } from "../operation/raised.ts";
import { isSpace } from "../operation/text.ts";

export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

export type Place = "start" | "end" | "lineStart" | "lineEnd" | "finalEnd" | "boundary" | "inside";

export type Node =
  | { readonly kind: "one"; readonly fits: (code: number) => boolean }
  | { readonly kind: "all"; readonly parts: readonly Node[] }
  | { readonly kind: "any"; readonly options: readonly Node[] }
  | {
      readonly kind: "repeat";
      readonly body: Node;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    }
  | { readonly kind: "group"; readonly index: number; readonly body: Node }
  | { readonly kind: "at"; readonly place: Place }
  | { readonly kind: "ahead"; readonly body: Node; readonly negative: boolean }
  | { readonly kind: "again"; readonly index: number };

export interface Pattern {
  readonly root: Node;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  readonly flags: Flags;
}

type Test = (code: number) => boolean;

const letters = /[\p{L}\p{N}_]/u;
const decimals = /\p{Nd}/u;

export function isWord(code: number, ascii: boolean): boolean {
  const plain = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
  return plain || (!ascii && code > 127 && letters.test(String.fromCodePoint(code)));
}

/** `\d`, `\s`, `\w` and their opposites. */
function category(letter: string, ascii: boolean): Test | undefined {
  switch (letter.toLowerCase()) {
    case "d": {
      const test = (code: number): boolean =>
        (code >= 48 && code <= 57) || (!ascii && code > 127 && decimals.test(String.fromCodePoint(code)));
      return letter === "d" ? test : (code) => !test(code);
    }
    case "s": {
      const test = (code: number): boolean =>
        (code >= 9 && code <= 13) ||
        code === 32 ||
        (!ascii && code > 27 && code < 65536 && isSpace(String.fromCharCode(code)));
      return letter === "s" ? test : (code) => !test(code);
    }
    case "w":
      return letter === "w" ? (code) => isWord(code, ascii) : (code) => !isWord(code, ascii);
    default:
      return undefined;
  }
}

/** What characters beyond ASCII are the same as a letter of ASCII where case does not count: dotted and dotless i, long s, the Kelvin sign. */
const folded: ReadonlyMap<number, number> = new Map([
  [0x130, 0x69],
  [0x131, 0x69],
  [0x17f, 0x73],
  [0x212a, 0x6b],
]);

export function fold(code: number, ascii: boolean): number {
  if (code >= 65 && code <= 90) return code + 32;
  return ascii ? code : (folded.get(code) ?? code);
}

const controls: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

function refuse(what: string): never {
  return outside(`A pattern with ${what}`);
}

function wrong(what: string): never {
  return outside(`This pattern cannot be read (${what}), and \`re.error\``);
}

class Reader {
  readonly #text: readonly string[];
  #at = 0;
  groups = 0;
  readonly names = new Map<string, number>();
  readonly #open = new Set<number>();
  flags: Flags;

  constructor(text: string, flags: Flags) {
    this.#text = [...text];
    this.flags = flags;
    this.#globalFlags();
  }

  get #next(): string | undefined {
    return this.#text[this.#at];
  }

  #take(text: string): boolean {
    if (this.#next !== text) return false;
    this.#at++;
    return true;
  }

  /** `(?i)` and the like at the start. */
  #globalFlags(): void {
    const found = /^\(\?([aimsxu]+)\)/.exec(this.#text.slice(0, 12).join(""));
    if (found === null) return;
    const [whole, letters = ""] = found;
    this.#at = whole.length;
    this.flags = {
      ignoreCase: this.flags.ignoreCase || letters.includes("i"),
      multiline: this.flags.multiline || letters.includes("m"),
      dotAll: this.flags.dotAll || letters.includes("s"),
      verbose: this.flags.verbose || letters.includes("x"),
      ascii: this.flags.ascii || letters.includes("a"),
    };
  }

  whole(): Node {
    const root = this.#options();
    if (this.#next !== undefined) wrong("a bracket closes nothing");
    return root;
  }

  #options(): Node {
    const options = [this.#sequence()];
    while (this.#take("|")) options.push(this.#sequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "any", options };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    for (;;) {
      if (this.flags.verbose) this.#skipBlanks();
      const next = this.#next;
      if (next === undefined || next === "|" || next === ")") break;
      const item = this.#item(next);
      if (item !== undefined) parts.push(this.#repeated(item));
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: "all", parts };
  }

  #skipBlanks(): void {
    for (let next = this.#next; next !== undefined; next = this.#next) {
      if (next === "#") while (this.#next !== undefined && this.#next !== "\n") this.#at++;
      else if (!/[ \t\n\r\v\f]/.test(next)) return;
      else this.#at++;
    }
  }

  #repeated(item: Node): Node {
    if (this.flags.verbose) this.#skipBlanks();
    const count = this.#count();
    if (count === undefined) return item;
    if (item.kind === "at" || (item.kind === "all" && item.parts.length === 0)) wrong("nothing to repeat");
    if (this.#next === "+") refuse("a possessive quantifier");
    const lazy = this.#take("?");
    const [least, most] = count;
    if (this.flags.verbose) this.#skipBlanks();
    const before = this.#at;
    if (this.#count() !== undefined) wrong("multiple repeat");
    this.#at = before;
    return { kind: "repeat", body: item, least, most, lazy };
  }

  #count(): readonly [number, number] | undefined {
    if (this.#take("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.#take("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.#take("?")) return [0, 1];
    if (this.#next !== "{") return undefined;
    const found = /^\{([0-9]*)(,?)([0-9]*)\}/.exec(this.#text.slice(this.#at, this.#at + 24).join(""));
    if (found === null) return undefined;
    const [whole, low = "", comma = "", high = ""] = found;
    if (whole === "{}") return undefined;
    this.#at += whole.length;
    const least = low === "" ? 0 : Number(low);
    const most = comma === "" ? least : high === "" ? Number.POSITIVE_INFINITY : Number(high);
    if (most < least) wrong("min repeat greater than max repeat");
    return [least, most];
  }

  #item(next: string): Node | undefined {
    this.#at++;
    switch (next) {
      case "(":
        return this.#group();
      case "[":
        return { kind: "one", fits: this.#set() };
      case ".":
        return { kind: "one", fits: this.flags.dotAll ? () => true : (code) => code !== 10 };
      case "^":
        return { kind: "at", place: this.flags.multiline ? "lineStart" : "start" };
      case "$":
        return { kind: "at", place: this.flags.multiline ? "lineEnd" : "finalEnd" };
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        return wrong("nothing to repeat");
      default:
        if (next === "{") {
          this.#at--;
          if (this.#count() !== undefined) wrong("nothing to repeat");
          this.#at++;
        }
        return this.#literal(next.codePointAt(0) ?? 0);
    }
  }

  #literal(code: number): Node {
    const { ignoreCase, ascii } = this.flags;
    if (!ignoreCase) return { kind: "one", fits: (each) => each === code };
    this.#checkFold(code);
    const own = fold(code, ascii);
    return { kind: "one", fits: (each) => fold(each, ascii) === own };
  }

  #checkFold(code: number): void {
    if (code > 127) refuse("characters beyond ASCII whose case does not count");
  }

  #group(): Node | undefined {
    let index: number | undefined;
    if (!this.#take("?")) index = ++this.groups;
    else if (this.#take("P")) {
      if (this.#take("=")) return this.#again(this.names.get(this.#until(")")));
      if (!this.#take("<")) wrong("unknown extension");
      const name = this.#until(">");
      if (!/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) wrong("bad character in group name");
      if (this.names.has(name)) wrong("redefinition of group name");
      index = ++this.groups;
      this.names.set(name, index);
    } else if (this.#take("#")) {
      this.#until(")");
      return undefined;
    } else if (this.#take("=")) return this.#ahead(false);
    else if (this.#take("!")) return this.#ahead(true);
    else if (this.#take("<")) refuse("a lookbehind");
    else if (this.#take("(")) refuse("a condition");
    else if (this.#take(">")) refuse("an atomic group");
    else if (!this.#take(":")) refuse("flags within it");
    if (index !== undefined) this.#open.add(index);
    const body = this.#options();
    if (!this.#take(")")) wrong("missing ), unterminated subpattern");
    if (index === undefined) return { kind: "all", parts: body.kind === "all" ? [...body.parts, empty] : [body] };
    this.#open.delete(index);
    return { kind: "group", index, body };
  }

  #ahead(negative: boolean): Node {
    const body = this.#options();
    if (!this.#take(")")) wrong("missing ), unterminated subpattern");
    return { kind: "ahead", body, negative };
  }

  #until(end: string): string {
    const from = this.#at;
    while (this.#next !== undefined && this.#next !== end) this.#at++;
    const text = this.#text.slice(from, this.#at).join("");
    if (!this.#take(end) || text === "") wrong(`missing ${end}`);
    return text;
  }

  #again(index: number | undefined): Node {
    if (index === undefined || index > this.groups) return wrong("invalid group reference");
    if (this.#open.has(index)) wrong("cannot refer to an open group");
    if (this.flags.ignoreCase) refuse("a group again whose case does not count");
    return { kind: "again", index };
  }

  #escape(): Node {
    const letter = this.#next;
    if (letter === undefined) return wrong("bad escape at the end");
    if (letter === "A" || letter === "Z" || letter === "b" || letter === "B") {
      this.#at++;
      const places = { A: "start", Z: "end", b: "boundary", B: "inside" } as const;
      return { kind: "at", place: places[letter] };
    }
    const test = category(letter, this.flags.ascii);
    if (test !== undefined) {
      this.#at++;
      return { kind: "one", fits: test };
    }
    if (/[1-9]/.test(letter)) {
      const digits = /^[0-9]{1,3}/.exec(this.#text.slice(this.#at, this.#at + 3).join(""))?.[0] ?? "";
      if (!/^[0-3][0-7][0-7]$/.test(digits)) {
        const index = digits.slice(0, 2);
        this.#at += index.length;
        return this.#again(Number(index));
      }
    }
    return this.#literal(this.#character());
  }

  /** The character that the escape at this place stands for. */
  #character(): number {
    const letter = this.#next ?? "";
    const rest = this.#text.slice(this.#at, this.#at + 9).join("");
    const octal = /^(?:0[0-7]{0,2}|[0-3][0-7]{2})/.exec(rest)?.[0];
    const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
    if (octal !== undefined) {
      this.#at += octal.length;
      return Number.parseInt(octal, 8);
    }
    if (hex !== null) {
      this.#at += hex[0].length;
      return Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? "0", 16);
    }
    const control = controls[letter];
    if (control === undefined && /[a-zA-Z0-9]/.test(letter)) wrong(`bad escape \\${letter}`);
    this.#at++;
    return control ?? letter.codePointAt(0) ?? 0;
  }

  /** From behind the `[` to behind the `]`. */
  #set(): Test {
    const negative = this.#take("^");
    const tests: Test[] = [];
    for (let first = true; first || this.#next !== "]"; first = false) {
      const from = this.#member();
      const ranged = this.#next === "-" && this.#text[this.#at + 1] !== "]" && this.#text[this.#at + 1] !== undefined;
      if (!ranged) {
        tests.push(typeof from === "number" ? this.#between(from, from) : from);
        continue;
      }
      this.#at++;
      const to = this.#member();
      if (typeof from !== "number" || typeof to !== "number" || to < from) return wrong("bad character range");
      tests.push(this.#between(from, to));
    }
    this.#at++;
    const fits = (code: number): boolean => tests.some((test) => test(code));
    const { ignoreCase, ascii } = this.flags;
    const test = ignoreCase ? (code: number): boolean => fits(code) || fits(fold(code, ascii)) : fits;
    return negative ? (code) => !test(code) : test;
  }

  #member(): number | Test {
    const next = this.#next;
    if (next === undefined) return wrong("unterminated character set");
    this.#at++;
    if (next !== "\\") return next.codePointAt(0) ?? 0;
    if (this.#next === undefined) wrong("unterminated character set");
    const test = category(this.#next ?? "", this.flags.ascii);
    if (test === undefined) return this.#character();
    this.#at++;
    return test;
  }

  #between(from: number, to: number): Test {
    const { ignoreCase, ascii } = this.flags;
    if (!ignoreCase) return (code) => code >= from && code <= to;
    this.#checkFold(to);
    // The letters of the range in either case.
    return (code) => {
      const low = fold(code, ascii);
      const high = low >= 97 && low <= 122 ? low - 32 : low;
      return (low >= from && low <= to) || (high >= from && high <= to);
    };
  }
}

const empty: Node = { kind: "all", parts: [] };

export function readPattern(text: string, flags: Flags): Pattern {
  const reader = new Reader(text, flags);
  const root = reader.whole();
  return { root, groups: reader.groups, names: reader.names, flags: reader.flags };
}
