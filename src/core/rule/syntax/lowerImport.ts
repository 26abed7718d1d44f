/** @file `import m`, `import m as n` and `from m import a as b`: the names that they bind, and what a rule cannot import. */
import { moduleNamed } from "../module/registry.ts";
import { ModuleValue } from "../module/ruleModule.ts";
import type { Value } from "../value.ts";
import type { Statement } from "./ast.ts";
import type { Lowering } from "./lowering.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

/** A name that an import binds, as one member of a module or the module itself. */
export interface Imported {
  readonly name: string;
  readonly module: string;
  readonly member: string | undefined;
  readonly node: SyntaxNode;
  /** Whether it is one of all that `*` names. */
  readonly all?: boolean;
}

/** What an import statement binds; undefined for one that names nothing. */
export function importsOf(lowering: Lowering, node: SyntaxNode): readonly Imported[] {
  const children = childrenOf(node);
  const from = children[0]?.name === "from";
  const split = children.findIndex((child) => child.name === "import");
  const path = from
    ? children
        .slice(1, split)
        .map((child) => lowering.text(child))
        .join("")
    : undefined;
  const imported: Imported[] = [];
  for (const part of partsOf(children.slice(split + 1))) {
    const as = part.findIndex((child) => child.name === "as");
    const named = as < 0 ? part : part.slice(0, as);
    const [first] = named;
    if (first === undefined) continue;
    const written = named.map((child) => lowering.name(child)).join("");
    const alias = as < 0 ? undefined : part[as + 1];
    if (path === undefined) {
      // `import a.b` binds `a`; with `as`, the name means `a.b` itself.
      const module = alias === undefined ? lowering.name(first) : written;
      imported.push({ name: lowering.name(alias ?? first), module, member: undefined, node: first });
    } else if (written === "*") imported.push(...allOf(path, first));
    else imported.push({ name: lowering.name(alias ?? first), module: path, member: written, node: first });
  }
  return imported;
}

/** What `from m import *` names: all that the language has of the module. */
function allOf(module: string, node: SyntaxNode): Imported[] {
  const members = moduleNamed(module)?.module.members.keys() ?? ["*"];
  return [...members].map((member) => ({ name: member, module, member, node, all: true }));
}

function partsOf(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ",") parts.push([]);
    else if (node.name !== "(" && node.name !== ")") parts.at(-1)?.push(node);
  }
  return parts;
}

/** Why a rule cannot have what is imported; undefined where it can. */
export function adviceOnImport({ module, member }: Imported): string | undefined {
  const found = moduleNamed(module);
  if (found === undefined) {
    return `The module \`${module}\` is outside the rule language. Write what the rule needs as functions.`;
  }
  return member === undefined ? undefined : adviceOnMember(found, member);
}

/** Why a rule cannot use a member of a module; undefined where it can. */
export function adviceOnMember({ module }: ModuleValue, member: string): string | undefined {
  if (module.members.has(member) || member === "__name__") return undefined;
  return `\`${module.name}.${member}\` is outside the rule language. Write it as a function.`;
}

/** What an import binds its name to; undefined for what a rule cannot import. */
export function importedValue({ module, member }: Imported): Value | undefined {
  const found = moduleNamed(module);
  return member === undefined ? found : found?.module.members.get(member);
}

/** An import as a statement; what it cannot import is reported. */
export function lowerImport(lowering: Lowering, node: SyntaxNode): Statement[] {
  const bindings: (Statement & { readonly kind: "import" })["bindings"][number][] = [];
  for (const imported of importsOf(lowering, node)) {
    const { name, module } = imported;
    const advice = adviceOnImport(imported);
    if (advice !== undefined) lowering.refuse(moduleNamed(module) === undefined ? node : imported.node, advice);
    const value = importedValue(imported);
    if (imported.member === undefined) lowering.modules.set(name, undefined);
    if (value === undefined) continue;
    lowering.bound.add(name);
    if (value instanceof ModuleValue) lowering.modules.set(name, value);
    bindings.push({ name, value });
  }
  return [{ kind: "import", line: lowering.line(node), bindings }];
}
