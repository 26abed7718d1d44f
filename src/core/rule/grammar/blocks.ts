/** @file Python's compound statements and their blocks. */
import { NameScope } from "./names.ts";
import { refuse } from "./problem.ts";
import { StatementCursor, type Surroundings } from "./statements.ts";
import type { Token } from "./tokens.ts";

/** CPython compiles no more loops, `with` and `try` inside one another. */
const mostBlocks = 20;

export class BlockCursor extends StatementCursor {
  protected readonly scopes: NameScope[] = [];

  protected module(): void {
    while (this.token.kind !== "end") this.statement();
  }

  protected statement(): void {
    if (this.token.kind !== "name" && !this.is("@")) {
      this.simpleLine();
      return;
    }
    const compound = this.compound();
    if (compound) this.beginning = false;
    else this.simpleLine();
  }

  /** Reads a compound statement and says whether there was one. */
  protected compound(): boolean {
    const word = this.token;
    switch (word.text) {
      case "if":
        this.conditional();
        return true;
      case "while":
        this.at++;
        this.namedExpression();
        this.counted({ loop: true, group: false }, () => this.block(word));
        this.else();
        return true;
      case "for":
        this.loop(word);
        return true;
      case "try":
        this.attempts(word);
        return true;
      case "with":
        this.with(word);
        return true;
      case "def":
        this.function(false);
        return true;
      case "class":
        this.class();
        return true;
      case "async":
        this.async(word);
        return true;
      case "@":
        while (this.take("@")) {
          this.namedExpression();
          if (this.token.kind !== "newline") this.fail();
          this.at++;
        }
        if (this.is("def")) this.function(false);
        else if (this.is("class")) this.class();
        else if (this.is("async") && this.ahead(1).text === "def") this.async(this.token);
        else this.fail();
        return true;
      case "match":
        return this.match(word);
      default:
        return false;
    }
  }

  /** A colon, and the statements that belong to it. */
  protected block(owner: Token): void {
    this.expect(":");
    if (this.token.kind !== "newline") {
      this.simpleLine();
      return;
    }
    this.at++;
    this.indented(owner, () => this.statement());
  }

  protected expectIndent(): void {
    if (this.token.kind !== "indent") this.fail();
  }

  protected indented(owner: Token, read: () => void): void {
    if (this.token.problem !== undefined) throw this.token.problem;
    if (this.token.kind !== "indent") {
      const message = `The \`${owner.text}\` above needs a block. Indent what belongs to it, or write \`pass\`.`;
      refuse(message, this.token);
    }
    this.at++;
    this.deeper(() => {
      while (this.token.kind !== "dedent") {
        if (this.token.kind === "end") this.fail();
        read();
      }
    });
    this.at++;
  }

  protected counted(change: Partial<Surroundings>, read: () => void): void {
    const before = this.around;
    this.around = { ...before, ...change, blocks: before.blocks + 1 };
    if (this.around.blocks > mostBlocks) {
      this.say("code", `Loops, \`with\` and \`try\` are nested more than ${mostBlocks} deep.`, this.token);
    }
    read();
    this.around = before;
  }

  protected else(): void {
    const word = this.token;
    if (this.take("else")) this.block(word);
  }

  protected conditional(): void {
    const { depth } = this;
    let word = this.expect("if");
    for (;;) {
      this.namedExpression();
      this.block(word);
      word = this.token;
      if (!this.take("elif")) break;
      // An `elif` is an `if` inside the `else` of the one before.
      this.depth++;
    }
    this.else();
    this.depth = depth;
  }

  protected loop(word: Token): void {
    this.expect("for");
    const targets = this.loopTargets();
    this.bindTarget(targets);
    this.expect("in");
    this.values();
    this.counted({ loop: true, group: false }, () => this.block(word));
    this.else();
  }

