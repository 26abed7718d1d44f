/** @file What lowering one function shares: the text, the names seen, and how to say that something is outside the language. */
import type { ModuleValue } from "../module/ruleModule.ts";
import type { Expression } from "./ast.ts";
import { FunctionNames } from "./functionNames.ts";
import { adviceOnName } from "./names.ts";
import type { Source, SyntaxNode } from "./source.ts";

export interface NameUse {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** The class in whose body it stands, outside of its methods. */
  readonly within: FunctionNames | undefined;
}

/** What is known of the module before any function is read. */
export interface Surroundings {
  readonly modules: ReadonlyMap<string, ModuleValue | undefined>;
  readonly attributes: ReadonlySet<string>;
}

export class Lowering {
  readonly source: Source;
  /** Names read, wherever in the function. */
  uses: NameUse[] = [];
  /** Names bound in the function, its comprehensions, its lambdas and the functions inside it. */
  readonly bound = new Set<string>();
  /** Names declared global: the module's, though the function binds them. */
  readonly globals = new Set<string>();
  /** Whether the body of a lambda is being read. */
  inLambda = false;
  /** The names of the function that is being read. */
  names = new FunctionNames(undefined);

  /** The names that mean modules; undefined for those of modules that a rule cannot import. */
  readonly modules: Map<string, ModuleValue | undefined>;
  /** The attributes that the text gives to objects of its own. */
  readonly attributes: ReadonlySet<string>;
  readonly #classes: string[] = [];
  /** Whether the text defines any class. */
  readonly hasClasses: boolean;

  constructor(source: Source, { modules, attributes }: Surroundings) {
    this.source = source;
    this.modules = new Map(modules);
    this.attributes = attributes;
    this.hasClasses = /^\s*class\b/m.test(source.text);
  }

  line(node: SyntaxNode): number {
    return this.source.line(node.from);
  }

  text(node: SyntaxNode): string {
    return this.source.textOf(node);
  }

  /** Python compares identifiers after NFKC normalization. */
  name(node: SyntaxNode): string {
    return this.text(node).normalize("NFKC");
  }

  use(node: SyntaxNode): string {
    const name = this.name(node);
    const within = this.names.classes === undefined ? undefined : this.names;
    this.uses.push({ name, from: node.from, to: node.to, within });
    this.names.use(name);
    return name;
  }

  bind(node: SyntaxNode): string {
    const name = this.name(node);
    const { classes } = this.names;
    if (name.startsWith("__") && classes === undefined) this.source.report(node, adviceOnName(name) ?? "");
    if (classes !== undefined) {
      this.names.bind(name);
      return this.mangled(name);
    }
    this.bound.add(name);
    this.names.bind(name);
    return name;
  }

  /** Python hides attributes that begin with two underscores behind the name of their class. */
  mangled(name: string): string {
    const cls = this.#classes.at(-1);
    if (cls === undefined || !name.startsWith("__") || name.endsWith("__")) return name;
    return `_${cls.replace(/^_+/, "")}${name}`;
  }

  /** Reads the body of a class; what it binds are members, not variables. */
  withinClass<T>(name: string, read: () => T): T {
    const outer = this.names;
    this.names = new FunctionNames(outer, name);
    this.#classes.push(name);
    const result = read();
    const { names } = this;
    this.uses = this.uses.filter((use) => use.within !== names || !names.hasBound(use.name));
    this.#classes.pop();
    this.names = outer;
    return result;
  }

  /** Whether the name is a variable of the function or of one inside it, and not the module's. */
  isLocal(name: string): boolean {
    return this.bound.has(name) && !this.globals.has(name);
  }

  /** Reads a function inside the present one; its names are its own. */
  within<T>(read: () => T): T {
    const outer = this.names;
    this.names = new FunctionNames(outer);
    const result = read();
    this.names.close(this.source);
    this.names = outer;
    return result;
  }

  /** Reports, and gives an expression that stands for what could not be read. */
  refuse(node: SyntaxNode, message: string): Expression {
    this.source.report(node, message);
    return { kind: "constant", line: this.line(node), value: null };
  }
}

/** The parser marks what it could not read with a node of this name. */
export const errorNode = "\u26a0";

export function unreadable(lowering: Lowering, node: SyntaxNode): string {
  const text = lowering.text(node).trim();
  if (text === "") return "Something is missing here: the text stops in the middle of a statement.";
  const shown = text.length > 20 ? `${text.slice(0, 20)}…` : text;
  return `\`${shown}\` does not fit here. Check brackets, quotes, colons and indentation.`;
}
