/** @file From the parser's tree to expressions. What is outside the language is reported and replaced by None. */
import type { BinaryOperator } from "../operation/arithmetic.ts";
import { readFloat } from "../operation/floatText.ts";
import { ellipsis } from "../value.ts";
import type { AttributeExpression, DictEntry, Expression } from "./ast.ts";
import { adviceOnAttribute } from "./attributeNames.ts";
import { lowerCall, lowerComprehension, lowerLambda } from "./lowerCall.ts";
import { adviceOnMember } from "./lowerImport.ts";
import { errorNode, type Lowering, unreadable } from "./lowering.ts";
import { isLogical, lowerLogic } from "./lowerLogic.ts";
import { lowerStrings } from "./lowerString.ts";
import { lowerYield } from "./lowerYield.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";
import { parseInteger } from "./string.ts";

export function lowerExpression(lowering: Lowering, node: SyntaxNode): Expression {
  const line = lowering.line(node);
  switch (node.name) {
    case "Number":
      return lowerNumber(lowering, node);
    case "Boolean":
      return { kind: "constant", line, value: lowering.text(node) === "True" };
    case "None":
      return { kind: "constant", line, value: null };
    case "VariableName":
      return { kind: "name", line, name: lowering.use(node) };
    case "String":
    case "FormatString":
    case "ContinuedString":
      return lowerStrings(lowering, node);
    case "ParenthesizedExpression":
      return lowerParenthesized(lowering, node);
    case "TupleExpression":
    case "ArrayExpression": {
      const kind = node.name === "TupleExpression" ? "tuple" : "list";
      return { kind, line, items: lowerItems(lowering, childrenOf(node).slice(1, -1), node) };
    }
    case "DictionaryExpression":
      return { kind: "dict", line, entries: lowerEntries(lowering, node) };
    case "ArrayComprehensionExpression":
      return lowerComprehension(lowering, childrenOf(node).slice(1, -1), line, "list", node);
    case "DictionaryComprehensionExpression":
      return lowerComprehension(lowering, childrenOf(node).slice(1, -1), line, "dict", node);
    case "SetExpression":
      return { kind: "set", line, items: lowerItems(lowering, childrenOf(node).slice(1, -1), node) };
    case "SetComprehensionExpression":
      return lowerComprehension(lowering, childrenOf(node).slice(1, -1), line, "set", node);
    case "ComprehensionExpression":
      return lowerComprehension(lowering, childrenOf(node).slice(1, -1), line, "generator", node);
    case "UnaryExpression":
      return lowerUnary(lowering, node);
    case "BinaryExpression":
      return lowerBinary(lowering, node);
    case "ConditionalExpression": {
      const [chosen, , test, , otherwise] = childrenOf(node);
      if (chosen === undefined || test === undefined || otherwise === undefined) return incomplete(lowering, node);
      return {
        kind: "conditional",
        line,
        test: lowerExpression(lowering, test),
        chosen: lowerExpression(lowering, chosen),
        otherwise: lowerExpression(lowering, otherwise),
      };
    }
    case "NamedExpression": {
      const [target, , value] = childrenOf(node);
      if (target?.name !== "VariableName" || value === undefined) {
        return lowering.refuse(node, "`:=` needs a plain name on its left.");
      }
      return { kind: "named", line, name: lowering.bind(target), value: lowerExpression(lowering, value) };
    }
    case "CallExpression":
      return lowerCall(lowering, node);
    case "MemberExpression":
      return lowerMember(lowering, node);
    case "LambdaExpression":
      return lowerLambda(lowering, node);
    case "YieldExpression":
    case "YieldStatement":
      return lowerYield(lowering, node);
    case "AwaitExpression":
      return lowering.refuse(node, "Rules do not wait for anything: `await` is outside the rule language.");
    case "Ellipsis":
      return { kind: "constant", line, value: ellipsis };
    case errorNode:
      return incomplete(lowering, node);
    default:
      return lowering.refuse(node, `${node.name} is outside the rule language.`);
  }
}

