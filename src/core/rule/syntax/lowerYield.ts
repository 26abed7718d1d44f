/** @file `yield` and `yield from`. */
import type { Expression } from "./ast.ts";
import { incomplete, lowerExpression, lowerList } from "./lowerExpression.ts";
import { errorNode, type Lowering } from "./lowering.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

export function lowerYield(lowering: Lowering, node: SyntaxNode): Expression {
  const line = lowering.line(node);
  const [, ...rest] = childrenOf(node);
  const [first, second] = rest;
  lowering.names.generates = true;
  if (lowering.inLambda)
    return lowering.refuse(node, "`yield` in a lambda is outside the rule language. Write a `def`.");
  if (first === undefined || isBareYield(node)) return { kind: "yield", line, value: undefined };
  if (first.name !== "from") return { kind: "yield", line, value: lowerList(lowering, rest, node) };
  if (second === undefined) return incomplete(lowering, node);
  return { kind: "delegate", line, value: lowerExpression(lowering, second) };
}

/** The parser misses the value of a `yield` that has none. */
export function isBareYield(node: SyntaxNode): boolean {
  const [word, missing, ...rest] = childrenOf(node);
  const yields = node.name === "YieldStatement" || node.name === "YieldExpression";
  return (
    yields && word !== undefined && missing?.name === errorNode && missing.from === missing.to && rest.length === 0
  );
}
