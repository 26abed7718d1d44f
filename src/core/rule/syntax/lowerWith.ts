/** @file `with` and what it enters. */
import type { Expression, Statement } from "./ast.ts";
import { incomplete, lowerExpression } from "./lowerExpression.ts";
import type { Lowering } from "./lowering.ts";
import { lowerBody } from "./lowerStatement.ts";
import { lowerTarget } from "./lowerTarget.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

export function lowerWith(lowering: Lowering, node: SyntaxNode, inLoop: boolean): Statement[] {
  const [keyword, ...children] = childrenOf(node);
  if (keyword?.name !== "with") {
    lowering.refuse(node, "`async` is outside the rule language.");
    return [];
  }
  const block = children.findIndex((child) => child.name === "Body");
  const items: { context: Expression; target: Expression | undefined }[] = [];
  for (let i = 0; i < block; i++) {
    const context = children[i] as SyntaxNode;
    if (context.name === ",") continue;
    const lowered = lowerExpression(lowering, context);
    const as = children[i + 1]?.name === "as" ? children[i + 2] : undefined;
    if (as !== undefined) i += 2;
    items.push({ context: lowered, target: as && lowerTarget(lowering, as) });
  }
  if (items.length === 0) incomplete(lowering, node);
  return [{ kind: "with", line: lowering.line(node), items, body: lowerBody(lowering, children[block], node, inLoop) }];
}