export function incomplete(lowering: Lowering, node: SyntaxNode): Expression {
  return lowering.refuse(node, unreadable(lowering, node));
}

function lowerNumber(lowering: Lowering, node: SyntaxNode): Expression {
  const text = lowering.text(node);
  const value = parseInteger(text);
  if (value !== undefined) return { kind: "constant", line: lowering.line(node), value };
  if (/^0[0-9_]+$/.test(text)) return lowering.refuse(node, "An int cannot start with 0. Write 0o for octal numbers.");
  if (/[jJ]$/.test(text))
    return lowering.refuse(node, "Complex numbers are outside the rule language. Use pairs of floats.");
  const float = readFloat(text);
  if (float !== undefined) return { kind: "constant", line: lowering.line(node), value: float };
  return lowering.refuse(node, `\`${text}\` is not a number.`);
}

function lowerParenthesized(lowering: Lowering, node: SyntaxNode): Expression {
  const children = childrenOf(node);
  const [, inner] = children;
  if (inner === undefined || children.length !== 3) return incomplete(lowering, children.at(-1) ?? node);
  return lowerExpression(lowering, inner);
}

/** Comma-separated expressions, some of them starred. `around` is the node to blame for what is missing. */
export function lowerItems(lowering: Lowering, nodes: readonly SyntaxNode[], around: SyntaxNode): Expression[] {
  const items: Expression[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as SyntaxNode;
    if (node.name === ",") continue;
    if (node.name !== "*") {
      items.push(lowerExpression(lowering, node));
      continue;
    }
    const value = nodes[++i];
    if (value === undefined) items.push(incomplete(lowering, around));
    else items.push({ kind: "starred", line: lowering.line(node), value: lowerExpression(lowering, value) });
  }
  return items;
}

/** Expressions separated by commas without brackets: one is itself, several (or one and a comma) are a tuple. */
export function lowerList(lowering: Lowering, nodes: readonly SyntaxNode[], around: SyntaxNode): Expression {
  const [first] = nodes;
  if (first === undefined) return incomplete(lowering, around);
  const items = lowerItems(lowering, nodes, around);
  const [only] = items;
  if (items.length === 1 && only !== undefined && !nodes.some((node) => node.name === ",")) {
    if (only.kind === "starred") return lowering.refuse(first, "A starred value needs a list or tuple around it.");
    return only;
  }
  return { kind: "tuple", line: lowering.line(first), items };
}

function lowerEntries(lowering: Lowering, node: SyntaxNode): DictEntry[] {
  const nodes = childrenOf(node).slice(1, -1);
  const entries: DictEntry[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const first = nodes[i] as SyntaxNode;
    if (first.name === ",") continue;
    const starred = first.name === "**";
    const value = nodes[starred ? i + 1 : i + 2];
    if (value === undefined || value.name === "," || (!starred && nodes[i + 1]?.name !== ":")) {
      incomplete(lowering, nodes.find((child) => child.name === errorNode) ?? node);
      return entries;
    }
    entries.push({
      key: starred ? undefined : lowerExpression(lowering, first),
      value: lowerExpression(lowering, value),
    });
    i += starred ? 1 : 2;
  }
  return entries;
}

function lowerUnary(lowering: Lowering, node: SyntaxNode): Expression {
  const [sign, operand] = childrenOf(node);
  if (sign === undefined || operand === undefined) return incomplete(lowering, node);
  const operator = lowering.text(sign);
  if (operator === "not") return lowerLogic(lowering, node);
  if (operator !== "-" && operator !== "+" && operator !== "~") return incomplete(lowering, sign);
  return { kind: "unary", line: lowering.line(node), operator, operand: lowerExpression(lowering, operand) };
}

const arithmetic: Readonly<Record<string, BinaryOperator>> = Object.fromEntries(
  (["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^"] as const).map((operator) => [operator, operator]),
);

