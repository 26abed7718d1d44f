/**
 * @file Writes the expressions of a form: the code alone, as the listing has it, or the code with the value of everything that is read and the result
 * of every operation, as a trace has it. Writing with values is evaluating: lists that it edits are edited.
 */
import type { Expression } from "../../rule/syntax/ast.ts";
import {
  arithmetic,
  compared,
  type FormList,
  type FormScalar,
  type FormValue,
  numberOf,
  placeOf,
  truthOf,
  Unstatable,
  writeValue,
} from "./formValue.ts";

export type FormState = Map<string, FormValue>;

/** How tightly an expression binds, for the parentheses that it needs. */
const tightness: Readonly<Record<string, number>> = {
  conditional: 0,
  or: 1,
  and: 2,
  not: 3,
  compare: 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "//": 6,
  "%": 6,
  unary: 7,
};

function tightnessOf(expression: Expression): number {
  if (expression.kind === "binary") return tightness[expression.operator] ?? 9;
  if (expression.kind === "unary") return expression.operator === "not" ? 3 : 7;
  return tightness[expression.kind] ?? 9;
}

export interface Place {
  /** Its value is what the row states when it has run, so that it is not stated twice. */
  readonly outermost?: boolean;
  /** It is not evaluated: an `or` is decided, a condition chose the other side. */
  readonly dead?: boolean;
  /** What is around binds this tightly. */
  readonly least?: number;
}

export interface FormWriterOptions {
  /** The name that the form uses for a variable. */
  readonly rename: (name: string) => string;
  /** The variables; without them only code is written. */
  readonly state?: FormState | undefined;
  /** Whether a list whose item, end or length is asked for is recited there. */
  readonly recite?: boolean;
}

const inner: Place = {};

export class FormExpressions {
  readonly #rename: (name: string) => string;
  readonly #state: FormState | undefined;
  readonly #recite: boolean;
  readonly #tokens: string[] = [];

  constructor({ rename, state, recite = true }: FormWriterOptions) {
    this.#rename = rename;
    this.#state = state;
    this.#recite = recite;
  }

  /** The tokens written since the last call. */
  take(): string[] {
    return this.#tokens.splice(0);
  }

  /** Words of the code. */
  code(...tokens: string[]): void {
    this.#tokens.push(...tokens);
  }

  /** A value. */
  say(value: FormValue): void {
    writeValue(value, this.#tokens);
  }

  /** The value of an expression that has been written before, without its text. */
  silently(expression: Expression): FormValue {
    const from = this.#tokens.length;
    const value = this.expression(expression, inner) ?? null;
    this.#tokens.length = from;
    return value;
  }

  /** The list that a name stands for. */
  list(name: string): FormList {
    const list = this.#state?.get(name);
    if (!Array.isArray(list)) throw new Unstatable(`${name} is not always a list where it is used as one`);
    return list;
  }

  /** The value of an expression; undefined where nothing is evaluated. */
  expression(expression: Expression, place: Place): FormValue | undefined {
    const wrapped = tightnessOf(expression) < (place.least ?? 0);
    if (wrapped) this.code("(");
    const value = this.#unwrapped(expression, place);
    if (wrapped) this.code(")");
    return value;
  }

  /** States a result, unless it is the row's own. */
  #result(value: FormValue, { outermost: own }: Place): FormValue {
    if (!own) this.say(value);
    return value;
  }

  #unwrapped(expression: Expression, place: Place): FormValue | undefined {
    const dead = place.dead === true;
    const live = this.#state !== undefined && !dead;
    switch (expression.kind) {
      case "constant":
        return this.#constant(expression.value);
      case "name": {
        this.code(this.#rename(expression.name));
        if (!live) return undefined;
        const value = this.#state?.get(expression.name);
        if (value === undefined) throw new Unstatable(`${expression.name} is read before it has a value`);
        if (!Array.isArray(value)) this.say(value);
        return value;
      }
      case "list":
      case "tuple": {
        const isList = expression.kind === "list";
        if (isList) this.code("[");
        const items: FormScalar[] = [];
        expression.items.forEach((item, i) => {
          if (i > 0) this.code(",");
          const value = this.expression(item, { dead });
          if (live) items.push(scalarOf(value ?? null));
        });
        if (isList) this.code("]");
        return live ? items : undefined;
      }
      case "unary": {
        const { operator, operand } = expression;
        if (operator === "-" && operand.kind === "constant" && typeof operand.value === "bigint") {
          return this.#constant(-operand.value);
        }
        if (operator !== "not") throw new Unstatable(`it uses ${operator} before a value`);
        this.code("not");
        const value = this.expression(operand, { dead, least: 4, outermost: operand.kind !== "compare" });
        return live ? this.#result(!truthOf(value ?? null), place) : undefined;
      }
      case "binary": {
        const own = tightnessOf(expression);
        const left = this.expression(expression.left, { dead, least: own });
        this.code(expression.operator);
        const right = this.expression(expression.right, { dead, least: own + 1 });
        if (!live) return undefined;
        return this.#result(arithmetic(expression.operator, left ?? null, right ?? null), place);
      }
      case "compare": {
        const [only, ...more] = expression.rest;
        if (!only || more.length > 0) throw new Unstatable("it chains comparisons");
        const left = this.expression(expression.first, { dead, least: 5 });
        this.code(...only.operator.split(" "));
        const recites = only.operator.endsWith("in") && only.operand.kind === "name";
        const right = recites
          ? this.#container(only.operand.kind === "name" ? only.operand.name : "", live)
          : this.expression(only.operand, { dead, least: 5 });
        if (!live) return undefined;
        return this.#result(compared(only.operator, left ?? null, right ?? null), place);
      }
      case "and":
      case "or":
        return this.#logic(expression.kind, expression.operands, place);
      case "conditional": {
        this.code("IF");
        const test = this.expression(expression.test, { dead, outermost: true });
        const taken = live && truthOf(test ?? null);
        if (live) this.say(taken);
        this.code("THEN");
        const chosen = this.expression(expression.chosen, { dead: dead || (live && !taken), least: 1 });
        this.code("ELSE");
        const otherwise = this.expression(expression.otherwise, { dead: dead || taken });
        return live ? (taken ? chosen : otherwise) : undefined;
      }
      case "subscript": {
        if (expression.container.kind !== "name")
          throw new Unstatable("it takes an item of something that has no name");
        const list = this.#container(expression.container.name, live);
        this.code("[");
        const index = this.expression(expression.index, { dead });
        this.code("]");
        if (!list) return undefined;
        const value = list[placeOf(list, index ?? null)] ?? null;
        this.say(value);
        return value;
      }
      case "call":
        return this.#call(expression, dead, live);
      default:
        throw new Unstatable(`it uses a ${expression.kind} expression`);
    }
  }

