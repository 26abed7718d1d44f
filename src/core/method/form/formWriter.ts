/** @file Writes the rows of a form. Writing a row with values is running it: what it changes is changed in the writer's variables. */
import type { Expression } from "../../rule/syntax/ast.ts";
import { FormExpressions, type FormState, type FormWriterOptions, type Place, scalarOf } from "./formExpressions.ts";
import type { FormRow } from "./formProgram.ts";
import { returned } from "./formProgram.ts";
import { arithmetic, type FormRange, type FormValue, placeOf, truthOf, Unstatable } from "./formValue.ts";

const inner: Place = {};
const outermost: Place = { outermost: true };

/** What a row did: where a test went, or what was returned. */
export interface FormOutcome {
  readonly taken?: boolean;
  readonly value?: FormValue;
}

export class FormWriter {
  readonly #rename: (name: string) => string;
  readonly #state: FormState | undefined;
  readonly #write: FormExpressions;

  constructor(options: FormWriterOptions) {
    this.#rename = options.rename;
    this.#state = options.state;
    this.#write = new FormExpressions(options);
  }

  /** The tokens written since the last call. */
  take(): string[] {
    return this.#write.take();
  }

  /** The code of a row, with values where there are variables, which it then changes. */
  row(row: FormRow): FormOutcome {
    const { statement, kind, iterator } = row;
    const state = this.#state;
    switch (kind) {
      case "test": {
        if (statement.kind !== "if" && statement.kind !== "while") return {};
        this.#write.code(statement.kind);
        const value = this.#write.expression(statement.test, outermost);
        return value === undefined ? {} : { taken: truthOf(value) };
      }
      case "iterate": {
        if (statement.kind !== "for") return {};
        this.#write.code(iterator, "=");
        const value = this.#write.expression(statement.iterable, outermost);
        if (value === undefined) return {};
        if (typeof value !== "object" || value === null)
          throw new Unstatable("it loops over something that is no list");
        state?.set(iterator, Array.isArray(value) ? [...value] : value);
        return {};
      }
      case "next":
        return this.#next(row);
      case "jump":
        this.#write.code(statement.kind);
        return {};
      case "return": {
        this.#write.code("return");
        if (statement.kind !== "return") return {};
        const value = statement.value ? this.#write.expression(statement.value, outermost) : null;
        if (value === undefined || !state) return {};
        state.set(returned, value);
        return { value };
      }
      case "plain":
        this.#plain(row);
        return {};
    }
  }

  /** The name that the form uses. */
  name(name: string): string {
    return /^(?:it\d|ret)$/.test(name) ? name : this.#rename(name);
  }

  #next({ effects, iterator }: FormRow): FormOutcome {
    const [target = ""] = effects;
    this.#write.code("for", this.name(target), "in", iterator);
    const state = this.#state;
    if (!state) return {};
    const left = state.get(iterator) ?? null;
    if (!truthOf(left)) return { taken: false };
    if (Array.isArray(left)) {
      state.set(target, left[0] ?? null);
      state.set(iterator, left.slice(1));
    } else {
      const { from, to } = left as FormRange;
      state.set(target, from);
      state.set(iterator, { from: from + 1, to });
    }
    return { taken: true };
  }

  #plain({ statement }: FormRow): void {
    const state = this.#state;
    switch (statement.kind) {
      case "assign": {
        const [target, ...more] = statement.targets;
        if (!target || more.length > 0) throw new Unstatable("it assigns to several targets at once");
        this.#target(target);
        this.#write.code("=");
        const value = this.#write.expression(statement.value, statement.value.kind === "tuple" ? inner : outermost);
        if (value !== undefined) this.#assign(target, value, statement.value);
        return;
      }
      case "augmented": {
        const { target, operator } = statement;
        if (target.kind !== "name") throw new Unstatable("it changes an item of a list in place");
        const before = this.#write.expression(target, inner);
        this.#write.code(`${operator}=`);
        const value = this.#write.expression(statement.value, inner);
        if (before === undefined || value === undefined) return;
        if (Array.isArray(before)) throw new Unstatable("it extends a list in place");
        state?.set(target.name, arithmetic(operator, before, value));
        return;
      }
      case "expression":
        this.#write.expression(statement.value, outermost);
        return;
      default:
        throw new Unstatable(`it has a ${statement.kind} statement`);
    }
  }

  #target(target: Expression): void {
    if (target.kind === "name") this.#write.code(this.#rename(target.name));
    else if (target.kind === "subscript" && target.container.kind === "name") {
      this.#write.code(this.#rename(target.container.name), "[");
      this.#write.expression(target.index, inner);
      this.#write.code("]");
    } else if (target.kind === "tuple") {
      target.items.forEach((item, i) => {
        if (i > 0) this.#write.code(",");
        this.#target(item);
      });
    } else throw new Unstatable("it assigns to something that is neither a name nor an item of a list");
  }

  #assign(target: Expression, value: FormValue, from: Expression): void {
    const state = this.#state;
    if (target.kind === "name") {
      if (Array.isArray(value) && from.kind === "name") throw new Unstatable("two names stand for one list");
      state?.set(target.name, value);
    } else if (target.kind === "subscript" && target.container.kind === "name") {
      const list = this.#write.list(target.container.name);
      const index = this.#write.silently(target.index);
      list[placeOf(list, index)] = scalarOf(value);
    } else if (target.kind === "tuple") {
      if (!Array.isArray(value) || value.length !== target.items.length) {
        throw new Unstatable("it unpacks something else than as many values");
      }
      target.items.forEach((item, i) => {
        this.#assign(item, value[i] ?? null, item);
      });
    }
  }
}
