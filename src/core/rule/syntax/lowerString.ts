/** @file String literals and f-strings, adjacent ones joined. */
import { bytes } from "../value.ts";
import type { Expression, FormatPart } from "./ast.ts";
import { incomplete, lowerList } from "./lowerExpression.ts";
import { errorNode, type Lowering } from "./lowering.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";
import { readBytes, resolveEscapes, splitString } from "./string.ts";

/** A `String`, a `FormatString`, or a `ContinuedString` of several of them. */
export function lowerStrings(lowering: Lowering, node: SyntaxNode): Expression {
  const line = lowering.line(node);
  const nodes = node.name === "ContinuedString" ? childrenOf(node) : [node];
  if (nodes.some((piece) => isBytes(lowering, piece))) return lowerBytes(lowering, node, nodes);
  const parts: FormatPart[] = [];
  for (const piece of nodes) {
    if (piece.name === errorNode) return incomplete(lowering, piece);
    for (const part of piecesOf(lowering, piece)) append(parts, part);
  }
  if (nodes.every((piece) => piece.name === "String")) {
    const [text = ""] = parts;
    return { kind: "constant", line, value: typeof text === "string" ? text : "" };
  }
  return { kind: "formatted", line, parts };
}

function isBytes(lowering: Lowering, piece: SyntaxNode): boolean {
  return splitString(lowering.text(piece))?.prefix.includes("b") === true;
}

/** Adjacent bytes are joined; Python refuses them beside strings. */
function lowerBytes(lowering: Lowering, node: SyntaxNode, nodes: readonly SyntaxNode[]): Expression {
  const data: number[] = [];
  for (const piece of nodes) {
    const literal = splitString(lowering.text(piece));
    if (literal === undefined) return incomplete(lowering, piece);
    if (!literal.prefix.includes("b"))
      return lowering.refuse(piece, "Bytes and strings cannot be joined. Write `b` before both.");
    const read = readBytes(literal.body, literal.prefix.includes("r"));
    if (read === undefined) {
      return lowering.refuse(
        piece,
        "These bytes cannot be read: they hold ASCII characters and escapes such as `\\xff` only.",
      );
    }
    for (const byte of read) data.push(byte);
  }
  return { kind: "constant", line: lowering.line(node), value: bytes(data) };
}

function append(parts: FormatPart[], part: FormatPart): void {
  const last = parts.at(-1);
  if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
  else if (part !== "") parts.push(part);
}

function piecesOf(lowering: Lowering, node: SyntaxNode): FormatPart[] {
  const literal = splitString(lowering.text(node));
  if (literal === undefined) {
    lowering.refuse(node, "This string does not end. Close it with the quote it begins with.");
    return [];
  }
  const raw = literal.prefix.includes("r");
  const decode = (body: string): string => {
    const text = raw ? body : resolveEscapes(body);
    if (text === undefined)
      lowering.refuse(node, "This string has an escape that cannot be read. Write the character itself.");
    return text ?? "";
  };
  if (node.name === "String") return [decode(literal.body)];
  const start = node.from + literal.prefix.length + literal.quote.length;
  return formatParts(lowering, node, start, start + literal.body.length, (body) =>
    decode(doubled(lowering, node, body)),
  );
}

/** In the text of an f-string, doubled braces are single ones, and single ones are a mistake. */
function doubled(lowering: Lowering, node: SyntaxNode, body: string): string {
  if (/[{}]/.test(body.replace(/\{\{|\}\}/g, ""))) {
    lowering.refuse(node, "A brace in an f-string is written twice: `{{` or `}}`.");
  }
  return body.replaceAll("{{", "{").replaceAll("}}", "}");
}

/** The parts between two offsets: replacement nodes, and the text between them. */
function formatParts(
  lowering: Lowering,
  node: SyntaxNode,
  from: number,
  to: number,
  decode: (body: string) => string,
): FormatPart[] {
  const parts: FormatPart[] = [];
  let at = from;
  for (const child of childrenOf(node)) {
    if (child.name === errorNode) incomplete(lowering, child);
    if (child.name !== "FormatReplacement") continue;
    append(parts, decode(lowering.source.text.slice(at, child.from)));
    for (const part of lowerReplacement(lowering, child, decode)) append(parts, part);
    at = child.to;
  }
  append(parts, decode(lowering.source.text.slice(at, to)));
  return parts;
}

function lowerReplacement(lowering: Lowering, node: SyntaxNode, decode: (body: string) => string): FormatPart[] {
  const children = childrenOf(node);
  const named = (name: string): SyntaxNode | undefined => children.find((child) => child.name === name);
  const selfDocumented = named("FormatSelfDoc");
  const converted = named("FormatConversion");
  const spec = named("FormatSpec");
  const last = children.at(-1);
  if (last?.name !== "}") incomplete(lowering, last ?? node);
  const ends = new Set(["FormatSelfDoc", "FormatConversion", "FormatSpec", "}"]);
  const inner = children.slice(
    1,
    children.findIndex((child) => ends.has(child.name)),
  );
  const value = lowerList(lowering, inner, node);
  const written = converted === undefined ? undefined : lowering.text(converted).slice(1);
  const conversion = written === "r" || written === "s" || written === "a" ? written : undefined;
  const format = spec === undefined ? [] : formatParts(lowering, spec, spec.from + 1, spec.to, decode);
  if (selfDocumented === undefined) return [{ value, conversion, format }];
  // `{x=}` shows its own text, spaces and all, and the repr unless something else is asked for.
  const end = (converted ?? spec ?? last ?? node).from;
  const shown = lowering.source.text.slice(node.from + 1, end);
  const fallback = spec === undefined ? "r" : undefined;
  return [shown, { value, conversion: conversion ?? fallback, format }];
}
