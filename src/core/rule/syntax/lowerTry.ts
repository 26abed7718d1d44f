/** @file `try` with its `except`, `else` and `finally` blocks. */
import type { ExceptHandler, Statement } from "./ast.ts";
import { lowerExpression } from "./lowerExpression.ts";
import type { Lowering } from "./lowering.ts";
import { lowerBody } from "./lowerStatement.ts";
import type { SyntaxNode } from "./source.ts";

export function lowerTry(
  lowering: Lowering,
  node: SyntaxNode,
  children: readonly SyntaxNode[],
  inLoop: boolean,
): Statement[] {
  const clauses = clausesOf(children);
  const [first, ...rest] = clauses;
  const body = lowerBody(lowering, first?.body, node, inLoop);
  const handlers: ExceptHandler[] = [];
  let otherwise: Statement[] = [];
  let final: Statement[] = [];
  let last = "try";
  for (const [index, { keyword, head, body: block }] of rest.entries()) {
    const { name } = keyword;
    if (!follows(last, name)) lowering.refuse(keyword, `\`${name}\` cannot follow \`${last}\` here.`);
    last = name;
    if (name === "except") {
      const handler = lowerHandler(lowering, node, { keyword, head, body: block }, inLoop);
      handlers.push(handler);
      if (handler.type === undefined && rest[index + 1]?.keyword.name === "except") {
        lowering.refuse(keyword, "An `except` without a type catches everything. It must come last.");
      }
    } else if (name === "else") otherwise = lowerBody(lowering, block, node, inLoop);
    else final = lowerBody(lowering, block, node, inLoop);
  }
  if (handlers.length === 0 && final.length === 0) {
    lowering.refuse(node, "A `try` needs an `except` or a `finally` block after it.");
  }
  return [{ kind: "try", line: lowering.line(node), body, handlers, otherwise, final }];
}

interface Clause {
  readonly keyword: SyntaxNode;
  readonly head: readonly SyntaxNode[];
  readonly body: SyntaxNode | undefined;
}

function clausesOf(children: readonly SyntaxNode[]): Clause[] {
  const clauses: { keyword: SyntaxNode; head: SyntaxNode[]; body: SyntaxNode | undefined }[] = [];
  for (const child of children) {
    const open = clauses.at(-1);
    if (open === undefined || open.body !== undefined) clauses.push({ keyword: child, head: [], body: undefined });
    else if (child.name === "Body") open.body = child;
    else open.head.push(child);
  }
  return clauses;
}

function follows(last: string, name: string): boolean {
  if (name === "except") return last === "try" || last === "except";
  if (name === "else") return last === "except";
  return name === "finally" && last !== "finally";
}

function lowerHandler(
  lowering: Lowering,
  node: SyntaxNode,
  { keyword, head, body }: Clause,
  inLoop: boolean,
): ExceptHandler {
  const line = lowering.line(keyword);
  const [type, as, name, more] = head;
  if (type?.name === "*") lowering.refuse(type, "Exception groups (`except*`) are outside the rule language.");
  else if (as?.name === ",") lowering.refuse(as, "Put brackets around several exception types.");
  else if ((as !== undefined && as.name !== "as") || more !== undefined)
    lowering.refuse(as ?? keyword, "This does not fit here.");
  else if (as !== undefined && name?.name !== "VariableName") lowering.refuse(as, "A plain name must follow `as`.");
  const lowered = type === undefined || type.name === "*" ? undefined : lowerExpression(lowering, type);
  const bound = name?.name === "VariableName" ? lowering.bind(name) : undefined;
  return { line, type: lowered, name: bound, body: lowerBody(lowering, body, node, inLoop) };
}
