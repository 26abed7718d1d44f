/** @file The patterns of `match`, and what CPython refuses about the names they bind. */
import { refuse, SyntaxProblem } from "./problem.ts";
import type { Shape } from "./shape.ts";
import { StringCursor } from "./strings.ts";
import type { Token } from "./tokens.ts";

/** A pattern that was read: what it binds, and the name or `_` by which it matches everything. */
interface Pattern {
  readonly binds: readonly Token[];
  readonly always: Token | undefined;
  readonly starred: boolean;
}

const plain: Pattern = { binds: [], always: undefined, starred: false };

export abstract class PatternCursor extends StringCursor {
  /** The pattern of a `case`; gives the token by which it matches everything, if there is one. */
  protected casePattern(): Token | undefined {
    const start = this.token;
    const first = this.starOrPattern();
    if (!this.is(",")) {
      if (first.starred) this.fail(start);
      this.bindAll(first.binds);
      return first.always;
    }
    const parts = [first];
    while (this.take(",")) {
      if (this.is(":") || this.is("if")) break;
      parts.push(this.starOrPattern());
    }
    this.bindAll(this.sequence(parts, start).binds);
    return undefined;
  }

  protected bindAll(binds: readonly Token[]): void {
    const seen = new Set<string>();
    for (const name of binds) {
      if (seen.has(name.text)) {
        this.aboutCode.push(
          new SyntaxProblem(`The pattern binds \`${name.text}\` more than once.`, name.from, name.to),
        );
      }
      seen.add(name.text);
      this.mentionToken("bind", name);
    }
  }

  protected sequence(parts: readonly Pattern[], at: Token): Pattern {
    if (parts.filter(({ starred }) => starred).length > 1) {
      this.aboutCode.push(new SyntaxProblem("Only one part of a pattern can be starred.", at.from, at.to));
    }
    return { ...plain, binds: parts.flatMap(({ binds }) => binds) };
  }

  protected starOrPattern(): Pattern {
    if (!this.take("*")) return this.pattern();
    const name = this.takeName();
    return { binds: name.text === "_" ? [] : [name], always: undefined, starred: true };
  }

  protected pattern(): Pattern {
    return this.deeper(() => {
      const { token } = this;
      const choices = [this.closed()];
      while (this.take("|")) choices.push(this.closed());
      const [first = plain] = choices;
      const names = (pattern: Pattern): string => [...new Set(pattern.binds.map(({ text }) => text))].sort().join();
      for (const [index, choice] of choices.entries()) {
        const { always } = choice;
        if (always !== undefined && index < choices.length - 1) {
          this.aboutCode.push(new SyntaxProblem("Nothing after this alternative can match.", always.from, always.to));
        }
        if (names(choice) !== names(first)) {
          this.aboutCode.push(new SyntaxProblem("The alternatives bind different names.", token.from, token.to));
        }
      }
      const always = choices.at(-1)?.always;
      if (!this.take("as")) return { binds: first.binds, always, starred: false };
      const name = this.takeName();
      if (name.text === "_") refuse("`_` cannot be bound in a pattern.", name);
      if (this.is(".") || this.is("(")) refuse("A pattern is bound to a plain name.", name);
      return { binds: [...first.binds, name], always, starred: false };
    });
  }

  protected closed(): Pattern {
    const { token } = this;
    if (token.kind === "number" || this.is("-")) {
      this.signedNumber();
      return plain;
    }
    if (token.kind === "string") {
      if (/^[fF]|^[rR][fF]/.test(this.text.slice(token.from, token.from + 2))) this.failPattern(token);
      this.strings();
      return plain;
    }
    if (this.take("None") || this.take("True") || this.take("False")) return plain;
    if (this.is("(") || this.is("[")) return this.bracketed();
    if (this.is("{")) return this.mapping();
    return this.named(this.takeName());
  }

  protected failPattern(token: Token): never {
    return refuse("A pattern matches literals, names with dots, and structures of them.", token);
  }

  protected signedNumber(): void {
    this.take("-");
    if (this.token.kind !== "number") this.fail();
    const imaginary = (): boolean => /[jJ]$/.test(this.text.slice(this.token.from, this.token.to));
    const complex = imaginary();
    this.at++;
    if (!this.is("+") && !this.is("-")) return;
    if (complex) refuse("A complex number in a pattern begins with its real part.", this.token);
    this.at++;
    if (this.token.kind !== "number") this.fail();
    if (!imaginary()) refuse("A complex number in a pattern ends with its imaginary part.", this.token);
    this.at++;
  }

  protected bracketed(): Pattern {
    const start = this.token;
    this.at++;
    const end = start.text === "(" ? ")" : "]";
    const parts: Pattern[] = [];
    let comma = false;
    while (!this.is(end)) {
      parts.push(this.starOrPattern());
      if (!this.take(",")) break;
      comma = true;
    }
    this.expect(end);
    const [only] = parts;
    if (end === ")" && only !== undefined && parts.length === 1 && !comma) {
      if (only.starred) this.fail(start);
      return only;
    }
    return this.sequence(parts, start);
  }

  protected named(name: Token): Pattern {
    if (!this.is(".") && !this.is("(")) {
      if (name.text === "_") return { ...plain, always: name };
      return { binds: [name], always: name, starred: false };
    }
    this.mentionToken("use", name);
    while (this.take(".")) this.takeName();
    return this.take("(") ? this.classPattern() : plain;
  }

  protected classPattern(): Pattern {
    const binds: Token[] = [];
    const names = new Set<string>();
    while (!this.is(")")) {
      const first = this.token;
      if (this.isName() && this.ahead(1).text === "=") {
        this.at += 2;
        if (names.has(first.text)) {
          const message = `The pattern names \`${first.text}\` more than once.`;
          this.aboutCode.push(new SyntaxProblem(message, first.from, first.to));
        }
        names.add(first.text);
      } else if (names.size > 0) refuse("Patterns without a name come before those with one.", first);
      binds.push(...this.pattern().binds);
      if (!this.take(",")) break;
    }
    this.expect(")");
    return { ...plain, binds };
  }

  protected mapping(): Pattern {
    this.expect("{");
    const binds: Token[] = [];
    const keys = new Set<string>();
    while (!this.is("}")) {
      const first = this.token;
      if (this.take("**")) {
        const name = this.takeName();
        if (name.text === "_") this.fail(name);
        binds.push(name);
        this.take(",");
        break;
      }
      const key = this.key();
      const text = this.text.slice(key.from, key.to);
      if (keys.has(text) && first.kind !== "name") {
        this.aboutCode.push(new SyntaxProblem("The pattern has the same key twice.", first.from, first.to));
      }
      keys.add(text);
      this.expect(":");
      binds.push(...this.pattern().binds);
      if (!this.take(",")) break;
    }
    this.expect("}");
    return { ...plain, binds };
  }

  protected key(): Shape {
    const { from } = this.token;
    if (this.isName()) {
      this.mentionToken("use", this.takeName());
      if (!this.is(".")) this.fail();
      while (this.take(".")) this.takeName();
    } else if (this.token.kind === "number" || this.is("-")) this.signedNumber();
    else if (this.token.kind === "string") {
      if (/^[fF]|^[rR][fF]/.test(this.text.slice(from, from + 2))) this.failPattern(this.token);
      this.strings();
    } else if (!this.take("None") && !this.take("True") && !this.take("False")) this.fail();
    return this.shape("literal", from, []);
  }
}
