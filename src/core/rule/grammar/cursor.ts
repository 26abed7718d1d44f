/** @file Walks over the tokens, and keeps what every part of the grammar shares: the scope, the depth, what is to be said later. */
import { type Mention, NameScope } from "./names.ts";
import { refuse, SyntaxProblem } from "./problem.ts";
import { deepestTree, type Shape, type ShapeKind } from "./shape.ts";
import { type Token, tokenize } from "./tokens.ts";

const keywords: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if import in is " +
    "lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

interface Place {
  readonly from: number;
  readonly to: number;
}

export class Cursor {
  protected readonly text: string;
  protected tokens: readonly Token[];
  protected at = 0;
  protected scope = new NameScope("module", undefined);
  /** Above 0 while the iterable of a comprehension is read, where `:=` cannot stand. */
  protected iterables = 0;
  /** What CPython says only when the whole text has been read: first about names, then about the rest. */
  protected readonly aboutNames: SyntaxProblem[] = [];
  protected readonly aboutCode: SyntaxProblem[] = [];
  #depth = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
  }

  protected get token(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token;
  }

  protected ahead(count: number): Token {
    return this.tokens[Math.min(this.at + count, this.tokens.length - 1)] as Token;
  }

  protected is(text: string): boolean {
    return this.token.text === text;
  }

  /** Steps over `text` and says whether it was there. */
  protected take(text: string): boolean {
    if (this.token.text !== text) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): Token {
    const { token } = this;
    if (token.text !== text) {
      if (token.kind === "newline") refuse(`Something is missing at the end of this line: \`${text}\`.`, token);
      this.fail();
    }
    this.at++;
    return token;
  }

  protected isName(token = this.token): boolean {
    return token.kind === "name" && !keywords.has(token.text);
  }

  protected takeName(): Token {
    const { token } = this;
    if (!this.isName()) this.fail();
    this.at++;
    return token;
  }

  protected fail(token = this.token): never {
    if (token.problem !== undefined) throw token.problem;
    switch (token.kind) {
      case "newline":
      case "end":
        return refuse("Something is missing here: the text stops in the middle of a statement.", token);
      case "indent":
        return refuse("This line is indented, but belongs to no block. Remove the spaces before it.", token, "layout");
      case "dedent":
        return refuse("Something is missing before this line: a block or the end of a statement.", token);
      default: {
        const text = this.text.slice(token.from, token.to);
        if (text === "=") refuse("`=` cannot stand inside an expression. `==` compares.", token);
        const shown = text.length > 20 ? `${text.slice(0, 20)}…` : text;
        return refuse(`\`${shown}\` does not fit here. Check brackets, quotes, colons and indentation.`, token);
      }
    }
  }

  protected deeper<T>(read: () => T, levels = 1): T {
    this.#depth += levels;
    if (this.#depth > deepestTree) this.tooDeep(this.token);
    const result = read();
    this.#depth -= levels;
    return result;
  }

  /** Counts one more level until the depth is set back. */
  protected get depth(): number {
    return this.#depth;
  }

  protected set depth(depth: number) {
    this.#depth = depth;
    if (depth > deepestTree) this.tooDeep(this.token);
  }

  protected tooDeep({ from, to }: Place): never {
    throw new SyntaxProblem(
      `This is nested more than ${deepestTree} deep. Split it into several parts.`,
      from,
      to,
      "bound",
    );
  }

  protected shape(
    kind: ShapeKind,
    from: number,
    parts: readonly (Shape | undefined)[],
    items: readonly Shape[] = [],
  ): Shape {
    let deep = 0;
    for (const part of parts) if (part !== undefined && part.deep > deep) deep = part.deep;
    for (const part of items) if (part.deep > deep) deep = part.deep;
    const to = this.tokens[this.at - 1]?.to ?? from;
    if (deep >= deepestTree) this.tooDeep({ from, to });
    return { kind, from, to, deep: deep + 1, items, name: "", wrapped: false };
  }

  protected mention(kind: Mention["kind"], { name, from, to }: { readonly name: string } & Place): void {
    if (name === "__debug__" && kind !== "use") {
      this.aboutCode.push(new SyntaxProblem("`__debug__` cannot be assigned to.", from, to));
    }
    this.scope.mention({ kind, name, from, to });
  }

  protected mentionToken(kind: Mention["kind"], token: Token): void {
    this.mention(kind, { name: token.text, from: token.from, to: token.to });
  }

  protected within<T>(scope: NameScope, read: () => T): T {
    const before = this.scope;
    this.scope = scope;
    const result = read();
    this.scope = before;
    return result;
  }

  /** Tries to read; where that fails, stands where it stood before and gives the reason. */
  protected attempt(read: () => void): SyntaxProblem | undefined {
    const { at, scope, depth, iterables } = this;
    const mentions = scope.mentions.length;
    const said = [this.aboutNames.length, this.aboutCode.length] as const;
    try {
      read();
      return undefined;
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      this.at = at;
      this.scope = scope;
      this.#depth = depth;
      this.iterables = iterables;
      scope.forget(mentions, () => false);
      [this.aboutNames.length, this.aboutCode.length] = said;
      return problem;
    }
  }

  /** Reads what is left after a failed attempt; of two failures the one further on counts. */
  protected otherwise(failed: SyntaxProblem, read: () => void): void {
    try {
      read();
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      throw failed.from > problem.from ? failed : problem;
    }
  }
}
