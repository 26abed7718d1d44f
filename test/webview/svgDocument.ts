/** @file As much of a document as charts need, which writes what they draw as indented text for golden files. */

class FakeNode {
  readonly name: string;
  readonly attributes = new Map<string, string>();
  readonly children: (FakeNode | string)[] = [];

  constructor(name: string) {
    this.name = name;
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  append(...children: readonly (FakeNode | string)[]): void {
    this.children.push(...children);
  }

  get text(): string {
    return this.#lines(0).join("\n");
  }

  #lines(depth: number): string[] {
    const indent = "  ".repeat(depth);
    const attributes = [...this.attributes].map(([name, value]) => ` ${name}="${value}"`).join("");
    const inside = this.children.flatMap((child) =>
      typeof child === "string" ? [`${indent}  ${child}`] : child.#lines(depth + 1),
    );
    return [`${indent}<${this.name}${attributes}>`, ...inside];
  }
}

/** Stands for the page's document. */
export function svgDocument(): Pick<Document, "createElementNS"> {
  const made = { createElementNS: (_: string, name: string) => new FakeNode(name) };
  const unknown: unknown = made;
  return isDocument(unknown) ? unknown : document;
}

function isDocument(value: unknown): value is Pick<Document, "createElementNS"> {
  return typeof value === "object" && value !== null && "createElementNS" in value;
}

/** What was drawn with a `svgDocument`, one element a line. */
export function drawnText(element: unknown): string {
  if (!(element instanceof FakeNode)) throw new TypeError("This was drawn with another document.");
  return `${element.text}\n`;
}

/** The texts in the order in which they were drawn. */
export function drawnWords(element: unknown): readonly string[] {
  const words = (node: FakeNode | string): readonly string[] =>
    typeof node === "string" ? [node] : node.children.flatMap(words);
  if (!(element instanceof FakeNode)) throw new TypeError("This was drawn with another document.");
  return words(element);
}
