/**
 * @file Draws programs of the rule language that mean nothing: typed, with fresh names, over numbers and lists of numbers. Most of them end, and
 * most of what they compute matters; whoever uses one runs it first and drops it where that is not so (`problems.ts`).
 */
import type { Rng } from "../../base/rng.ts";
import type { BinaryOperator } from "../../rule/operation/arithmetic.ts";
import type { Expression, FunctionDefinition, Statement } from "../../rule/syntax/ast.ts";
import { Drawing, type Drawn } from "./drawing.ts";
import { assignable, choose, editable, emptyScope, inLoop, type Scope, withList, withNumber } from "./scope.ts";
import { simpleStatement } from "./simpleStatement.ts";
import * as make from "./syntax.ts";

export interface ProgramOptions {
  /** Lines of the body, `else:` not counted. */
  readonly lines: readonly [least: number, most: number];
  /** Loops and branches inside each other. */
  readonly nesting: number;
}

export type ParameterKind = "number" | "list";

export interface DrawnProgram {
  readonly definition: FunctionDefinition;
  readonly parameters: readonly ParameterKind[];
}

export function drawProgram(rng: Rng, options: ProgramOptions): DrawnProgram {
  return new ProgramDraw(rng, options).draw();
}

class ProgramDraw {
  readonly #rng: Rng;
  readonly #nesting: number;
  readonly #target: number;
  readonly #drawing: Drawing;

  constructor(rng: Rng, { lines: [least, most], nesting }: ProgramOptions) {
    this.#rng = rng;
    this.#nesting = nesting;
    this.#target = rng.integer(least, most);
    this.#drawing = new Drawing(rng);
  }

