/**
 * @file Python's tokens, as CPython 3.11's tokenizer makes them: the same indentation (tabs to the next multiple of 8, and once more as
 * single columns, which must agree), the same brackets, and the same refusals. Linear in the text. An error ends the list.
 */
import { countText } from "../../format/figures.ts";
import { endOfNumber } from "./numbers.ts";
import { refuse, SyntaxProblem } from "./problem.ts";

export type TokenKind = "name" | "number" | "string" | "operator" | "newline" | "indent" | "dedent" | "end" | "error";

export interface Token {
  readonly kind: TokenKind;
  /** Names (normalized) and operators; empty for the others. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Of an error. */
  readonly problem?: SyntaxProblem;
  /** Set where the error is a bracket that is open at the end: the opening one. */
  readonly unclosed?: Token;
}

const deepestIndentation = 100;
const deepestBrackets = 200;
/** Comments and long strings are cheap; it is tokens that cost the parser time. */
export const mostTokens = 30_000;

/** `text` has `\n` as its only line end. */
export function tokenize(text: string): readonly Token[] {
  return new Tokenizer(text).tokens();
}

const word = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*/y;
const identifier = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;
const stringPrefix = /^(?:[rRuUbBfF]|[bB][rR]|[rR][bB]|[fF][rR]|[rR][fF])$/;
const operator =
  /\*\*=|\/\/=|>>=|<<=|\.\.\.|\*\*|\/\/|>>|<<|<=|>=|==|!=|->|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|:=|<>|[-+*/%@&|^~<>()[\]{},:.;=!$?`]/y;
const blank = /[ \t\f]*/y;
const restOfLine = /[^\n]*/y;
const pairs: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

class Tokenizer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #brackets: Token[] = [];
  /** The columns of the open blocks, with tabs to the next multiple of 8 and with tabs as one column. */
  readonly #columns = [0];
  readonly #narrow = [0];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  tokens(): readonly Token[] {
    try {
      const nothing = this.#text.indexOf("\0");
      if (nothing >= 0)
        refuse("The text holds a null character, which Python does not read.", { from: nothing, to: nothing + 1 });
      while (this.#at < this.#text.length) {
        if (this.#indentation()) this.#line();
      }
      for (const _ of this.#columns.slice(1)) this.#add("dedent", this.#at);
      this.#add("end", this.#at);
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      const token = { kind: "error", text: "", from: problem.from, to: problem.to, problem } as const;
      const open = this.#at >= this.#text.length ? this.#brackets.at(-1) : undefined;
      const unclosed = problem.from === open?.from ? { unclosed: open } : {};
      this.#tokens.push({ ...token, ...unclosed });
    }
    return this.#tokens;
  }

  #add(kind: TokenKind, from: number, text = ""): Token {
    const token = { kind, text, from, to: this.#at };
    if (this.#tokens.push(token) > mostTokens) {
      const most = countText(mostTokens);
      refuse(
        `This text is too large to be read as rules: it has more than ${most} words and signs. Split it.`,
        token,
        "bound",
      );
    }
    return token;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  /** Reads the start of a logical line; false where the line holds nothing. */
  #indentation(): boolean {
    let column = 0;
    let narrow = 0;
    let continued: number | undefined;
    for (; ; this.#at++) {
      const character = this.#text[this.#at];
      if (character === " ") {
        column++;
        narrow++;
      } else if (character === "\t") {
        column = (Math.floor(column / 8) + 1) * 8;
        narrow++;
      } else if (character === "\f") column = narrow = 0;
      else if (character === "\\") {
        // What stands before the first backslash is the indentation.
        continued ??= column === 0 ? undefined : column;
        this.#continue();
        this.#at--;
      } else break;
    }
    const character = this.#text[this.#at];
    if (character === "#") this.#match(restOfLine);
    if (character === undefined || character === "#" || character === "\n") {
      this.#at++;
      return false;
    }
    this.#indent(continued ?? column, continued ?? narrow);
    return true;
  }

  #indent(column: number, narrow: number): void {
    const here = { from: this.#at, to: this.#at + 1 };
    const mixed = (): never =>
      refuse("Tabs and spaces are mixed in a way that depends on the width of a tab.", here, "layout");
    const top = (): number => this.#columns.at(-1) ?? 0;
    if (column > top()) {
      if (narrow <= (this.#narrow.at(-1) ?? 0)) mixed();
      if (this.#columns.length >= deepestIndentation) {
        const message = `Blocks are nested more than ${deepestIndentation} deep. Move the inner ones to functions.`;
        refuse(message, here, "bound");
      }
      this.#columns.push(column);
      this.#narrow.push(narrow);
      this.#add("indent", this.#at);
      return;
    }
    while (column < top()) {
      this.#columns.pop();
      this.#narrow.pop();
      this.#add("dedent", this.#at);
    }
    if (column !== top()) {
      refuse(
        "This line's indentation matches no block around it. Align it with the lines of its block.",
        here,
        "layout",
      );
    }
    if (narrow !== this.#narrow.at(-1)) mixed();
  }

  /** Steps over a backslash at the end of a line. */
  #continue(): void {
    if (this.#text[this.#at + 1] !== "\n") {
      const here = { from: this.#at, to: this.#at + 1 };
      if (this.#at + 1 >= this.#text.length) refuse("The text ends after a backslash.", here, "layout");
      refuse("Nothing can follow a backslash that continues a line.", here, "layout");
    }
    this.#at += 2;
    if (this.#at >= this.#text.length) {
      refuse("The text ends after a backslash.", { from: this.#at - 2, to: this.#at - 1 }, "layout");
    }
  }

  /** The tokens up to the end of a logical line. */
  #line(): void {
    for (;;) {
      this.#match(blank);
      const character = this.#text[this.#at];
      if (character === "#") {
        this.#match(restOfLine);
      } else if (character === undefined || character === "\n") {
        const open = this.#brackets.at(-1);
        if (open === undefined) {
          const from = this.#at++;
          this.#tokens.push({ kind: "newline", text: "", from, to: from });
          return;
        }
        if (character === undefined) refuse(`\`${open.text}\` is never closed.`, open);
        this.#at++;
      } else if (character === "\\") this.#continue();
      else this.#token(character);
    }
  }

  #token(character: string): void {
    const from = this.#at;
    if (character === '"' || character === "'") {
      this.#string(from);
      return;
    }
    if (/[0-9]/.test(character) || (character === "." && /[0-9]/.test(this.#text[from + 1] ?? ""))) {
      this.#at = endOfNumber(this.#text, from);
      this.#add("number", from);
      return;
    }
    const name = this.#match(word);
    if (name !== "") {
      const next = this.#text[this.#at];
      if (name.length <= 2 && (next === '"' || next === "'") && stringPrefix.test(name)) this.#string(from);
      else this.#name(name, from);
      return;
    }
    const found = this.#match(operator);
    if (found === "") refuse(invalidCharacter(this.#text.codePointAt(from) ?? 0), { from, to: from + 1 });
    this.#bracket(this.#add("operator", from, found));
  }

  #name(name: string, from: number): void {
    if (/^[\0-\x7f]*$/.test(name)) {
      this.#add("name", from, name);
      return;
    }
    if (!identifier.test(name)) {
      let at = from;
      for (const character of name) {
        const part = at === from ? /^[\p{XID_Start}_]$/u : /^\p{XID_Continue}$/u;
        if (!part.test(character)) {
          refuse(invalidCharacter(character.codePointAt(0) ?? 0), { from: at, to: at + character.length });
        }
        at += character.length;
      }
    }
    this.#add("name", from, name.normalize("NFKC"));
  }

  /** `this.#at` stands at the quote. */
  #string(from: number): void {
    const quote = this.#text[this.#at] as string;
    const long = this.#text.startsWith(quote.repeat(3), this.#at);
    let at = this.#at + (long ? 3 : 1);
    for (; ; at++) {
      const character = this.#text[at];
      if (character === undefined || (character === "\n" && !long)) {
        this.#at = at;
        refuse("This string does not end. Close it with the quote it begins with.", { from, to: from + 1 });
      }
      if (character === "\\") at++;
      else if (character === quote && (!long || this.#text.startsWith(quote.repeat(3), at))) break;
    }
    this.#at = at + (long ? 3 : 1);
    this.#add("string", from);
  }

  #bracket(token: Token): void {
    const { text } = token;
    if (text === "(" || text === "[" || text === "{") {
      if (this.#brackets.length >= deepestBrackets) {
        const message = `Brackets are nested more than ${deepestBrackets} deep. Split this into several lines.`;
        refuse(message, token, "bound");
      }
      this.#brackets.push(token);
    } else if (text in pairs) {
      const open = this.#brackets.pop();
      if (open === undefined) refuse(`\`${text}\` closes no bracket.`, token);
      if (open.text !== pairs[text]) refuse(`\`${text}\` does not close \`${open.text}\`.`, token);
    }
  }
}

function invalidCharacter(code: number): string {
  const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const character = String.fromCodePoint(code);
  if (/[\p{C}\p{Z}]/u.test(character)) return `The text holds the invisible character ${number} outside a string.`;
  return `\`${character}\` (${number}) does not belong to Python.`;
}
