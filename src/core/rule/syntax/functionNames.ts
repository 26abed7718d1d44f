/** @file The names of one function while it is lowered: what it binds and uses, and whether its `global` and `nonlocal` hold. */
import type { Source, SyntaxNode } from "./source.ts";

interface Declared {
  readonly name: string;
  readonly node: SyntaxNode;
}

export class FunctionNames {
  readonly outer: FunctionNames | undefined;
  readonly parameters = new Set<string>();
  /** Whether a `yield` stands in the function itself. */
  generates = false;
  readonly #bound = new Set<string>();
  readonly #used = new Set<string>();
  readonly #globals = new Set<string>();
  readonly #nonlocals = new Set<string>();
  /** Names that a function around the one that declared them nonlocal has to bind. */
  readonly #wanted: Declared[] = [];

  /** The class whose body this is, if it is one. */
  readonly classes: string | undefined;

  constructor(outer: FunctionNames | undefined, classes?: string) {
    this.outer = outer;
    this.classes = classes;
  }

  bind(name: string): void {
    this.#bound.add(name);
  }

  hasBound(name: string): boolean {
    return this.#bound.has(name);
  }

  use(name: string): void {
    this.#used.add(name);
  }

  /** `global` or `nonlocal`; reports what CPython refuses. */
  declare(source: Source, kind: "global" | "nonlocal", name: string, node: SyntaxNode): void {
    const other = kind === "global" ? this.#nonlocals : this.#globals;
    if (this.parameters.has(name)) source.report(node, `\`${name}\` is a parameter, and cannot be ${kind} as well.`);
    else if (other.has(name)) source.report(node, `\`${name}\` is both nonlocal and global. Keep one of them.`);
    else if (this.#bound.has(name) || this.#used.has(name)) {
      source.report(node, `\`${name}\` is used before this declaration. Write \`${kind} ${name}\` first.`);
    }
    (kind === "global" ? this.#globals : this.#nonlocals).add(name);
    if (kind === "global") return;
    if (this.outer === undefined) unbound(source, { name, node });
    else this.outer.#wanted.push({ name, node });
  }

  /** The function has been read to its end. */
  close(source: Source): void {
    for (const wanted of this.#wanted) {
      if (this.#binds(wanted.name)) continue;
      if (this.outer === undefined) unbound(source, wanted);
      else this.outer.#wanted.push(wanted);
    }
  }

  #binds(name: string): boolean {
    const own = this.parameters.has(name) || this.#bound.has(name);
    return own && !this.#globals.has(name) && !this.#nonlocals.has(name);
  }
}

function unbound(source: Source, { name, node }: Declared): void {
  source.report(node, `No function around this one has a variable \`${name}\`. Bind it there first.`);
}
