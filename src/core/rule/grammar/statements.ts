/** @file Python's simple statements: assignments, imports, `return` and the like. Blocks are in `blocks.ts`. */
import type { Mention } from "./names.ts";
import { PatternCursor } from "./patterns.ts";
import { refuse, SyntaxProblem } from "./problem.ts";
import type { Shape } from "./shape.ts";
import type { Token } from "./tokens.ts";

const augmented: ReadonlySet<string> = new Set("+= -= *= /= //= %= @= &= |= ^= >>= <<= **=".split(" "));
const features: ReadonlySet<string> = new Set(
  (
    "nested_scopes generators division absolute_import with_statement print_function unicode_literals barry_as_FLUFL generator_stop " +
    "annotations"
  ).split(" "),
);

/** Where a statement stands, as `break`, `continue` and `return` see it. */
export interface Surroundings {
  readonly loop: boolean;
  /** Within an `except*` block, and not in a loop of its own there. */
  readonly group: boolean;
  /** Blocks that CPython counts, up to 20. */
  readonly blocks: number;
}

export abstract class StatementCursor extends PatternCursor {
  protected around: Surroundings = { loop: false, group: false, blocks: 0 };
  /** Whether only a docstring and imports from `__future__` came before. */
  protected beginning = true;

  /** Simple statements up to the end of their line. */
  protected simpleLine(): void {
    do {
      if (this.token.kind === "newline") break;
      const future = this.is("from") && this.ahead(1).text === "__future__";
      const start = this.at;
      this.simple();
      const documents = this.tokens.slice(start, this.at).every(({ kind }) => kind === "string");
      if (!future && !documents) this.beginning = false;
    } while (this.take(";"));
    if (this.token.kind !== "newline") this.fail();
    this.at++;
  }

  protected simple(): void {
    const start = this.token;
    if (start.kind !== "name") {
      this.assignment();
      return;
    }
    switch (start.text) {
      case "pass":
        this.at++;
        return;
      case "break":
      case "continue":
        this.at++;
        this.leave(start);
        return;
      case "return":
        this.at++;
        this.returned(start);
        return;
      case "raise":
        this.at++;
        if (!this.startsExpression()) return;
        this.expression();
        if (this.take("from")) this.expression();
        return;
      case "assert":
        this.at++;
        this.expression();
        if (this.take(",")) this.expression();
        return;
      case "del":
        this.at++;
        this.deleted();
        return;
      case "global":
      case "nonlocal":
        this.at++;
        this.declared(start.text);
        return;
      case "import":
        this.at++;
        do {
          const name = this.dottedName();
          this.mentionToken("bind", this.take("as") ? this.takeName() : name);
        } while (this.take(","));
        return;
      case "from":
        this.at++;
        this.importFrom(start);
        return;
      default:
        this.assignment();
    }
  }

  protected say(about: "names" | "code", message: string, at: { readonly from: number; readonly to: number }): void {
    const problem = new SyntaxProblem(message, at.from, at.to);
    if (about === "names") this.aboutNames.push(problem);
    else this.aboutCode.push(problem);
  }

  protected leave(word: Token): void {
    if (this.around.group) this.say("code", `\`${word.text}\` cannot leave an \`except*\` block.`, word);
    else if (!this.around.loop) this.say("code", `\`${word.text}\` stands outside a loop.`, word);
  }

  protected returned(word: Token): void {
    const value = this.startsExpression() ? this.values() : undefined;
    if (this.scope.kind !== "function") this.say("code", "`return` stands outside a function.", word);
    else if (this.around.group) this.say("code", "`return` cannot leave an `except*` block.", word);
    if (value !== undefined) this.scope.returned ??= word;
  }

  protected deleted(): void {
    const { from } = this.token;
    const shape = this.starExpressions();
    if (shape.kind === "starred") this.cannot("deleted", shape);
    if (shape.from === from) this.deleteTarget(shape);
  }

  protected declared(word: "global" | "nonlocal"): void {
    do {
      const name = this.takeName();
      const { text } = name;
      const { scope } = this;
      if (word === "nonlocal" && scope.kind === "module") {
        this.say("names", "`nonlocal` cannot stand outside a function.", name);
      } else if (scope.has(text) && !(word === "global" ? scope.globals.has(text) : scope.nonlocals.has(text))) {
        this.say("names", `\`${text}\` is used before it is declared ${word}.`, name);
      } else if (word === "global" ? scope.nonlocals.has(text) : scope.globals.has(text)) {
        this.say("names", `\`${text}\` is both nonlocal and global.`, name);
      } else if (word === "global") scope.globals.add(text);
      else scope.nonlocals.set(text, { name: text, from: name.from, to: name.to, kind: "use" } satisfies Mention);
    } while (this.take(","));
  }

  /** Its first name, which `import` binds. */
  protected dottedName(): Token {
    const first = this.takeName();
    while (this.take(".")) this.takeName();
    return first;
  }

  protected importFrom(word: Token): void {
    let dots = 0;
    for (; this.is(".") || this.is("..."); this.at++) dots++;
    const module = dots > 0 && this.is("import") ? undefined : this.dottedName();
    const future = dots === 0 && module?.text === "__future__";
    this.expect("import");
    const star = this.token;
    if (this.take("*")) {
      if (this.scope.kind !== "module") this.say("names", "`import *` stands outside the top level.", star);
      return;
    }
    const open = this.take("(");
    do {
      if (open && this.is(")")) break;
      const name = this.takeName();
      this.mentionToken("bind", this.take("as") ? this.takeName() : name);
      if (future && !features.has(name.text)) {
        this.aboutNames.unshift(
          new SyntaxProblem(`\`__future__\` has no feature \`${name.text}\`.`, name.from, name.to),
        );
      }
    } while (this.take(","));
    if (open) this.expect(")");
    else if (this.tokens[this.at - 1]?.text === ",") this.fail();
    if (future && !this.beginning)
      this.say("code", "Imports from `__future__` stand at the beginning of a file.", word);
  }

  protected assignment(): void {
    const first = this.is("yield") ? this.yielded() : this.starExpressions();
    if (this.is(":")) {
      this.annotated(first);
      return;
    }
    if (augmented.has(this.token.text)) {
      this.singleTarget(first, "An augmented assignment");
      this.at++;
      this.yieldOrValues();
      return;
    }
    let last = first;
    while (this.is("=")) {
      this.bindTarget(last);
      this.at++;
      last = this.is("yield") ? this.yielded() : this.starExpressions();
    }
    if (last.kind === "starred") this.noStar(last);
    if (this.is(":=")) this.cannot("assigned to", last);
  }

  protected annotated(target: Shape): void {
    this.singleTarget(target, "A written type");
    if (target.kind === "name" && !target.wrapped && this.scope.globals.has(target.name)) {
      this.say("names", `\`${target.name}\` is global and cannot have a written type.`, target);
    }
    this.expect(":");
    this.expression();
    if (this.take("=")) this.yieldOrValues();
    else if (this.is(",")) refuse("Only a single name or item can have a type written after it.", this.token);
  }
}
