/** @file Python's expressions, from `star_expressions` down to the operators. What binds closest is in `atoms.ts`. */
import { SyntaxProblem } from "./problem.ts";
import type { Shape } from "./shape.ts";
import { TargetCursor } from "./targets.ts";

/** Binary operators by how close they bind, loosest first. */
const levels: ReadonlyMap<string, number> = new Map(
  [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%", "@"]].flatMap((operators, level) =>
    operators.map((operator) => [operator, level] as const),
  ),
);
/** What can follow a whole expression, so that an atom before it is one. */
const ends: ReadonlySet<string> = new Set([",", ")", "]", "}", ":", "="]);
const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in", "is", "not"]);

export abstract class ExpressionCursor extends TargetCursor {
  protected abstract primary(): Shape;
  protected abstract atom(): Shape;
  protected abstract lambda(): Shape;

  /** One expression, or several with commas between: a tuple. */
  protected starExpressions(): Shape {
    const { from } = this.token;
    const first = this.starExpression();
    if (!this.is(",")) return first;
    const items = [first];
    while (this.take(",")) {
      if (!this.startsExpression()) break;
      items.push(this.starExpression());
    }
    return this.shape("tuple", from, [], items);
  }

  /** The same where a starred expression by itself cannot stand. */
  protected values(): Shape {
    const shape = this.starExpressions();
    this.noStar(shape);
    return shape;
  }

  protected noStar(shape: Shape): void {
    if (shape.kind !== "starred") return;
    this.aboutCode.push(new SyntaxProblem("A starred value needs a list or tuple around it.", shape.from, shape.to));
  }

  protected yieldOrValues(): Shape {
    return this.is("yield") ? this.yielded() : this.values();
  }

  protected starExpression(): Shape {
    const { from } = this.token;
    if (!this.take("*")) return this.expression();
    const value = this.operation(0);
    return this.shape("starred", from, [], [value]);
  }

  protected starNamedExpression(): Shape {
    return this.is("*") ? this.starExpression() : this.namedExpression();
  }

  /** An expression, or `name := expression`. */
  protected namedExpression(): Shape {
    const name = this.token;
    if (this.ahead(1).text !== ":=" || !this.isName()) {
      const shape = this.expression();
      if (this.is(":=")) this.cannot("assigned to", shape);
      return shape;
    }
    this.at += 2;
    const value = this.expression();
    this.bindWalrus(name);
    return this.shape("walrus", name.from, [value]);
  }

  protected bindWalrus(name: { readonly text: string; readonly from: number; readonly to: number }): void {
    if (this.iterables > 0) {
      const message = "`:=` cannot stand in the iterable of a comprehension.";
      this.aboutNames.push(new SyntaxProblem(message, name.from, name.to));
    }
    this.mention("walrus", { name: name.text, from: name.from, to: name.to });
  }

  protected yielded(): Shape {
    const start = this.expect("yield");
    this.mentionToken("yield", start);
    if (this.scope.kind !== "function" && this.scope.kind !== "lambda") {
      this.aboutNames.push(new SyntaxProblem("`yield` stands outside a function.", start.from, start.to));
    }
    let value: Shape | undefined;
    if (this.take("from")) {
      value = this.expression();
      if (this.scope.async) {
        this.aboutCode.push(new SyntaxProblem("`yield from` stands in an async function.", start.from, start.to));
      }
    } else if (this.startsExpression()) value = this.values();
    return this.shape("yield", start.from, [value]);
  }

  /** Whether an expression, starred or not, can begin here. */
  protected startsExpression(): boolean {
    const { kind, text } = this.token;
    if (kind === "number" || kind === "string") return true;
    if (kind === "operator") return "([{-+~*".includes(text) || text === "...";
    if (kind === "error") return this.fail();
    return kind === "name" && (this.isName() || starting.has(text));
  }

  protected expression(): Shape {
    // Most expressions of large texts are one name or literal.
    const { kind } = this.token;
    const short = kind === "number" || (kind === "name" && !this.is("lambda"));
    if (short && ends.has(this.ahead(1).text)) return this.atom();
    return this.deeper(() => {
      if (this.is("lambda")) return this.lambda();
      const { from } = this.token;
      const value = this.disjunction();
      if (!this.take("if")) return value;
      const test = this.disjunction();
      this.expect("else");
      const otherwise = this.expression();
      return this.shape("other", from, [value, test, otherwise]);
    });
  }

  protected disjunction(): Shape {
    return this.several("or", () => this.several("and", () => this.inversion()));
  }

  /** `lower` runs `a or b or c` flat in Python, but one inside another in the tree that is read afterwards. */
  protected several(operator: string, read: () => Shape): Shape {
    const { from } = this.token;
    let shape = read();
    while (this.take(operator)) shape = this.shape("other", from, [shape, read()]);
    return shape;
  }

  protected inversion(): Shape {
    const { from } = this.token;
    if (!this.take("not")) return this.comparison();
    const operand = this.deeper(() => this.inversion());
    return this.shape("other", from, [operand]);
  }

  protected comparison(): Shape {
    const { from } = this.token;
    let shape = this.operation(0);
    while (comparisons.has(this.token.text)) {
      if (this.is("not") && this.ahead(1).text !== "in") break;
      if (this.take("not")) this.expect("in");
      else if (this.take("is")) this.take("not");
      else this.at++;
      shape = this.shape("comparison", from, [shape, this.operation(0)]);
    }
    return shape;
  }

  /** Operators that bind at least as close as `level`. */
  protected operation(level: number): Shape {
    const { from } = this.token;
    let shape = this.unary();
    for (;;) {
      const binds = this.token.kind === "operator" ? levels.get(this.token.text) : undefined;
      if (binds === undefined || binds < level) return shape;
      this.at++;
      shape = this.shape("other", from, [shape, this.operation(binds + 1)]);
    }
  }

  protected unary(): Shape {
    const { from } = this.token;
    if (this.take("-") || this.take("+") || this.take("~")) {
      const operand = this.deeper(() => this.unary());
      return this.shape("other", from, [operand]);
    }
    const base = this.awaited();
    if (!this.take("**")) return base;
    const power = this.deeper(() => this.unary());
    return this.shape("other", from, [base, power]);
  }

  protected awaited(): Shape {
    const start = this.token;
    if (!this.take("await")) return this.primary();
    if (this.scope.kind !== "function" && this.scope.kind !== "lambda") {
      this.aboutCode.push(new SyntaxProblem("`await` stands outside a function.", start.from, start.to));
    } else if (!this.scope.async) {
      this.aboutCode.push(new SyntaxProblem("`await` stands outside an async function.", start.from, start.to));
    }
    const operand = this.primary();
    return this.shape("other", start.from, [operand]);
  }
}

const starting: ReadonlySet<string> = new Set(["None", "True", "False", "not", "lambda", "await"]);
