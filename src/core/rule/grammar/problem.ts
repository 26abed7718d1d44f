/** @file Why a text is not Python: what CPython 3.11 says about it, and where. */

/**
 * `layout` is indentation and continued lines, which CPython speaks of only when it comes to them. `bound` is where a bound was passed
 * and not where the grammar was broken.
 */
export type ProblemKind = "grammar" | "layout" | "bound";

export class SyntaxProblem {
  readonly message: string;
  readonly from: number;
  readonly to: number;
  readonly kind: ProblemKind;

  constructor(message: string, from: number, to = from + 1, kind: ProblemKind = "grammar") {
    this.message = message;
    this.from = from;
    this.to = to;
    this.kind = kind;
  }
}

export function refuse(
  message: string,
  at: { readonly from: number; readonly to: number },
  kind: ProblemKind = "grammar",
): never {
  throw new SyntaxProblem(message, at.from, at.to, kind);
}
