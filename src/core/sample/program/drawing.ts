/** @file What all parts of a program are drawn with: one generator, fresh names, and the count of lines. */
import type { Rng } from "../../base/rng.ts";
import type { Statement } from "../../rule/syntax/ast.ts";
import { ExpressionDraw } from "./expressions.ts";
import type { Scope } from "./scope.ts";

/** Statements, and what can be used after them. */
export interface Drawn {
  readonly statements: readonly Statement[];
  readonly scope: Scope;
}

export class Drawing {
  readonly rng: Rng;
  readonly expressions: ExpressionDraw;
  /** Lines so far; `else:` is not counted. */
  lines = 0;
  #names = 0;

  constructor(rng: Rng) {
    this.rng = rng;
    this.expressions = new ExpressionDraw(rng);
  }

  fresh(): string {
    return `v${this.#names++}`;
  }

  line(statement: Statement): Statement {
    this.lines++;
    return statement;
  }

  chance(share: number): boolean {
    return this.rng.next() < share;
  }
}
