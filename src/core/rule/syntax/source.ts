/** @file The text of a module with its line ends made one kind, and where each offset stands in it. */
import type { parser } from "@lezer/python";
import type { Diagnostic } from "../diagnostic.ts";

export type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

export class Source {
  /** Line ends are `\n` alone; lines and columns are those of the original text. */
  readonly text: string;
  readonly #starts: readonly number[];
  readonly diagnostics: Diagnostic[] = [];
  readonly #places = new Set<string>();

  constructor(text: string) {
    this.text = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
    const starts = [0];
    for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  /** The 1-based line of an offset. */
  line(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  column(offset: number): number {
    return offset - (this.#starts[this.line(offset) - 1] as number);
  }

  /** The text from the start of the offset's line to the offset. A form feed begins the indentation again. */
  before(offset: number): string {
    return this.text.slice(offset - this.column(offset), offset).replace(/^[ \t\f]*\f/, "");
  }

  textOf(node: { readonly from: number; readonly to: number }): string {
    return this.text.slice(node.from, node.to);
  }

  /** Notes that a stretch of text cannot be used. Only the first message about one place is kept. */
  report(
    node: { readonly from: number; readonly to: number },
    message: string,
    about?: NonNullable<Diagnostic["about"]>,
  ): void {
    const line = this.line(node.from);
    const column = this.column(node.from);
    if (this.#places.has(`${line}:${column}`)) return;
    this.#places.add(`${line}:${column}`);
    const to = node.from + this.textOf(node).trimEnd().length;
    const place = { message, line, column, endLine: this.line(to), endColumn: this.column(to) };
    this.diagnostics.push(about === undefined ? place : { ...place, about });
  }
}

/** The children of a node, punctuation included, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") children.push(child);
  }
  return children;
}
