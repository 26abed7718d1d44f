/** @file Which variable a name means: a slot of this code, of the code around it, or a name of the module. */
import type { Comprehension, Expression, Parameter, Pattern, Statement } from "../syntax/ast.ts";

export type Place =
  | { readonly kind: "slot"; readonly slot: number; readonly hops: number }
  | { readonly kind: "global" };

export interface FreeVariable {
  readonly name: string;
  readonly slot: number;
  readonly hops: number;
}

/** The variable in which methods find their class, for `super()`. */
export const ownClass = "__class__";

export class Scope {
  readonly kind: "module" | "function" | "lambda" | "comprehension" | "class";
  readonly outer: Scope | undefined;
  readonly slots: readonly string[];
  readonly #slotOf: ReadonlyMap<string, number>;
  /** The code's name with those of the code around it, as Python shows it: `add.<locals>.<lambda>`. */
  readonly qualified: string;

  /** Names that are the module's by a `global`. */
  readonly globals: ReadonlySet<string>;
  /** Variables of the code around that this code, or code inside it, uses. */
  readonly #free = new Set<string>();

  constructor(
    kind: Scope["kind"],
    name: string,
    outer: Scope | undefined,
    names: Iterable<string>,
    globals: ReadonlySet<string> = new Set(),
  ) {
    this.kind = kind;
    const within = outer?.kind === "function" || outer?.kind === "lambda" ? ".<locals>." : ".";
    this.qualified = outer === undefined || outer.kind === "module" ? name : outer.qualified + within + name;
    this.outer = outer;
    this.globals = globals;
    this.slots = [...new Set(names)];
    this.#slotOf = new Map(this.slots.map((each, slot) => [each, slot]));
  }

  /** Where a name is read from. */
  find(name: string): Place {
    const passed: Scope[] = [];
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.outer) {
      // What a class binds are its members: the functions inside it see only the class itself.
      const hidden = scope.kind === "class" && scope !== this && name !== ownClass;
      const slot = hidden ? undefined : scope.#slotOf.get(name);
      if (slot !== undefined) {
        for (const each of passed) each.#free.add(name);
        return { kind: "slot", slot, hops: passed.length };
      }
      if (scope.globals.has(name)) break;
      passed.push(scope);
    }
    return { kind: "global" };
  }

  /** The variables of the code around that belong to this code's state, by name. */
  get free(): FreeVariable[] {
    return [...this.#free].sort().flatMap((name) => {
      const place = this.find(name);
      return place.kind === "slot" ? [{ name, slot: place.slot, hops: place.hops }] : [];
    });
  }

  /** Where a name is read from that this code does not bind after all. */
  findOutside(name: string): Place {
    const place = this.outer?.find(name) ?? { kind: "global" };
    return place.kind === "slot" ? { ...place, hops: place.hops + 1 } : place;
  }

  /** Where `:=` binds: past comprehensions, in the function around them. */
  findForWalrus(name: string): Place {
    let hops = 0;
    let scope: Scope = this;
    while (scope.kind === "comprehension" && scope.outer !== undefined) {
      scope = scope.outer;
      hops++;
    }
    const slot = scope.#slotOf.get(name);
    // A name declared nonlocal is bound further out.
    return slot !== undefined ? { kind: "slot", slot, hops } : this.find(name);
  }
}

/** The names a function binds, parameters first. */
export function namesOfFunction(parameters: readonly Parameter[], body: readonly Statement[]): string[] {
  const names = parameters.map((parameter) => parameter.name);
  const elsewhere = new Set([...declaredIn(body, "global"), ...declaredIn(body, "nonlocal")]);
  const add = (name: string): void => {
    if (!elsewhere.has(name)) names.push(name);
  };
  for (const statement of body) bindStatement(statement, add);
  return [...new Set(names)];
}

/** The names that the function itself declares global, or nonlocal. */
export function declaredIn(body: readonly Statement[], kind: "global" | "nonlocal"): Set<string> {
  const names = new Set<string>();
  const look = (statement: Statement): void => {
    if (statement.kind === kind) for (const name of statement.names) names.add(name);
    for (const block of blocksOf(statement)) for (const inner of block) look(inner);
  };
  for (const statement of body) look(statement);
  return names;
}

/** The blocks of a compound statement. Those of a function inside are its own. */
export function blocksOf(statement: Statement): (readonly Statement[])[] {
  if (statement.kind === "try") {
    return [statement.body, ...statement.handlers.map(({ body }) => body), statement.otherwise, statement.final];
  }
  if (statement.kind === "with") return [statement.body];
  if (statement.kind === "match") return statement.cases.map(({ body }) => body);
  return "otherwise" in statement ? [statement.body, statement.otherwise] : [];
}

export function namesOfLambda(parameters: readonly Parameter[], body: Expression): string[] {
  const names = parameters.map((parameter) => parameter.name);
  bindExpression(body, (name) => names.push(name));
  return [...new Set(names)];
}

/** The targets of a comprehension's clauses. */
export function namesOfComprehension(comprehension: Comprehension): string[] {
  const names: string[] = [];
  for (const clause of comprehension.clauses) bindTarget(clause.target, (name) => names.push(name));
  return [...new Set(names)];
}

type Add = (name: string) => void;