  draw(): DrawnProgram {
    const rng = this.#rng;
    const count = choose(rng, [
      [4, 1],
      [5, 2],
      [2, 3],
    ]);
    const parameters: { name: string; kind: ParameterKind }[] = [];
    let scope = emptyScope;
    for (let i = 0; i < count; i++) {
      const kind = choose<ParameterKind>(rng, [
        [1, "number"],
        [1, "list"],
      ]);
      const name = this.#drawing.fresh();
      parameters.push({ name, kind });
      scope = kind === "number" ? withNumber(scope, name) : withList(scope, name);
    }
    const body: Statement[] = [];
    const add = ({ statements, scope: after }: Drawn): void => {
      body.push(...statements);
      scope = after;
    };
    const starts = rng.integer(0, 2);
    for (let i = 0; i < starts && this.#drawing.lines < this.#target - 1; i++) add(this.#start(scope));
    while (this.#drawing.lines < this.#target - 1) add(this.#statement(scope, 1));
    body.push(this.#drawing.line(make.giveBack(this.#result(scope))));
    return {
      definition: make.definition(
        "f",
        parameters.map(({ name }) => name),
        body,
      ),
      parameters: parameters.map(({ kind }) => kind),
    };
  }

  /** What rules often begin with: an empty list, a counter. */
  #start(scope: Scope): Drawn {
    const name = this.#drawing.fresh();
    if (this.#drawing.chance(0.4)) {
      return {
        statements: [this.#drawing.line(make.assign(make.name(name), make.listOf([])))],
        scope: withList(scope, name),
      };
    }
    const value = this.#drawing.chance(0.75)
      ? make.number(this.#drawing.expressions.constant())
      : this.#drawing.expressions.atom(scope);
    return { statements: [this.#drawing.line(make.assign(make.name(name), value))], scope: withNumber(scope, name) };
  }

  #block(scope: Scope, depth: number, most: number): Statement[] {
    const size = this.#rng.integer(1, Math.max(1, most));
    const statements: Statement[] = [];
    let inside = scope;
    for (let i = 0; i < size && (i === 0 || this.#drawing.lines < this.#target); i++) {
      const drawn = this.#statement(inside, depth);
      statements.push(...drawn.statements);
      inside = drawn.scope;
    }
    return statements;
  }

  #statement(scope: Scope, depth: number): Drawn {
    const room = this.#target - this.#drawing.lines;
    const deeper = depth <= this.#nesting;
    const kind = choose(this.#rng, [
      [6, "simple"],
      [deeper && room > 1 ? 2.6 : 0, "if"],
      [deeper && room > 2 ? 2.2 : 0, "while"],
      [deeper && room > 1 ? 2.2 : 0, "for"],
    ] as const);
    if (kind === "simple") return simpleStatement(this.#drawing, scope);
    if (kind === "if") return { statements: [this.#branch(scope, depth)], scope };
    return kind === "for" ? this.#for(scope, depth) : this.#while(scope, depth);
  }

  #branch(scope: Scope, depth: number): Statement {
    const test = this.#drawing.expressions.condition(scope);
    this.#drawing.lines++;
    const body = this.#leaf(scope, depth + 1);
    const roll = this.#rng.next();
    if (roll < 0.15 && depth <= this.#nesting) return make.branch(test, body, [this.#branch(scope, depth)]);
    return make.branch(test, body, roll < 0.5 ? this.#leaf(scope, depth + 1) : []);
  }

  #leaf(scope: Scope, depth: number): Statement[] {
    const roll = this.#rng.next();
    if (scope.inLoop && roll < 0.08)
      return [this.#drawing.line(make.jump(this.#drawing.chance(0.7) ? "break" : "continue"))];
    if (roll < 0.14) return [this.#drawing.line(make.giveBack(this.#result(scope)))];
    return this.#block(scope, depth, 2);
  }

  #for(scope: Scope, depth: number): Drawn {
    const rng = this.#rng;
    const free = assignable(scope);
    const target = free.length > 0 && this.#drawing.chance(0.1) ? rng.pick(free) : this.#drawing.fresh();
    const over = scope.lists.length > 0 && this.#drawing.chance(0.6) ? rng.pick(scope.lists) : undefined;
    const iterable = over === undefined ? this.#range(scope) : make.name(over);
    this.#drawing.lines++;
    const inside = inLoop(withNumber(scope, target), { iterated: over === undefined ? [] : [over], locked: [target] });
    const body = this.#block(inside, depth + 1, 3);
    return { statements: [make.loopFor(target, iterable, body)], scope };
  }

  #range(scope: Scope): Expression {
    const rng = this.#rng;
    const { numbers, lists } = scope;
    const stop =
      lists.length > 0 && this.#drawing.chance(0.4)
        ? make.call("len", make.name(rng.pick(lists)))
        : numbers.length > 0 && this.#drawing.chance(0.6)
          ? make.name(rng.pick(numbers))
          : make.number(rng.integer(2, 6));
    if (this.#drawing.chance(0.7)) return make.call("range", stop);
    const start = this.#drawing.chance(0.7) ? make.number(rng.integer(0, 3)) : this.#drawing.expressions.atom(scope);
    return make.call("range", start, this.#drawing.chance(0.7) ? stop : make.binary(stop, "+", make.number(1)));
  }

  #while(scope: Scope, depth: number): Drawn {
    const free = assignable(scope);
    const lists = editable(scope);
    const kind = choose(this.#rng, [
      [4, "count"],
      [lists.length > 0 ? 4 : 0, "drain"],
      [free.length > 0 ? 3 : 0, "down"],
      [free.length > 1 ? 0.8 : 0, "chase"],
      [0.6, "any"],
    ] as const);
    switch (kind) {
      case "count":
        return this.#count(scope, depth);
      case "drain":
        return this.#drain(scope, depth, lists);
      case "down":
        return this.#down(scope, depth, this.#rng.pick(free));
      case "chase":
        return this.#chase(scope, depth, free);
      case "any": {
        const test = this.#drawing.expressions.condition(scope);
        this.#drawing.lines++;
        return { statements: [make.loopWhile(test, this.#block(inLoop(scope), depth + 1, 3))], scope };
      }
    }
  }

  /** `i = 0`, `while i < n`, and a step. */
  #count(scope: Scope, depth: number): Drawn {
    const rng = this.#rng;
    const free = assignable(scope);
    const counter = free.length > 0 && this.#drawing.chance(0.25) ? rng.pick(free) : this.#drawing.fresh();
    const begin = this.#drawing.line(
      make.assign(make.name(counter), make.number(this.#drawing.chance(0.75) ? 0 : rng.integer(1, 3))),
    );
    const others = scope.numbers.filter((each) => each !== counter);
    let stop: Expression;
    if (scope.lists.length > 0 && this.#drawing.chance(0.5)) {
      stop = make.call("len", make.name(rng.pick(scope.lists)));
      if (this.#drawing.chance(0.25)) stop = make.binary(stop, "-", make.number(1));
    } else
      stop =
        others.length > 0 && this.#drawing.chance(0.6) ? make.name(rng.pick(others)) : make.number(rng.integer(2, 6));
    const test = make.compare(
      make.name(counter),
      choose(rng, [
        [6, "<"],
        [1.5, "<="],
        [1, "!="],
      ] as const),
      stop,
    );
    this.#drawing.lines++;
    const after = withNumber(scope, counter);
    const body = this.#stepped(
      inLoop(after, { locked: [counter] }),
      depth,
      this.#add(counter, "+", this.#drawing.chance(0.85) ? 1 : 2),
      0.2,
    );
    return { statements: [begin, make.loopWhile(test, body)], scope: after };
  }

  /** `while xs`, taking items out; often of two lists at once. */
  #drain(scope: Scope, depth: number, lists: readonly string[]): Drawn {
    const rng = this.#rng;
    const list = rng.pick(lists);
    const others = lists.filter((each) => each !== list);
    const other = others.length > 0 && this.#drawing.chance(0.35) ? rng.pick(others) : undefined;
    const test =
      other !== undefined
        ? make.logic(this.#drawing.chance(0.6) ? "or" : "and", make.name(list), make.name(other))
        : this.#drawing.chance(0.7)
          ? make.name(list)
          : make.compare(make.call("len", make.name(list)), ">", make.number(rng.integer(0, 1)));
    this.#drawing.lines++;
    const taken: Statement[] = [];
    let inside = inLoop(scope);
    for (const each of other === undefined ? [list] : [list, other]) {
      const name = this.#drawing.fresh();
      const guarded = other !== undefined || this.#drawing.chance(0.1);
      taken.push(
        this.#drawing.line(make.assign(make.name(name), this.#drawing.expressions.pop(inside, each, guarded))),
      );
      inside = withNumber(inside, name);
    }
    const emptied = new Set([list, ...(other === undefined ? [] : [other])]);
    const left = { ...inside, lists: inside.lists.filter((each) => !emptied.has(each) || this.#drawing.chance(0.1)) };
    return { statements: [make.loopWhile(test, [...taken, ...this.#block(left, depth + 1, 3)])], scope };
  }

  /** `while n > 0`, and a step down. */
  #down(scope: Scope, depth: number, counter: string): Drawn {
    const rng = this.#rng;
    const operator = choose(rng, [
      [5, ">"],
      [2, ">="],
      [1.5, "!="],
    ] as const);
    const test = make.compare(
      make.name(counter),
      operator,
      make.number(this.#drawing.chance(0.6) ? 0 : rng.integer(1, 5)),
    );
    this.#drawing.lines++;
    const step = this.#drawing.chance(0.8)
      ? this.#add(counter, "-", rng.integer(1, 3))
      : make.assign(make.name(counter), make.binary(make.name(counter), "//", make.number(rng.integer(2, 10))));
    const body = this.#stepped(inLoop(scope, { locked: [counter] }), depth, step, 0.3);
    return { statements: [make.loopWhile(test, body)], scope };
  }

  /** Two numbers that come nearer to each other. */
  #chase(scope: Scope, depth: number, free: string[]): Drawn {
    const [a = "", b = ""] = this.#rng.shuffle([...free]);
    const test = make.compare(make.name(a), this.#drawing.chance(0.6) ? "!=" : "<", make.name(b));
    this.#drawing.lines++;
    if (this.#drawing.chance(0.6)) {
      const less = (x: string, y: string) =>
        this.#drawing.line(
          make.assign(
            make.name(x),
            make.binary(make.name(x), "-", this.#drawing.chance(0.6) ? make.name(y) : make.number(1)),
          ),
        );
      this.#drawing.lines++;
      const inner = make.branch(make.compare(make.name(a), ">", make.name(b)), [less(a, b)], [less(b, a)]);
      return { statements: [make.loopWhile(test, [inner])], scope };
    }
    const step = this.#drawing.line(this.#add(a, "+", this.#rng.integer(1, 2)));
    return {
      statements: [make.loopWhile(test, [step, ...this.#block(inLoop(scope, { locked: [a, b] }), depth + 1, 1)])],
      scope,
    };
  }

  #stepped(scope: Scope, depth: number, step: Statement, first: number): Statement[] {
    const begins = this.#drawing.chance(first);
    this.#drawing.lines++;
    const body = this.#block(scope, depth + 1, 3);
    return begins ? [step, ...body] : [...body, step];
  }

  /** `x = x + c` or `x += c`. */
  #add(name: string, operator: BinaryOperator, by: number): Statement {
    if (this.#drawing.chance(0.4)) return make.augment(name, operator, make.number(by));
    return make.assign(make.name(name), make.binary(make.name(name), operator, make.number(by)));
  }

  #result(scope: Scope): Expression {
    const rng = this.#rng;
    if (scope.lists.length > 0 && this.#drawing.chance(0.4)) return make.name(rng.pick(scope.lists));
    if (this.#drawing.chance(0.12)) return this.#drawing.expressions.comparison(scope);
    if (scope.numbers.length > 0 && this.#drawing.chance(0.65)) return make.name(rng.pick(scope.numbers));
    return this.#drawing.expressions.sum(scope);
  }
}
