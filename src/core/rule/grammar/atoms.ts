/** @file Python's primaries and atoms: names, literals, displays, comprehensions, calls and subscripts. */
import { ExpressionCursor } from "./expressions.ts";
import { NameScope } from "./names.ts";
import { refuse, SyntaxProblem } from "./problem.ts";
import type { Shape } from "./shape.ts";
import type { Token } from "./tokens.ts";

export abstract class AtomCursor extends ExpressionCursor {
  /** Reads adjacent string literals. */
  protected abstract strings(): Shape;

  protected primary(): Shape {
    const { from } = this.token;
    let shape = this.atom();
    for (;;) {
      if (this.take(".")) {
        const name = this.takeName();
        shape = { ...this.shape("attribute", from, [shape]), name: name.text };
      } else if (this.is("(")) {
        const inside = this.call();
        shape = this.shape("call", from, [shape, inside]);
      } else if (this.take("[")) {
        const index = this.index();
        this.expect("]");
        shape = this.shape("subscript", from, [shape, index]);
      } else return shape;
    }
  }

  protected atom(): Shape {
    const { token } = this;
    const { text, from, kind } = token;
    switch (kind) {
      case "number":
        this.at++;
        return this.shape("literal", from, []);
      case "string":
        return this.strings();
      case "name":
        if (this.isName()) {
          this.at++;
          this.mentionToken("use", token);
          return { ...this.shape("name", from, []), name: text };
        }
        if (text !== "None" && text !== "True" && text !== "False") return this.fail();
        this.at++;
        return { ...this.shape("constant", from, []), name: text };
      case "operator":
        if (text === "(") return this.group();
        if (text === "[") return this.listDisplay();
        if (text === "{") return this.braces();
        if (text !== "...") return this.fail();
        this.at++;
        return this.shape("literal", from, []);
      default:
        return this.fail();
    }
  }

  /** A bracketed expression, a tuple, or a generator expression. */
  protected group(): Shape {
    const start = this.scope.mentions.length;
    const { from } = this.expect("(");
    if (this.take(")")) return { ...this.shape("tuple", from, []), wrapped: true };
    if (this.is("yield")) {
      const shape = this.yielded();
      this.expect(")");
      return { ...this.shape("yield", from, [shape]), wrapped: true };
    }
    const first = this.starNamedExpression();
    if (this.is("for") || this.is("async")) {
      if (first.kind === "starred") refuse("A comprehension cannot unpack. Add a second `for` instead.", first);
      const clauses = this.comprehension(start);
      this.expect(")");
      return this.shape("generator", from, [first, clauses]);
    }
    if (!this.is(",")) {
      this.expect(")");
      if (first.kind === "starred") refuse("A starred value needs a list or tuple around it.", first);
      const to = this.tokens[this.at - 1]?.to ?? first.to;
      return { ...this.shape(first.kind, from, [first], first.items), name: first.name, to, wrapped: true };
    }
    const items = this.rest(first, ")");
    this.expect(")");
    return { ...this.shape("tuple", from, [], items), wrapped: true };
  }

  protected rest(first: Shape, end: string): Shape[] {
    const items = [first];
    while (this.take(",")) {
      if (this.is(end)) break;
      items.push(this.starNamedExpression());
    }
    return items;
  }

  protected listDisplay(): Shape {
    const start = this.scope.mentions.length;
    const { from } = this.expect("[");
    if (this.take("]")) return this.shape("list", from, []);
    const first = this.starNamedExpression();
    if (this.is("for") || this.is("async")) {
      if (first.kind === "starred") refuse("A comprehension cannot unpack. Add a second `for` instead.", first);
      const clauses = this.comprehension(start);
      this.expect("]");
      return this.shape("other", from, [first, clauses]);
    }
    const items = this.rest(first, "]");
    this.expect("]");
    return this.shape("list", from, [], items);
  }

  /** A dict, a set, or a comprehension of either. */
  protected braces(): Shape {
    const start = this.scope.mentions.length;
    const { from } = this.expect("{");
    const parts: Shape[] = [];
    let dict: boolean | undefined;
    while (!this.is("}")) {
      if (this.is("**") || dict === true) dict = true;
      if (dict === true && this.take("**")) parts.push(this.operation(0));
      else if (dict === true) this.pair(parts, this.expression());
      else {
        const first = this.starNamedExpression();
        if (
          dict === undefined &&
          this.is(":") &&
          first.kind !== "starred" &&
          (first.kind !== "walrus" || first.wrapped)
        ) {
          dict = true;
          this.pair(parts, first);
        } else {
          dict = false;
          parts.push(first);
        }
      }
      if (this.is("for") || this.is("async")) {
        const [only] = parts;
        if (only?.kind === "starred" || parts.length !== (dict ? 2 : 1)) {
          refuse("A comprehension cannot unpack. Add a second `for` instead.", this.token);
        }
        parts.push(this.comprehension(start));
        break;
      }
      if (!this.take(",")) break;
    }
    this.expect("}");
    return this.shape("other", from, parts);
  }