/** The operator of an arithmetic expression or an augmented assignment; reports the ones that are outside. */
export function lowerOperator(lowering: Lowering, node: SyntaxNode, text: string): BinaryOperator | undefined {
  const operator = arithmetic[text];
  if (operator !== undefined) return operator;
  if (text === "@") lowering.refuse(node, "`@` is outside the rule language. Multiply with loops over lists.");
  else incomplete(lowering, node);
  return undefined;
}

function lowerBinary(lowering: Lowering, node: SyntaxNode): Expression {
  const children = childrenOf(node);
  const left = children[0];
  const right = children.at(-1);
  const [mark, ...others] = children.slice(1, -1);
  if (left === undefined || right === undefined || mark === undefined) return incomplete(lowering, node);
  if (isLogical(mark)) return lowerLogic(lowering, node);
  if (right.name === errorNode || others.length > 0) return incomplete(lowering, right);
  const operator = lowerOperator(lowering, mark, lowering.text(mark));
  const [first, second] = [lowerExpression(lowering, left), lowerExpression(lowering, right)];
  return { kind: "binary", line: lowering.line(node), operator: operator ?? "+", left: first, right: second };
}

function lowerMember(lowering: Lowering, node: SyntaxNode): Expression {
  const [container, mark, ...rest] = childrenOf(node);
  if (container === undefined || mark === undefined) return incomplete(lowering, node);
  if (mark.name === ".") return lowerAttribute(lowering, node, container, rest[0]);
  if (rest.at(-1)?.name !== "]") return incomplete(lowering, rest.at(-1) ?? node);
  const value = lowerExpression(lowering, container);
  return {
    kind: "subscript",
    line: lowering.line(node),
    container: value,
    index: lowerIndex(lowering, rest.slice(0, -1), node),
  };
}

function lowerAttribute(
  lowering: Lowering,
  node: SyntaxNode,
  container: SyntaxNode,
  property: SyntaxNode | undefined,
): AttributeExpression | Expression {
  if (property === undefined || property.name !== "PropertyName") return incomplete(lowering, property ?? node);
  const name = lowering.mangled(lowering.name(property));
  const advice = adviceOnUse(lowering, container, name);
  if (advice !== undefined) lowering.refuse(property, advice);
  const value = lowerExpression(lowering, container);
  const ofModule = value.kind === "name" && lowering.modules.has(value.name);
  return { kind: "attribute", line: lowering.line(node), value, name, nameLine: lowering.line(property), ofModule };
}

/** Why an attribute of this cannot be used. What a module outside the language has is not said: the module itself is. */
function adviceOnUse(lowering: Lowering, container: SyntaxNode, name: string): string | undefined {
  const owner = container.name === "VariableName" ? lowering.name(container) : undefined;
  if (owner === undefined || !lowering.modules.has(owner)) return adviceOnAttribute(lowering, name);
  const module = lowering.modules.get(owner);
  return module === undefined ? undefined : adviceOnMember(module, name);
}

/** What stands between square brackets: an index, a slice, or several of them (a tuple). */
function lowerIndex(lowering: Lowering, nodes: readonly SyntaxNode[], around: SyntaxNode): Expression {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ",") parts.push([]);
    else parts.at(-1)?.push(node);
  }
  const tupled = parts.length > 1;
  if (tupled && parts.at(-1)?.length === 0) parts.pop();
  const items = parts.map((part): Expression => {
    const [first] = part;
    if (first === undefined) return incomplete(lowering, around);
    return part.some((node) => node.name === ":") ? lowerSlice(lowering, part) : lowerList(lowering, part, around);
  });
  const [only] = items;
  if (only !== undefined && !tupled) return only;
  return { kind: "tuple", line: only?.line ?? lowering.line(around), items };
}

function lowerSlice(lowering: Lowering, nodes: readonly SyntaxNode[]): Expression {
  const bounds: (Expression | undefined)[] = [undefined];
  for (const node of nodes) {
    if (node.name === ":") bounds.push(undefined);
    else bounds[bounds.length - 1] = lowerExpression(lowering, node);
  }
  const [start, stop, step] = bounds;
  return { kind: "slice", line: lowering.line(nodes[0] as SyntaxNode), start, stop, step };
}
