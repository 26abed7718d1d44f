/** @file What the grammar remembers of an expression: as much as is needed to say whether it can be a target, and no more. */

export type ShapeKind =
  | "name"
  | "attribute"
  | "subscript"
  | "tuple"
  | "list"
  | "starred"
  | "call"
  | "constant"
  | "literal"
  | "comparison"
  | "walrus"
  | "yield"
  | "generator"
  | "other";

export interface Shape {
  readonly kind: ShapeKind;
  readonly from: number;
  readonly to: number;
  /** How deep the tree below it is. */
  readonly deep: number;
  /** Of a tuple, list or starred expression. */
  readonly items: readonly Shape[];
  /** Of a name, of a constant as it is written. */
  readonly name: string;
  /** Whether brackets stand around it. */
  readonly wrapped: boolean;
}

/** Deeper trees are not read: what reads them afterwards walks them on JavaScript's own stack. */
export const deepestTree = 300;
