/**
 * @file String literals: their escapes, and the expressions inside f-strings, which CPython 3.11 cuts out by characters (no backslash and
 * no `#` in them) and reads as if they stood in brackets.
 */
import { countText } from "../../format/figures.ts";
import { AtomCursor } from "./atoms.ts";
import { refuse, SyntaxProblem } from "./problem.ts";
import type { Shape } from "./shape.ts";
import { mostTokens, type Token, tokenize } from "./tokens.ts";

const literal = /^([a-zA-Z]*)('''|"""|'|")/;
/** One escape: whole where the group is matched, or one that means nothing, or one that is begun and not ended. */
const textEscape =
  /\\(?:(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U(?:000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})|N\{[^}]+\}|[^xuUN])|[xuUN])/gs;
const byteEscape = /\\(?:(x[0-9a-fA-F]{2}|[^x])|x)/gs;
const deepestSpec = 2;

export abstract class StringCursor extends AtomCursor {
  /** What was read within fields so far. */
  protected fieldTokens = 0;

  protected strings(): Shape {
    const { from } = this.token;
    let bytes: boolean | undefined;
    const parts: Shape[] = [];
    for (; this.token.kind === "string"; this.at++) {
      const { token } = this;
      const [head = "", prefix = "", quote = ""] = literal.exec(this.text.slice(token.from, token.from + 5)) ?? [];
      const flags = prefix.toLowerCase();
      if (bytes !== undefined && bytes !== flags.includes("b")) refuse("Bytes and strings cannot be joined.", token);
      bytes = flags.includes("b");
      const inside = { from: token.from + head.length, to: token.to - quote.length };
      const raw = flags.includes("r");
      if (bytes) this.checkBytes(inside, raw, token);
      else if (flags.includes("f")) this.formatted(inside, raw, parts);
      else if (!raw) this.checkEscapes(inside);
    }
    return this.shape("literal", from, parts);
  }

  protected checkEscapes({ from, to }: { readonly from: number; readonly to: number }): void {
    this.checkEach(from, to, textEscape);
  }

  protected checkEach(from: number, to: number, escapes: RegExp): void {
    const body = this.text.slice(from, to);
    if (!body.includes("\\")) return;
    for (const match of body.matchAll(escapes)) {
      if (match[1] !== undefined) continue;
      const at = from + match.index;
      refuse("This escape cannot be read. Write the character itself.", { from: at, to: at + 2 });
    }
  }

  protected checkBytes({ from, to }: { readonly from: number; readonly to: number }, raw: boolean, token: Token): void {
    const body = this.text.slice(from, to);
    if (/[^\0-\x7f]/.test(body)) refuse("Bytes hold only ASCII characters.", token);
    if (!raw) this.checkEach(from, to, byteEscape);
  }

  /** The text and the fields between two offsets. */
  protected formatted(inside: { readonly from: number; readonly to: number }, raw: boolean, parts: Shape[]): void {
    const end = this.fields(inside.from, inside.to, raw, 0, parts);
    if (end < inside.to) refuse("A brace in an f-string is written twice: `{{` or `}}`.", { from: end, to: end + 1 });
  }

  /** Ends at `to`, or at the `}` that ends a nested format. */
  protected fields(from: number, to: number, raw: boolean, level: number, parts: Shape[]): number {
    const { text } = this;
    let start = from;
    let at = from;
    const checkText = (): void => {
      if (!raw) this.checkEscapes({ from: start, to: at });
    };
    while (at < to) {
      const character = text[at];
      if (character === "\\" && !raw) {
        at += 2;
        if (text[at - 1] === "N" && text[at] === "{") {
          while (at < to && text[at] !== "}") at++;
          at++;
        } else if (text[at - 1] === "{" || text[at - 1] === "}") at--;
        continue;
      }
      if (character !== "{" && character !== "}") {
        at++;
        continue;
      }
      if (level === 0 && text[at + 1] === character && at + 1 < to) {
        at += 2;
        continue;
      }
      checkText();
      if (character === "}") return at;
      at = this.field(at, to, raw, level, parts);
      start = at;
    }
    at = Math.min(at, to);
    checkText();
    return at;
  }

  /** One field from its `{`; gives the offset after its `}`. */
  protected field(open: number, to: number, raw: boolean, level: number, parts: Shape[]): number {
    const { text } = this;
    const here = { from: open, to: open + 1 };
    if (level >= deepestSpec) refuse("The fields of this f-string are nested too deeply.", here);
    let at = this.endOfField(open + 1, to);
    if (at >= to) refuse("A field of an f-string does not end. Close it with `}`.", here);
    parts.push(this.inner(open + 1, at));
    if (text[at] === "=") {
      at++;
      while (at < to && /[ \t\n\f\v]/.test(text[at] as string)) at++;
    }
    if (text[at] === "!" && at < to) {
      if (!"sra".includes(text[at + 1] ?? " ") || at + 1 >= to) {
        refuse("A conversion in an f-string is `!s`, `!r` or `!a`.", { from: at, to: at + 1 });
      }
      at += 2;
    }
    if (text[at] === ":" && at < to) at = this.fields(at + 1, to, raw, level + 1, parts);
    if (at >= to || text[at] !== "}") refuse("A field of an f-string does not end. Close it with `}`.", here);
    return at + 1;
  }

  /** Where the expression of a field ends. */
  protected endOfField(from: number, to: number): number {
    const { text } = this;
    const open: string[] = [];
    let quote = "";
    let at = from;
    for (; at < to; at++) {
      const character = text[at] as string;
      const here = { from: at, to: at + 1 };
      if (character === "\\") refuse("The expression of an f-string cannot hold a backslash.", here);
      if (quote !== "") {
        if (text.startsWith(quote, at)) {
          at += quote.length - 1;
          quote = "";
        }
      } else if (character === "'" || character === '"') {
        quote = text.startsWith(character.repeat(3), at) ? character.repeat(3) : character;
        at += quote.length - 1;
      } else if ("([{".includes(character)) open.push(character);
      else if (character === "#") refuse("The expression of an f-string cannot hold `#`.", here);
      else if (open.length === 0 && "!:}=<>".includes(character)) {
        if (text[at + 1] === "=" && "!=<>".includes(character)) at++;
        else if (character !== "<" && character !== ">") break;
      } else if (")]}".includes(character)) {
        if (open.pop() !== { ")": "(", "]": "[", "}": "{" }[character])
          refuse(`\`${character}\` closes no bracket.`, here);
      }
    }
    const here = { from: Math.min(at, to - 1), to };
    if (quote !== "") refuse("A string in an f-string does not end.", here);
    if (open.length > 0) refuse("A bracket in an f-string is never closed.", here);
    return at;
  }

  /** Reads the text between two offsets as an expression in brackets. */
  protected inner(from: number, to: number): Shape {
    const source = this.text.slice(from, to);
    if (source.trim() === "") refuse("A field of an f-string needs an expression.", { from: from - 1, to });
    const before = { tokens: this.tokens, at: this.at };
    const shift = from - 1;
    this.tokens = tokenize(`(${source})`).map((token) => shifted(token, shift));
    this.at = 0;
    this.fieldTokens += this.tokens.length;
    if (this.fieldTokens > mostTokens) {
      const most = countText(mostTokens);
      refuse(`The fields of f-strings hold more than ${most} words and signs in all.`, { from, to }, "bound");
    }
    const shape = this.deeper(() => this.group());
    if (this.token.kind !== "newline") this.fail();
    this.tokens = before.tokens;
    this.at = before.at;
    return shape;
  }
}

function shifted(token: Token, by: number): Token {
  const moved = { ...token, from: token.from + by, to: token.to + by };
  if (token.problem === undefined) return moved;
  const { message, from, to, kind } = token.problem;
  return { ...moved, problem: new SyntaxProblem(message, from + by, to + by, kind) };
}
