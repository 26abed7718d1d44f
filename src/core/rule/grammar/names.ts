/** @file Which names a block mentions, in the order of the text: what `global`, `nonlocal` and comprehensions are judged by. */

export interface Mention {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly kind: "use" | "bind" | "parameter" | "walrus" | "yield";
}

export class NameScope {
  readonly kind: "module" | "function" | "class" | "lambda";
  readonly outer: NameScope | undefined;
  readonly async: boolean;
  readonly mentions: Mention[] = [];
  readonly globals = new Set<string>();
  readonly nonlocals = new Map<string, Mention>();
  /** The first `return` with a value, and whether there is a `yield`: an async function cannot have both. */
  returned: { readonly from: number; readonly to: number } | undefined;
  yields = false;
  readonly #counts = new Map<string, number>();
  readonly #bound = new Set<string>();

  constructor(kind: NameScope["kind"], outer: NameScope | undefined, async = false) {
    this.kind = kind;
    this.outer = outer;
    this.async = async;
  }

  mention(mention: Mention): void {
    this.mentions.push(mention);
    if (mention.kind === "yield") this.yields = true;
    else this.#count(mention.name, 1);
    if (mention.kind !== "use" && mention.kind !== "yield") this.#bound.add(mention.name);
  }

  has(name: string): boolean {
    return (this.#counts.get(name) ?? 0) > 0;
  }

  binds(name: string): boolean {
    return this.#bound.has(name) && !this.globals.has(name);
  }

  /** Forgets what was mentioned since `from`, but for what `stays` is true of. */
  forget(from: number, stays: (mention: Mention) => boolean): readonly Mention[] {
    const gone = this.mentions.splice(from);
    for (const mention of gone) {
      if (stays(mention)) this.mentions.push(mention);
      else this.#count(mention.name, -1);
    }
    return gone;
  }

  #count(name: string, change: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + change);
  }
}
