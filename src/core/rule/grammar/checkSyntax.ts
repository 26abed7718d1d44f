/**
 * @file Whether a text is Python at all, by the grammar of CPython 3.11, its rules about names included. The parser that programs are
 * lowered from mends what it cannot read; this one does not, so that nothing runs that CPython would refuse. Its depth is bounded, and so
 * is that of all that reads the text afterwards. https://docs.python.org/3.11/reference/grammar.html
 */
import { BlockCursor } from "./blocks.ts";
import type { NameScope } from "./names.ts";
import { SyntaxProblem } from "./problem.ts";

export type { SyntaxProblem } from "./problem.ts";

/** The first problem of a text whose line ends are `\n`; undefined where it is Python. Linear in the text. */
export function checkSyntax(text: string): SyntaxProblem | undefined {
  return new Checker(text).problem();
}

class Checker extends BlockCursor {
  problem(): SyntaxProblem | undefined {
    try {
      this.module();
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      return this.#tokenProblem(problem);
    }
    for (const scope of this.scopes) this.#nonlocals(scope);
    return this.aboutNames[0] ?? this.aboutCode[0];
  }

  /** CPython reads the rest of the text's tokens before it speaks: what they say goes first. */
  #tokenProblem(problem: SyntaxProblem): SyntaxProblem {
    const last = this.tokens.at(-1);
    if (last?.problem === undefined || last.problem.kind !== "grammar" || problem.kind !== "grammar") return problem;
    if (last.unclosed === undefined) return last.problem;
    const between = this.text.slice(last.unclosed.from, problem.from);
    return between.includes("\n") ? last.problem : problem;
  }

  #nonlocals(scope: NameScope): void {
    for (const [name, mention] of scope.nonlocals) {
      let outer = scope.outer;
      while (outer !== undefined && !((outer.kind === "function" || outer.kind === "lambda") && outer.binds(name))) {
        outer = outer.outer;
      }
      if (outer === undefined) this.say("names", `No function around binds \`${name}\`.`, mention);
    }
  }
}
