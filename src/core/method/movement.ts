/**
 * @file Which values a rule line only carries from one place to another: `digit = num.pop()`, `best = item`,
 * `result.append(items.pop())`, `return result`. What it computes (`total = a + b`, `carry = 0`) is not among them.
 */

import type { Tree } from "./listing.ts";

type Node = Tree["topNode"];

/** The name under which a line's returned value is filed. */
export const returnedName = "";

/** Names that the statement gives a moved value, or whose new element is one. */
export function movedNames(node: Node, source: string): readonly string[] {
  switch (node.name) {
    case "AssignStatement":
    case "UpdateStatement": {
      const value = node.lastChild;
      return value && moves(value, source) ? targets(node, source) : [];
    }
    case "ForStatement": {
      const iterable = node.getChild("in")?.nextSibling;
      return iterable && moves(iterable, source) ? targets(node, source) : [];
    }
    case "ReturnStatement": {
      const value = node.firstChild?.nextSibling;
      return value && moves(value, source) ? [returnedName] : [];
    }
    case "ExpressionStatement":
      return extended(node.firstChild, source);
    default:
      return [];
  }
}

/** `x.append(moved)`, `x.insert(0, moved)`: x. */
function extended(call: Node | null, source: string): readonly string[] {
  const method = call?.name === "CallExpression" ? call.getChild("MemberExpression") : null;
  const list = method?.firstChild;
  const property = method?.getChild("PropertyName");
  const argument = call?.getChild("ArgList")?.lastChild?.prevSibling;
  if (list?.name !== "VariableName" || !property || !argument) return [];
  const name = source.slice(property.from, property.to);
  const added = name === "append" || name === "insert" || name === "extend";
  return added && moves(argument, source) ? [source.slice(list.from, list.to)] : [];
}

/** Names before the operator: `a, b = …`, and `x` of `x[i] = …`. */
function targets(node: Node, source: string): readonly string[] {
  const names: string[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === "AssignOp" || child.name === "UpdateOp" || child.name === "in") break;
    const inner = child.name === "MemberExpression" ? child.firstChild : child;
    inner?.cursor().iterate(({ name, from, to }) => {
      if (name === "VariableName") names.push(source.slice(from, to));
    });
  }
  return names;
}

function moves(node: Node, source: string): boolean {
  switch (node.name) {
    case "VariableName":
    case "MemberExpression":
      return true;
    case "ParenthesizedExpression":
    case "TupleExpression":
      return parts(node).length > 0 && parts(node).every((part) => moves(part, source));
    case "ConditionalExpression": {
      const [first, , second] = parts(node).filter(({ name }) => name !== "if" && name !== "else");
      const either = [first, second].filter((part) => part !== undefined);
      return (
        either.some((part) => moves(part, source)) && either.every((part) => moves(part, source) || constant(part))
      );
    }
    case "CallExpression": {
      const property = node.getChild("MemberExpression")?.getChild("PropertyName");
      return property ? /^(pop|copy|popitem|get)$/.test(source.slice(property.from, property.to)) : false;
    }
    default:
      return false;
  }
}

function constant({ name }: Node): boolean {
  return /^(Number|String|Boolean|None)$/.test(name);
}

function parts(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (!/^[(),]$/.test(child.name)) found.push(child);
  return found;
}