  protected pair(parts: Shape[], key: Shape): void {
    this.expect(":");
    parts.push(key, this.expression());
  }

  /** The clauses of a comprehension whose element was read since `start`; they have a scope of their own. */
  protected comprehension(start: number): Shape {
    const { from } = this.token;
    const shapes: Shape[] = [];
    const targets = new Set<string>();
    let stays: readonly [number, number] = [0, 0];
    while (this.is("for") || this.is("async")) {
      const word = this.token;
      if (this.take("async") && !this.scope.async) {
        const message = "An async comprehension stands outside an async function.";
        this.aboutCode.push(new SyntaxProblem(message, word.from, word.to));
      }
      this.expect("for");
      const before = this.scope.mentions.length;
      this.bindTarget(this.loopTargets());
      for (const { name, kind } of this.scope.mentions.slice(before)) if (kind === "bind") targets.add(name);
      this.expect("in");
      const first = this.scope.mentions.length;
      this.iterables++;
      shapes.push(this.disjunction());
      this.iterables--;
      if (shapes.length === 1) stays = [first, this.scope.mentions.length];
      while (this.take("if")) shapes.push(this.condition());
    }
    const outer = new Set(this.scope.mentions.slice(...stays));
    const gone = this.scope.forget(start, (mention) => outer.has(mention) || mention.kind === "walrus");
    for (const mention of gone) if (!outer.has(mention)) this.checkInside(mention, targets);
    return this.shape("other", from, shapes);
  }

  /** A condition of a comprehension: no conditional expression without brackets. */
  protected condition(): Shape {
    const name = this.token;
    if (this.isName() && this.ahead(1).text === ":=") this.fail(this.ahead(1));
    const shape = this.disjunction();
    if (this.is(":=")) this.fail();
    return { ...shape, from: name.from };
  }

  protected checkInside(
    mention: { readonly kind: string; readonly name: string; readonly from: number; readonly to: number },
    targets: ReadonlySet<string>,
  ): void {
    const { kind, name, from, to } = mention;
    if (kind === "yield") this.aboutNames.push(new SyntaxProblem("`yield` stands inside a comprehension.", from, to));
    if (kind !== "walrus") return;
    if (targets.has(name)) {
      const message = `\`:=\` cannot bind \`${name}\`, which the comprehension counts with.`;
      this.aboutNames.push(new SyntaxProblem(message, from, to));
    } else if (this.scope.kind === "class") {
      const message = "`:=` cannot stand in a comprehension in the body of a class.";
      this.aboutNames.push(new SyntaxProblem(message, from, to));
    }
  }

  /** What stands between `for` and `in`. */
  protected loopTargets(): Shape {
    const { from } = this.token;
    const items: Shape[] = [];
    let tuple = false;
    for (;;) {
      const start = this.token;
      if (this.take("*")) items.push(this.shape("starred", start.from, [], [this.operation(0)]));
      else items.push(this.operation(0));
      if (!this.take(",")) break;
      tuple = true;
      if (this.is("in") || !this.startsExpression()) break;
    }
    const [only] = items;
    return !tuple && only !== undefined ? only : this.shape("tuple", from, [], items);
  }

  /** What stands between square brackets: an index, a slice, or several. */
  protected index(): Shape {
    const { from } = this.token;
    const parts: Shape[] = [];
    do {
      if (parts.length > 0 && this.is("]")) break;
      if (this.is("*")) parts.push(this.starExpression());
      else parts.push(this.slice());
    } while (this.take(","));
    return this.shape("other", from, parts);
  }

  protected slice(): Shape {
    const { from } = this.token;
    if (!this.is(":")) {
      const first = this.namedExpression();
      if (!this.is(":")) return first;
      if (first.kind === "walrus" && !first.wrapped) this.fail();
    }
    const parts: Shape[] = [];
    for (let i = 0; i < 2 && this.take(":"); i++) {
      if (!this.is(":") && !this.is("]") && !this.is(",")) parts.push(this.expression());
    }
    return this.shape("other", from, parts);
  }

