/** @file Class definitions and decorators. */
import type { Expression, Statement } from "./ast.ts";
import { lowerArguments } from "./lowerCall.ts";
import { incomplete, lowerExpression, lowerItems } from "./lowerExpression.ts";
import { lowerDefinition } from "./lowerFunction.ts";
import { errorNode, type Lowering, unreadable } from "./lowering.ts";
import { lowerBody } from "./lowerStatement.ts";
import { isOutsideType } from "./names.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

export type ClassStatement = Statement & { readonly kind: "class" };

/** A class, with the decorators that stand above it. */
export function lowerClass(
  lowering: Lowering,
  node: SyntaxNode,
  decorators: readonly Expression[] = [],
): ClassStatement | undefined {
  const children = childrenOf(node);
  const nameNode = children.find((child) => child.name === "VariableName");
  const broken = children.find((child) => child.name === errorNode || child.name === "TypeParamList");
  if (nameNode === undefined || broken !== undefined) {
    lowering.refuse(broken ?? node, broken === undefined ? "This class has no name." : unreadable(lowering, broken));
    return undefined;
  }
  const list = children.find((child) => child.name === "ArgList");
  const bases = list === undefined ? [] : lowerBases(lowering, list);
  const name = lowering.bind(nameNode);
  const block = children.find((child) => child.name === "Body");
  const [body, annotations] = lowering.withinClass(name, () => {
    const statements = lowerBody(lowering, block, node, false);
    return [statements, block === undefined ? [] : annotationsOf(lowering, block)] as const;
  });
  for (const statement of body) checkMember(lowering, statement, block ?? node);
  const end = node.from + lowering.text(node).trimEnd().length;
  return {
    kind: "class",
    line: lowering.line(node),
    endLine: lowering.source.line(end),
    name,
    bases,
    body,
    annotations,
    decorators,
  };
}

function lowerBases(lowering: Lowering, list: SyntaxNode): readonly Expression[] {
  const nodes = childrenOf(list).slice(1, -1);
  const keyword = nodes.findIndex((child) => child.name === "AssignOp");
  if (keyword >= 0) {
    const named = nodes[keyword - 1] ?? list;
    lowering.refuse(named, `\`${lowering.text(named)}=\` in a class definition is outside the rule language.`);
    return [];
  }
  for (const base of nodes) {
    if (base.name === "VariableName" && isOutsideType(lowering.name(base)) && !lowering.isLocal(lowering.name(base))) {
      lowering.refuse(
        base,
        `A class that inherits from \`${lowering.text(base)}\` is outside the rule language. Keep one in a field.`,
      );
    }
  }
  return lowerItems(lowering, nodes, list);
}

/** The names with a type written after them, directly in the class's block, and the type as it is written. */
function annotationsOf(lowering: Lowering, block: SyntaxNode): (readonly [string, string])[] {
  return childrenOf(block).flatMap((node) => {
    const [first, type] = childrenOf(node);
    if (node.name !== "AssignStatement" || first?.name !== "VariableName" || type?.name !== "TypeDef") return [];
    return [[lowering.name(first), lowering.text(type).replace(/^:\s*/, "")] as const];
  });
}

/** Methods with which a class changes how the language itself works. */
const outsideMembers: ReadonlySet<string> = new Set(
  (
    "__new__ __init_subclass__ __set_name__ __get__ __set__ __delete__ __getattribute__ __setattr__ __delattr__ __class_getitem__ " +
    "__del__ __prepare__ __instancecheck__ __subclasscheck__ __dir__ __sizeof__ __reduce__ __copy__ __deepcopy__ __await__ __aiter__ " +
    "__anext__ __aenter__ __aexit__ __length_hint__ __complex__ __bytes__ __matmul__ __rmatmul__ __imatmul__"
  ).split(" "),
);

function checkMember(lowering: Lowering, statement: Statement, around: SyntaxNode): void {
  const name = statement.kind === "function" ? statement.definition.name : undefined;
  if (name === undefined || !outsideMembers.has(name)) return;
  const place = lowering.source.text.indexOf(name, around.from);
  lowering.source.report(
    { from: place, to: place + name.length },
    `\`${name}\` is outside the rule language. Write what it does as a plain method.`,
  );
}

/** A function or class with decorators above it. */
export function lowerDecorated(lowering: Lowering, node: SyntaxNode): Statement[] {
  const children = childrenOf(node);
  const decorators = children
    .filter((child) => child.name === "Decorator")
    .map((each) => lowerDecorator(lowering, each));
  const definition = children.at(-1);
  if (definition?.name === "ClassDefinition") {
    const lowered = lowerClass(lowering, definition, decorators);
    return lowered === undefined ? [] : [lowered];
  }
  if (definition?.name !== "FunctionDefinition") {
    incomplete(lowering, definition ?? node);
    return [];
  }
  return lowerFunctionStatement(lowering, definition, decorators);
}

export function lowerFunctionStatement(
  lowering: Lowering,
  node: SyntaxNode,
  decorators: readonly Expression[] = [],
): Statement[] {
  const name = childrenOf(node).find((child) => child.name === "VariableName");
  if (name !== undefined) lowering.bind(name);
  const definition = lowering.within(() => lowerDefinition(lowering, node));
  return definition === undefined
    ? []
    : [{ kind: "function", line: lowering.line(node), definition: { ...definition, decorators } }];
}

/** `@name`, `@name.attribute` or a call of one; any other expression as well, in brackets. */
function lowerDecorator(lowering: Lowering, node: SyntaxNode): Expression {
  const [at, first, ...rest] = childrenOf(node);
  if (first === undefined || at === undefined) return incomplete(lowering, node);
  let value = lowerExpression(lowering, first);
  const line = lowering.line(first);
  for (let i = 0; i < rest.length; i++) {
    const part = rest[i] as SyntaxNode;
    const next = rest[i + 1];
    if (part.name === "." && next !== undefined) {
      const ofModule = value.kind === "name" && lowering.modules.has(value.name);
      value = { kind: "attribute", line, value, name: lowering.name(next), nameLine: lowering.line(next), ofModule };
      i++;
    } else if (part.name === "ArgList") value = lowerArguments(lowering, value, part, line);
    else return incomplete(lowering, part);
  }
  return value;
}