export function bindTarget(target: Expression, add: Add): void {
  if (target.kind === "name") add(target.name);
  else if (target.kind === "starred") bindTarget(target.value, add);
  else if (target.kind === "list" || target.kind === "tuple") for (const item of target.items) bindTarget(item, add);
  else bindExpression(target, add);
}

export function bindStatement(statement: Statement, add: Add): void {
  switch (statement.kind) {
    case "assign":
      for (const target of statement.targets) bindTarget(target, add);
      bindExpression(statement.value, add);
      return;
    case "augmented":
      bindTarget(statement.target, add);
      bindExpression(statement.value, add);
      return;
    case "declare":
      add(statement.name);
      return;
    case "for":
      bindTarget(statement.target, add);
      bindExpression(statement.iterable, add);
      for (const inner of [...statement.body, ...statement.otherwise]) bindStatement(inner, add);
      return;
    case "if":
    case "while":
      bindExpression(statement.test, add);
      for (const inner of [...statement.body, ...statement.otherwise]) bindStatement(inner, add);
      return;
    case "delete":
      for (const target of statement.targets) bindTarget(target, add);
      return;
    case "expression":
      bindExpression(statement.value, add);
      return;
    case "raise":
      for (const part of [statement.value, statement.cause]) if (part !== undefined) bindExpression(part, add);
      return;
    case "try":
      for (const { type, name } of statement.handlers) {
        if (type !== undefined) bindExpression(type, add);
        if (name !== undefined) add(name);
      }
      for (const block of blocksOf(statement)) for (const inner of block) bindStatement(inner, add);
      return;
    case "with":
      for (const { context, target } of statement.items) {
        bindExpression(context, add);
        if (target !== undefined) bindTarget(target, add);
      }
      for (const inner of statement.body) bindStatement(inner, add);
      return;
    case "match":
      bindExpression(statement.subject, add);
      for (const { pattern, guard, body } of statement.cases) {
        for (const name of namesOfPattern(pattern)) add(name);
        if (guard !== undefined) bindExpression(guard, add);
        for (const inner of body) bindStatement(inner, add);
      }
      return;
    case "return":
      if (statement.value !== undefined) bindExpression(statement.value, add);
      return;
    case "assert":
      bindExpression(statement.test, add);
      if (statement.message !== undefined) bindExpression(statement.message, add);
      return;
    case "import":
      for (const { name } of statement.bindings) add(name);
      return;
    case "class":
      add(statement.name);
      for (const each of [...statement.bases, ...statement.decorators]) bindExpression(each, add);
      return;
    case "function":
      add(statement.definition.name);
      for (const { value } of statement.definition.parameters) if (value !== undefined) bindExpression(value, add);
      return;
    case "break":
    case "continue":
    case "pass":
    case "global":
    case "nonlocal":
      return;
    default:
      statement satisfies never;
  }
}

/** The names that a pattern binds. */
export function namesOfPattern(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case "capture":
      return pattern.name === undefined ? [] : [pattern.name];
    case "as":
      return [...namesOfPattern(pattern.pattern), pattern.name];
    case "sequence":
      return pattern.items.flatMap(namesOfPattern);
    case "or":
      return pattern.choices.flatMap(namesOfPattern);
    case "class":
      return [...pattern.positional, ...pattern.named.map(({ value }) => value)].flatMap(namesOfPattern);
    case "mapping": {
      const rest = pattern.rest === undefined ? [] : [pattern.rest];
      return [...pattern.entries.flatMap(({ value }) => namesOfPattern(value)), ...rest];
    }
    default:
      return [];
  }
}

/** What `:=` binds inside an expression; those in a lambda stay in it. */
function bindExpression(expression: Expression, add: Add): void {
  if (expression.kind === "lambda") return;
  if (expression.kind === "named") add(expression.name);
  for (const part of partsOf(expression)) bindExpression(part, add);
}

/** The expressions directly inside one. */
export function partsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "constant":
    case "name":
      return [];
    case "list":
    case "set":
    case "tuple":
      return [...expression.items];
    case "dict":
      return expression.entries.flatMap(({ key, value }) => (key === undefined ? [value] : [key, value]));
    case "formatted":
      return expression.parts.flatMap(formatExpressions);
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "and":
    case "or":
      return [...expression.operands];
    case "compare":
      return [expression.first, ...expression.rest.map((each) => each.operand)];
    case "conditional":
      return [expression.test, expression.chosen, expression.otherwise];
    case "call":
      return [expression.callee, ...expression.args, ...expression.keywords.map((keyword) => keyword.value)];
    case "yield":
      return expression.value === undefined ? [] : [expression.value];
    case "attribute":
    case "delegate":
    case "starred":
    case "named":
      return [expression.value];
    case "subscript":
      return [expression.container, expression.index];
    case "slice":
      return [expression.start, expression.stop, expression.step].filter((bound) => bound !== undefined);
    case "lambda":
      return [...expression.parameters.flatMap(({ value }) => value ?? []), expression.body];
    case "comprehension": {
      const inside = expression.clauses.flatMap((clause) => [clause.iterable, ...clause.conditions]);
      return [...inside, expression.element, ...(expression.value === undefined ? [] : [expression.value])];
    }
    default:
      return expression satisfies never;
  }
}

function formatExpressions(part: (Expression & { kind: "formatted" })["parts"][number]): Expression[] {
  return typeof part === "string" ? [] : [part.value, ...part.format.flatMap(formatExpressions)];
}