  /** The arguments of a call or of a class, brackets included. */
  protected call(generators = true): Shape {
    const start = this.scope.mentions.length;
    const { from } = this.expect("(");
    const parts: Shape[] = [];
    const names = new Set<string>();
    let named = false;
    let spread = false;
    let count = 0;
    let lone: Shape | undefined;
    while (!this.is(")")) {
      count++;
      const first = this.token;
      if (this.take("**")) {
        parts.push(this.expression());
        spread = true;
      } else if (this.take("*")) {
        if (spread) refuse("`*` cannot follow `**` in the arguments of a call.", first);
        parts.push(this.expression());
      } else if (this.isName() && this.ahead(1).text === "=") {
        this.keyword(first, names);
        parts.push(this.expression());
        named = true;
      } else {
        const shape = this.namedExpression();
        if (this.is("=")) refuse("A keyword argument needs a plain name before `=`; `==` compares.", shape);
        if (this.is("for") || this.is("async")) {
          if (!generators) this.fail();
          parts.push(this.comprehension(start));
          lone = shape;
        } else if (named || spread) refuse("Arguments without a name come before those with one.", first);
        parts.push(shape);
      }
      if (lone !== undefined && (count > 1 || this.is(","))) {
        refuse("Put brackets around the generator: the call has other arguments as well.", lone);
      }
      if (!this.take(",")) break;
    }
    this.expect(")");
    return this.shape("other", from, parts);
  }

  protected keyword(name: Token, names: Set<string>): void {
    this.at += 2;
    if (names.has(name.text)) {
      const message = `The argument \`${name.text}\` is given twice.`;
      this.aboutCode.push(new SyntaxProblem(message, name.from, name.to));
    }
    if (name.text === "__debug__") this.mentionToken("bind", name);
    names.add(name.text);
  }

  protected lambda(): Shape {
    const { from } = this.expect("lambda");
    const scope = new NameScope("lambda", this.scope);
    const defaults = this.parameters(scope, ":", false);
    this.expect(":");
    const body = this.within(scope, () => this.expression());
    return this.shape("other", from, [...defaults, body]);
  }

  /** A parameter list up to `end`, which stays; gives the defaults and annotations. */
  protected parameters(scope: NameScope, end: string, typed: boolean): Shape[] {
    const shapes: Shape[] = [];
    const seen = { slash: false, star: false, bare: undefined as Token | undefined, optional: false, count: 0 };
    while (!this.is(end)) {
      const first = this.token;
      if (this.take("**")) {
        this.parameter(scope, shapes, typed, "keywords");
        this.take(",");
        if (!this.is(end)) refuse("Nothing can follow the `**` parameter.", this.token);
        break;
      }
      if (this.take("/")) {
        if (seen.slash || seen.star || seen.count === 0) refuse("`/` does not fit here.", first);
        seen.slash = true;
      } else if (this.take("*")) {
        if (seen.star) refuse("`*` can stand only once in a parameter list.", first);
        seen.star = true;
        if (this.is(",")) seen.bare = first;
        else this.parameter(scope, shapes, typed, "rest");
      } else {
        const optional = this.parameter(scope, shapes, typed, "plain");
        if (seen.optional && !optional && !seen.star) {
          refuse("A parameter without a default cannot follow one with a default.", first);
        }
        seen.optional ||= optional;
        seen.bare = undefined;
        seen.count++;
      }
      if (!this.take(",")) break;
    }
    if (seen.bare !== undefined) refuse("A parameter with a name must follow `*`.", seen.bare);
    return shapes;
  }

  /** Says whether it has a default. */
  protected parameter(scope: NameScope, shapes: Shape[], typed: boolean, kind: "plain" | "rest" | "keywords"): boolean {
    const name = this.takeName();
    if (scope.has(name.text)) {
      const message = `The parameter \`${name.text}\` is named twice.`;
      this.aboutNames.push(new SyntaxProblem(message, name.from, name.to));
    }
    this.within(scope, () => this.mentionToken("parameter", name));
    if (typed && this.take(":")) shapes.push(kind === "rest" ? this.starExpression() : this.expression());
    if (!this.take("=")) return false;
    if (kind !== "plain") refuse("Only a plain parameter can have a default.", name);
    shapes.push(this.expression());
    return true;
  }
}
