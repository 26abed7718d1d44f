/** @file What can stand on the left of an assignment. */
import type { Expression } from "./ast.ts";
import { incomplete, lowerExpression } from "./lowerExpression.ts";
import type { Lowering } from "./lowering.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

/** One target: a name, an item, a slice, or a bracketed sequence of targets. */
export function lowerTarget(lowering: Lowering, node: SyntaxNode): Expression {
  const line = lowering.line(node);
  switch (node.name) {
    case "VariableName":
      return { kind: "name", line, name: lowering.bind(node) };
    case "MemberExpression":
      return lowerExpression(lowering, node);
    case "ParenthesizedExpression": {
      const [, inner, end] = childrenOf(node);
      if (inner === undefined || end === undefined) return incomplete(lowering, node);
      return lowerTarget(lowering, inner);
    }
    case "TupleExpression":
    case "ArrayExpression": {
      const items = lowerTargetItems(lowering, childrenOf(node).slice(1, -1), node);
      return { kind: node.name === "TupleExpression" ? "tuple" : "list", line, items };
    }
    default:
      return lowering.refuse(
        node,
        `\`${lowering.text(node)}\` cannot be assigned to. Assign to a name, an item or a slice.`,
      );
  }
}

/** Targets separated by commas: one is itself, several are a tuple. */
export function lowerTargets(lowering: Lowering, nodes: readonly SyntaxNode[], around: SyntaxNode): Expression {
  const [first] = nodes;
  if (first === undefined) return incomplete(lowering, around);
  if (nodes.length === 1) return lowerTarget(lowering, first);
  const items = lowerTargetItems(lowering, nodes, around);
  const [only] = items;
  if (only?.kind === "starred" && !nodes.some((node) => node.name === ",")) {
    return lowering.refuse(first, "A starred target must be in a list or tuple.");
  }
  return { kind: "tuple", line: lowering.line(first), items };
}

function lowerTargetItems(lowering: Lowering, nodes: readonly SyntaxNode[], around: SyntaxNode): Expression[] {
  const items: Expression[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as SyntaxNode;
    if (node.name === ",") continue;
    if (node.name !== "*") {
      items.push(lowerTarget(lowering, node));
      continue;
    }
    const value = nodes[++i];
    if (value === undefined) return [incomplete(lowering, around)];
    if (items.some((item) => item.kind === "starred")) lowering.refuse(value, "Only one target can be starred.");
    items.push({ kind: "starred", line: lowering.line(node), value: lowerTarget(lowering, value) });
  }
  return items;
}
