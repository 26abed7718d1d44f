/** @file Function definitions, at the top level and inside other functions. */
import type { FunctionDefinition } from "./ast.ts";
import { lowerParameters } from "./lowerCall.ts";
import { errorNode, type Lowering, unreadable } from "./lowering.ts";
import { lowerBody } from "./lowerStatement.ts";
import { adviceOnName } from "./names.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

/** Lowers a definition in the names that `lowering` has now; undefined where it has no name or no parameters. */
export function lowerDefinition(lowering: Lowering, node: SyntaxNode): FunctionDefinition | undefined {
  const { source } = lowering;
  const children = childrenOf(node);
  const nameNode = children.find((child) => child.name === "VariableName");
  const list = children.find((child) => child.name === "ParamList");
  if (nameNode === undefined || list === undefined) {
    const broken = children.find((child) => child.name === errorNode);
    source.report(node, broken === undefined ? "This function cannot be read." : unreadable(lowering, broken));
    return undefined;
  }
  const name = lowering.name(nameNode);
  const end = node.from + source.textOf(node).trimEnd().length;
  if (children[0]?.name === "async")
    lowering.refuse(node, "`async` is outside the rule language. Write a plain function.");
  if (name.startsWith("__") && lowering.names.outer?.classes === undefined)
    source.report(nameNode, adviceOnName(name) ?? "");
  for (const child of children) {
    if (child.name === errorNode) lowering.refuse(child.to > child.from ? child : node, unreadable(lowering, child));
    if (child.name === "TypeParamList") lowering.refuse(child, "Type parameters are outside the rule language.");
  }
  const parameters = lowerParameters(lowering, childrenOf(list).slice(1, -1), list);
  for (const parameter of parameters) lowering.names.parameters.add(parameter.name);
  if (childrenOf(list).at(-1)?.name !== ")")
    lowering.refuse(list, "This parameter list does not end. Close it with `)`.");
  const block = children.find((child) => child.name === "Body");
  const body = lowerBody(lowering, block, node, false);
  return {
    name: lowering.names.outer?.classes === undefined ? name : lowering.mangled(name),
    line: source.line(node.from),
    endLine: source.line(end),
    parameters,
    body,
    decorators: [],
    generates: lowering.names.generates,
  };
}
