/**
 * @file What a module of Python's library is to a rule: a name and its members. Each module that a rule can import is one file beside
 * this one, and a line in `registry.ts`. Only pure modules belong here: what depends on time, chance, files or networks does not.
 */
import type { Implementation } from "../machine/builtin.ts";
import { Builtin } from "../machine/builtin.ts";
import type { PyOpaque, Value } from "../value.ts";

export interface RuleModule {
  /** As an import names it: `math`, `collections.abc`. */
  readonly name: string;
  readonly members: ReadonlyMap<string, Value>;
  /** The attributes and methods of values that the module makes, beyond those of the language's own types. */
  readonly attributes?: readonly string[];
}

/** Members that are functions, each by the name it has in the module. */
export function functionsOf(functions: readonly (readonly [string, Implementation])[]): [string, Value][] {
  return functions.map(([name, run]) => [name, new Builtin("builtin_function_or_method", name, run)]);
}

/** A module as a value of the rule: what `import math` binds. */
export class ModuleValue implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "module";
  readonly module: RuleModule;

  constructor(module: RuleModule) {
    this.module = module;
  }

  get text(): string {
    return `<module '${this.module.name}'>`;
  }

  attribute(name: string): Value | undefined {
    return name === "__name__" ? this.module.name : this.module.members.get(name);
  }
}