  /** The name of a list of which something is asked; recited where it is alive. */
  #container(name: string, live: boolean): FormList | undefined {
    this.code(this.#rename(name));
    if (!live) return undefined;
    const list = this.list(name);
    if (this.#recite) this.say(list);
    return list;
  }

  #logic(kind: "and" | "or", operands: readonly Expression[], place: Place): FormValue | undefined {
    const live = this.#state !== undefined && place.dead !== true;
    let result: boolean | undefined;
    let decided = place.dead === true;
    operands.forEach((operand, i) => {
      if (i > 0) this.code(kind);
      const value = this.expression(operand, { dead: decided, least: kind === "and" ? 3 : 2 });
      if (!live || decided || value === undefined) return;
      result = truthOf(value);
      if (typeof value !== "boolean") this.say(result);
      if (result === (kind === "or")) decided = true;
    });
    return live ? result : undefined;
  }

  #constant(value: unknown): FormValue {
    if (typeof value === "bigint") {
      const number = Number(value);
      this.say(number);
      return number;
    }
    if (typeof value === "boolean" || value === null) {
      this.say(value);
      return value;
    }
    throw new Unstatable(`it uses a ${typeof value === "string" ? "text" : "value"} that is no whole number`);
  }

  #call({ callee, args, keywords }: Extract<Expression, { kind: "call" }>, dead: boolean, live: boolean) {
    if (keywords.length > 0) throw new Unstatable("it calls something by keywords");
    if (callee.kind === "name") return this.#function(callee.name, args, dead, live);
    if (callee.kind === "attribute" && callee.value.kind === "name") {
      return this.#method(callee.value.name, callee.name, args, dead, live);
    }
    throw new Unstatable("it calls something that has no name");
  }

  #function(name: string, args: readonly Expression[], dead: boolean, live: boolean): FormValue | undefined {
    const [first] = args;
    if (name === "len" && args.length === 1 && first?.kind === "name") {
      this.code("len", "(");
      const list = this.#container(first.name, live);
      this.code(")");
      if (!list) return undefined;
      this.say(list.length);
      return list.length;
    }
    const known = name === "range" || name === "min" || name === "max" || name === "abs";
    if (!known) throw new Unstatable(`it calls ${name}`);
    this.code(name, "(");
    const values = args.map((argument, i) => {
      if (i > 0) this.code(",");
      return this.expression(argument, { dead });
    });
    this.code(")");
    if (!live) return undefined;
    const numbers = values.map((value) => numberOf(value ?? null, name));
    if (name === "range") {
      if (numbers.length < 1 || numbers.length > 2) throw new Unstatable("a range has a step");
      const [from, to] = numbers.length === 1 ? [0, numbers[0] ?? 0] : [numbers[0] ?? 0, numbers[1] ?? 0];
      return { from, to };
    }
    const fits = name === "abs" ? numbers.length === 1 : numbers.length === 2;
    if (!fits) throw new Unstatable(`it calls ${name} with ${numbers.length} values`);
    const [a = 0, b = 0] = numbers;
    const value = name === "abs" ? Math.abs(a) : name === "min" ? Math.min(a, b) : Math.max(a, b);
    this.say(value);
    return value;
  }

  #method(owner: string, name: string, args: readonly Expression[], dead: boolean, live: boolean) {
    const list = this.#container(owner, live);
    this.code(`.${name}`, "(");
    const values = args.map((argument, i) => {
      if (i > 0) this.code(",");
      return this.expression(argument, { dead });
    });
    this.code(")");
    if (!["append", "insert", "pop"].includes(name)) throw new Unstatable(`it calls the method ${name}`);
    if (!list) return undefined;
    const [first, second] = values;
    if (name === "append") {
      list.push(scalarOf(first ?? null));
      return null;
    }
    if (name === "insert") {
      if (first !== 0) throw new Unstatable("it inserts at another place than the front");
      list.unshift(scalarOf(second ?? null));
      return null;
    }
    if (list.length === 0) throw new Unstatable("it pops from an empty list");
    const at = first === undefined ? list.length - 1 : placeOf(list, first);
    if (at !== 0 && at !== list.length - 1) throw new Unstatable("it pops from the middle of a list");
    const [value = null] = list.splice(at, 1);
    this.say(value);
    return value;
  }
}

export function scalarOf(value: FormValue): FormScalar {
  if (typeof value === "object" && value !== null) throw new Unstatable("a list holds a list");
  return value;
}
