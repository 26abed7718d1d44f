/**
 * @file Finds the `Task:` sections in the docstrings of a file's rules: the lines that are indented below one, each with where it
 * stands. What the lines mean is `ownTask.ts`'s matter.
 *
 *     def double_add(a, b):
 *         """Twice the first number and the second.
 *
 *         Task: double-add
 *             a: integer 0..99
 *             b: integer 0..99
 *             format: {a} and {b} =
 *         """
 */

import { parser } from "@lezer/python";

/** A piece of the document's text. */
export interface Piece {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** 0-based. */
  readonly column: number;
}

export interface SectionLine {
  /** Before the colon. */
  readonly key: Piece;
  readonly value: Piece;
  /** The line has no colon. */
  readonly malformed?: true;
}

export interface TaskSection {
  readonly functionName: string;
  /** What follows `Task:`; empty where nothing does. */
  readonly name: Piece;
  /** `Task:` itself, for what is wrong with the whole. */
  readonly head: Piece;
  readonly lines: readonly SectionLine[];
}

type Node = ReturnType<typeof parser.parse>["topNode"];

/** Lines must end in `\n` alone. */
export function taskSections(source: string): TaskSection[] {
  if (!/^[\s"'rRuU]*Task:/m.test(source)) return [];
  const found: TaskSection[] = [];
  const { topNode } = parser.parse(source);
  for (let node = topNode.firstChild; node; node = node.nextSibling) {
    if (node.name !== "FunctionDefinition") continue;
    const name = node.getChild("VariableName");
    const docstring = docstringOf(node);
    if (!name || !docstring) continue;
    const section = sectionIn(linesOf(source, docstring), source.slice(name.from, name.to));
    if (section) found.push(section);
  }
  return found;
}

function docstringOf(definition: Node): Node | undefined {
  const first = definition.getChild("Body")?.firstChild?.nextSibling;
  const string = first?.name === "ExpressionStatement" ? first.firstChild : null;
  return string?.name === "String" && !string.nextSibling ? string : undefined;
}

/** The docstring's lines without its quotes, each where it stands in the document. */
function linesOf(source: string, { from, to }: Node): Piece[] {
  const open = /^[rRuU]?("""|'''|"|')/.exec(source.slice(from, to));
  const quotes = open?.[1]?.length ?? 1;
  const start = from + (open?.[0].length ?? 1);
  const before = source.slice(0, start).split("\n");
  const texts = source.slice(start, to - quotes).split("\n");
  return texts.map((text, i) => ({
    text,
    line: before.length + i,
    column: i === 0 ? (before.at(-1)?.length ?? 0) : 0,
  }));
}

function sectionIn(lines: readonly Piece[], functionName: string): TaskSection | undefined {
  for (const [i, line] of lines.entries()) {
    const match = /^(\s*)Task:\s*(.*?)\s*$/.exec(line.text);
    if (!match) continue;
    const [, space = "", name = ""] = match;
    const indent = i === 0 ? -1 : space.length;
    const body: SectionLine[] = [];
    for (const next of lines.slice(i + 1)) {
      if (next.text.trim() === "") continue;
      const column = next.text.length - next.text.trimStart().length;
      if (column <= indent || next.text.trimStart().startsWith(">>>")) break;
      body.push(sectionLine(next));
    }
    const head = piece(line, space.length, "Task:".length);
    return {
      functionName,
      head,
      name: piece(line, line.text.indexOf(name, space.length + 5), name.length),
      lines: body,
    };
  }
  return undefined;
}

function sectionLine(line: Piece): SectionLine {
  const { text } = line;
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const colon = text.indexOf(":", start);
  if (colon < 0) {
    const whole = piece(line, start, end - start);
    return { key: whole, value: { ...whole, text: "" }, malformed: true };
  }
  const from = Math.min(end, colon + 1 + (/^\s*/.exec(text.slice(colon + 1))?.[0].length ?? 0));
  return { key: piece(line, start, text.slice(start, colon).trimEnd().length), value: piece(line, from, end - from) };
}

function piece({ text, line, column }: Piece, from: number, length: number): Piece {
  return { text: text.slice(from, from + length), line, column: column + from };
}
