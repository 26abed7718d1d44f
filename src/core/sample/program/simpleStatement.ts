/** @file Draws a statement of one line: an assignment, or an edit of a list. */
import type { BinaryOperator } from "../../rule/operation/arithmetic.ts";
import type { Expression, Statement } from "../../rule/syntax/ast.ts";
import type { Drawing, Drawn } from "./drawing.ts";
import { assignable, choose, editable, type Scope, withList, withNumber } from "./scope.ts";
import * as make from "./syntax.ts";

export function simpleStatement(drawing: Drawing, scope: Scope): Drawn {
  const { rng, expressions: draw } = drawing;
  const free = assignable(scope);
  const lists = editable(scope);
  const some = lists.length > 0;
  const kind = choose(rng, [
    [7, "assign"],
    [4, "update"],
    [3, "augment"],
    [some ? 3.5 : 0, "append"],
    [some ? 2.5 : 0, "insert"],
    [some ? 3.5 : 0, "pop"],
    [some ? 1.5 : 0, "set"],
    [some ? 0.5 : 0, "swap"],
    [free.length > 1 ? 0.7 : 0, "tuple"],
    [0.8, "list"],
    [1, "ternary"],
  ] as const);
  const only = (statement: Statement, after = scope): Drawn => ({
    statements: [drawing.line(statement)],
    scope: after,
  });
  const into = (value: Expression): Drawn => {
    const target = free.length > 0 && drawing.chance(0.5) ? rng.pick(free) : drawing.fresh();
    return only(make.assign(make.name(target), value), withNumber(scope, target));
  };
  switch (kind) {
    case "assign":
      return into(draw.sum(scope));
    case "ternary":
      return into(draw.ternary(scope));
    case "pop":
      return into(draw.pop(scope, rng.pick(lists)));
    case "update": {
      if (free.length === 0) return into(draw.sum(scope));
      const target = rng.pick(free);
      const operator = choose<BinaryOperator>(rng, [
        [6, "+"],
        [4, "-"],
        [1, "*"],
        [1.2, "//"],
        [1.2, "%"],
      ]);
      const by =
        operator === "+" || operator === "-"
          ? draw.atom(scope)
          : make.number(rng.integer(2, operator === "*" ? 4 : 10));
      return only(make.assign(make.name(target), make.binary(make.name(target), operator, by)));
    }
    case "augment": {
      if (free.length === 0) return into(draw.sum(scope));
      const operator = choose<BinaryOperator>(rng, [
        [5, "+"],
        [3, "-"],
        [0.6, "*"],
      ]);
      return only(make.augment(rng.pick(free), operator, draw.sum(scope, 1)));
    }
    case "append":
      return only(make.evaluate(make.method(rng.pick(lists), "append", draw.sum(scope, drawing.chance(0.5) ? 1 : 0))));
    case "insert":
      return only(
        make.evaluate(
          make.method(rng.pick(lists), "insert", make.number(0), draw.sum(scope, drawing.chance(0.5) ? 1 : 0)),
        ),
      );
    case "set": {
      const index =
        scope.numbers.length > 0 && drawing.chance(0.6)
          ? make.name(rng.pick(scope.numbers))
          : make.number(rng.integer(0, 2));
      return only(make.assign(make.item(rng.pick(lists), index), draw.sum(scope, 1)));
    }
    case "swap": {
      const list = rng.pick(lists);
      const at = scope.numbers.length > 0 ? make.name(rng.pick(scope.numbers)) : make.number(0);
      const next = make.binary(at, "+", make.number(1));
      return only(
        make.assign(
          make.tupleOf(make.item(list, at), make.item(list, next)),
          make.tupleOf(make.item(list, next), make.item(list, at)),
        ),
      );
    }
    case "tuple": {
      const [a = "", b = ""] = rng.shuffle([...free]);
      const values = drawing.chance(0.5)
        ? [make.name(b), drawing.chance(0.5) ? make.name(a) : draw.sum(scope, 1)]
        : [draw.sum(scope, 1), draw.sum(scope, 1)];
      return only(make.assign(make.tupleOf(make.name(a), make.name(b)), make.tupleOf(...values)));
    }
    case "list": {
      const name = drawing.fresh();
      const items = drawing.chance(0.6) ? [] : Array.from({ length: rng.integer(1, 3) }, () => draw.atom(scope));
      return only(make.assign(make.name(name), make.listOf(items)), withList(scope, name));
    }
  }
}