  protected attempts(word: Token): void {
    this.expect("try");
    this.counted({}, () => this.block(word));
    let bare: Token | undefined;
    let kind: string | undefined;
    for (;;) {
      const start = this.token;
      if (!this.take("except")) break;
      const group = this.take("*");
      const each = group ? "except*" : "except";
      if (kind !== undefined && kind !== each) refuse("One `try` cannot have both `except` and `except*`.", start);
      kind = each;
      if (bare !== undefined) this.say("code", "An `except` without a type must be the last one.", bare);
      if (this.is(":") && !group) bare = start;
      else this.caught();
      this.counted(group ? { group: true, loop: false } : {}, () => this.block(start));
    }
    if (kind !== undefined) this.else();
    const end = this.token;
    if (this.take("finally")) this.counted({}, () => this.block(end));
    else if (kind === undefined) refuse("A `try` needs an `except` or a `finally`.", this.token);
  }

  protected caught(): void {
    this.expression();
    if (this.is(",")) refuse("Several exception types are written in brackets.", this.token);
    if (this.take("as")) this.mentionToken("bind", this.takeName());
  }

  protected with(word: Token): void {
    this.expect("with");
    const bracketed = (): void => {
      this.expect("(");
      do {
        if (this.is(")")) break;
        this.withItem();
      } while (this.take(","));
      if (this.tokens[this.at - 1]?.text === "(") this.fail();
      this.expect(")");
      if (!this.is(":")) this.fail();
    };
    const plain = (): void => {
      do this.withItem();
      while (this.take(","));
      if (!this.is(":")) this.fail();
    };
    const failed = this.is("(") ? this.attempt(bracketed) : this.attempt(() => this.fail());
    if (failed !== undefined) this.is("(") ? this.otherwise(failed, plain) : plain();
    this.counted({}, () => this.block(word));
  }

  protected withItem(): void {
    this.expression();
    if (!this.take("as")) return;
    const start = this.token;
    const target = this.is("*") ? this.starExpression() : this.operation(0);
    this.bindTarget(target);
    if (!this.is(",") && !this.is(")") && !this.is(":")) this.fail(start);
  }

  protected function(async: boolean): void {
    const word = this.expect("def");
    const name = this.takeName();
    this.mentionToken("bind", name);
    this.expect("(");
    const scope = new NameScope("function", this.scope, async);
    this.scopes.push(scope);
    this.parameters(scope, ")", true);
    this.expect(")");
    if (this.take("->")) this.expression();
    this.inside(scope, () => this.block(word));
    if (async && scope.yields && scope.returned !== undefined) {
      this.say("names", "An async function with `yield` cannot return a value.", scope.returned);
    }
  }

  protected inside(scope: NameScope, read: () => void): void {
    const { around, iterables } = this;
    this.around = { loop: false, group: false, blocks: 0 };
    this.iterables = 0;
    this.within(scope, read);
    this.around = around;
    this.iterables = iterables;
  }

  protected class(): void {
    const word = this.expect("class");
    this.mentionToken("bind", this.takeName());
    if (this.is("(")) this.call(false);
    const scope = new NameScope("class", this.scope);
    this.scopes.push(scope);
    this.inside(scope, () => this.block(word));
  }

  protected async(word: Token): void {
    this.expect("async");
    const what = this.token;
    if (this.is("def")) this.function(true);
    else {
      if (!this.is("for") && !this.is("with")) this.fail();
      if (!this.scope.async) this.say("code", `\`async ${what.text}\` stands outside an async function.`, word);
      if (this.is("for")) this.loop(what);
      else this.with(what);
    }
  }

  /** `match` is a name unless a subject, a colon and a `case` follow. */
  protected match(word: Token): boolean {
    const failed = this.attempt(() => {
      this.at++;
      const subject = this.starNamedExpression();
      if (this.is(",")) this.rest(subject, ":");
      else if (subject.kind === "starred") this.fail(word);
      this.expect(":");
      const line = this.token;
      if (line.kind !== "newline") this.fail(line);
      this.at++;
      if (this.ahead(1).text !== "case") this.fail();
      this.expectIndent();
    });
    if (failed !== undefined) {
      this.otherwise(failed, () => this.simpleLine());
      return true;
    }
    let always: Token | undefined;
    this.indented(word, () => {
      const start = this.expect("case");
      if (always !== undefined) this.say("code", "No `case` after this one can match.", always);
      always = this.casePattern();
      if (this.take("if")) {
        this.namedExpression();
        always = undefined;
      }
      this.block(start);
    });
    return true;
  }
}
