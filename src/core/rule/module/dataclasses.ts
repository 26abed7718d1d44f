/** @file `dataclasses`: what `@dataclass` makes of a class, `field`, `replace`, `asdict` and `astuple`. */
import { argument } from "../builtin/arguments.ts";
import { hashOf } from "../hash.ts";
import type { Keywords } from "../machine/bind.ts";
import { Builtin, type Implementation, Native } from "../machine/builtin.ts";
import { type ClassKind, PyClass } from "../machine/class.ts";
import { exceptionType } from "../machine/exception.ts";
import { Instance, notImplemented } from "../machine/instance.ts";
import { type Result, Routine, type RoutineBody } from "../machine/routine.ts";
import { type OrderOperator, order } from "../operation/compare.ts";
import { reprOf } from "../operation/formatValue.ts";
import { type Meter, outside, raise } from "../operation/raised.ts";
import { dict, equals, list, type PyOpaque, tuple, type Value } from "../value.ts";
import { bindFields } from "./fields.ts";
import { functionsOf, type RuleModule } from "./ruleModule.ts";

/** What `field(…)` says. */
class FieldOptions implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "Field";
  readonly text = "Field";
  readonly keywords: Keywords;

  constructor(keywords: Keywords) {
    this.keywords = keywords;
  }
}

interface Field {
  readonly name: string;
  readonly initial: Value | undefined;
  readonly factory: Value | undefined;
  readonly init: boolean;
  readonly repr: boolean;
  readonly compare: boolean;
  readonly keywordOnly: boolean;
}

const fieldsOf = new WeakMap<PyClass, readonly Field[]>();

/** A method that the decorator adds; it runs unseen, as the code that Python generates does. */
class Generated extends Native {
  readonly type = "function";
  readonly name: string;
  override readonly binds = true;
  readonly #run: (self: Instance, args: readonly Value[], keywords: Keywords | undefined, meter: Meter) => Result;

  constructor(cls: PyClass, name: string, run: (typeof Generated.prototype)["call"]) {
    super();
    this.name = `${cls.qualified}.${name}`;
    this.#run = run;
  }

  get text(): string {
    return `<function ${this.name}>`;
  }

  call(self: Instance, args: readonly Value[], keywords: Keywords | undefined, meter: Meter): Result {
    return this.#run(self, args, keywords, meter);
  }

  run([self, ...args]: readonly Value[], keywords: Keywords | undefined, meter: Meter): Result {
    return self instanceof Instance ? this.#run(self, args, keywords, meter) : raise("TypeError", "not an instance");
  }
}

function readFields(cls: PyClass, keywordOnly: boolean): Field[] {
  const fields = new Map<string, Field>();
  for (const base of cls.order.slice(1).toReversed()) {
    for (const field of fieldsOf.get(base) ?? []) fields.set(field.name, field);
  }
  let onlyKeywords = keywordOnly;
  for (const [name, type] of cls.annotations) {
    if (/^(?:typing\.)?ClassVar\b/.test(type)) continue;
    if (/\bInitVar\b/.test(type)) outside("`InitVar`");
    if (/\bKW_ONLY\b/.test(type)) {
      onlyKeywords = true;
      continue;
    }
    const given = cls.members.get(name);
    const options = given instanceof FieldOptions ? given.keywords : undefined;
    const initial = given instanceof FieldOptions ? options?.get("default") : given;
    if (typeof initial === "object" && initial !== null && /^(?:list|dict|set)$/.test(initial.kind)) {
      raise(
        "ValueError",
        `mutable default <class '${initial.kind}'> for field ${name} is not allowed: use default_factory`,
      );
    }
    if (given instanceof FieldOptions) {
      if (initial === undefined) cls.members.delete(name);
      else cls.members.set(name, initial);
    }
    const says = (option: string): boolean => options?.get(option) !== false;
    fields.set(name, {
      name,
      initial,
      factory: options?.get("default_factory"),
      init: says("init"),
      repr: says("repr"),
      compare: says("compare"),
      keywordOnly: options?.get("kw_only") === true || onlyKeywords,
    });
  }
  return [...fields.values()];
}

function* initialize(
  cls: PyClass,
  self: Instance,
  fields: readonly Field[],
  bound: ReadonlyMap<string, Value>,
): RoutineBody {
  for (const { name, initial, factory } of fields) {
    const given = bound.get(name);
    if (given !== undefined) self.fields.set(name, given);
    else if (factory !== undefined) self.fields.set(name, yield { kind: "call", callee: factory, args: [] });
    else if (initial !== undefined) self.fields.set(name, initial);
  }
  const after = cls.find("__post_init__");
  if (after !== undefined) yield { kind: "call", callee: after, args: [self] };
  return null;
}

const frozen: ClassKind = {
  checkChange(_instance, name, verb) {
    raise("FrozenInstanceError", `cannot ${verb === "delete" ? "delete" : "assign to"} field '${name}'`);
  },
};

function compared(self: Instance, fields: readonly Field[]): Value {
  return tuple(fields.filter(({ compare }) => compare).map(({ name }) => self.fields.get(name) ?? null));
}

function decorate(cls: Value, keywords: Keywords | undefined): Value {
  if (!(cls instanceof PyClass)) return raise("TypeError", "dataclass() should be called on a class");
  const asks = (name: string, otherwise: boolean): boolean => (keywords?.get(name) ?? otherwise) === true;
  const fields = readFields(cls, asks("kw_only", false));
  const optional = fields.filter(({ init, keywordOnly }) => init && !keywordOnly);
  const first = optional.findIndex(({ initial, factory }) => initial !== undefined || factory !== undefined);
  const late =
    first < 0
      ? undefined
      : optional.slice(first).find((each) => each.initial === undefined && each.factory === undefined);
  if (late !== undefined) raise("TypeError", `non-default argument '${late.name}' follows default argument`);
  fieldsOf.set(cls, fields);
  if (!cls.members.has("__match_args__")) cls.members.set("__match_args__", tuple(optional.map(({ name }) => name)));
  const add = (name: string, run: (typeof Generated.prototype)["call"]): void => {
    if (!cls.members.has(name)) cls.members.set(name, new Generated(cls, name, run));
  };
  if (asks("init", true)) {
    add(
      "__init__",
      (self, args, given) =>
        new Routine(initialize(cls, self, fields, bindFields(`${cls.qualified}.__init__()`, fields, args, given))),
    );
  }
  if (asks("repr", true)) {
    add("__repr__", (self) => {
      const shown = fields.filter((field) => field.repr);
      return `${self.cls.qualified}(${shown.map(({ name }) => `${name}=${reprOf(self.fields.get(name) ?? null)}`).join(", ")})`;
    });
  }
  const pair = (self: Instance, other: Value | undefined): [Value, Value] | undefined =>
    other instanceof Instance && other.cls === self.cls ? [compared(self, fields), compared(other, fields)] : undefined;
  const ownEquality = cls.members.has("__eq__");
  const equality = asks("eq", true);
  if (equality) {
    add("__eq__", (self, [other]) => {
      const both = pair(self, other);
      return both === undefined ? notImplemented : equals(...both);
    });
  }
  if (asks("order", false)) {
    for (const [name, operator] of Object.entries({ __lt__: "<", __le__: "<=", __gt__: ">", __ge__: ">=" })) {
      add(name, (self, [other]) => {
        const both = pair(self, other);
        return both === undefined ? notImplemented : order(operator as OrderOperator, ...both);
      });
    }
  }
  if (asks("frozen", false)) {
    cls.kinds.push(frozen);
    if (equality && !ownEquality) {
      add("__hash__", (self, _args, _given, meter) => {
        const hash = hashOf(compared(self, fields));
        meter.spend(fields.length);
        return hash ?? raise("TypeError", "unhashable type");
      });
    }
  } else if (asks("unsafe_hash", false)) outside("`unsafe_hash`");
  return cls;
}

const dataclass: Implementation = (args, keywords) => {
  const [cls] = args;
  if (cls !== undefined) return decorate(cls, keywords);
  return new Builtin("builtin_function_or_method", "wrap", ([each]) => decorate(each ?? null, keywords));
};

function fieldsOfInstance(value: Value, name: string): [Instance, readonly Field[]] {
  const fields =
    value instanceof Instance ? value.cls.order.map((cls) => fieldsOf.get(cls)).find((each) => each) : undefined;
  if (!(value instanceof Instance) || fields === undefined) {
    return raise("TypeError", `${name}() should be called on dataclass instances`);
  }
  return [value, fields];
}

/** Dataclasses inside containers are converted as well. */
function converted(value: Value, make: (instance: Instance, fields: readonly Field[]) => Value): Value {
  const inner = (each: Value): Value => converted(each, make);
  if (value instanceof Instance) {
    const fields = fieldsOf.get(value.cls);
    return fields === undefined ? value : make(value, fields);
  }
  if (typeof value !== "object" || value === null) return value;
  if (value.kind === "list") return list(value.items.map(inner));
  if (value.kind === "tuple") return tuple(value.items.map(inner));
  if (value.kind === "dict") return dict([...value.entries.values()].map(([key, item]) => [inner(key), inner(item)]));
  return value;
}

function asDict(value: Value): Value {
  return converted(value, (instance, fields) =>
    dict(fields.map(({ name }) => [name, asDict(instance.fields.get(name) ?? null)])),
  );
}

function asTuple(value: Value): Value {
  return converted(value, (instance, fields) =>
    tuple(fields.map(({ name }) => asTuple(instance.fields.get(name) ?? null))),
  );
}

export const dataclassesModule: RuleModule = {
  name: "dataclasses",
  members: new Map<string, Value>([
    ["FrozenInstanceError", exceptionType("FrozenInstanceError")],
    ...functionsOf([
      ["dataclass", dataclass],
      ["field", (_args, keywords) => new FieldOptions(keywords ?? new Map())],
      ["asdict", (args) => asDict(fieldsOfInstance(argument(args, 0), "asdict")[0])],
      ["astuple", (args) => asTuple(fieldsOfInstance(argument(args, 0), "astuple")[0])],
      [
        "replace",
        (args, keywords) => {
          const [instance, fields] = fieldsOfInstance(argument(args, 0), "replace");
          const given = new Map(keywords ?? []);
          for (const { name, init } of fields) {
            if (init && !given.has(name)) given.set(name, instance.fields.get(name) ?? null);
          }
          return instance.cls.run([], given);
        },
      ],
    ]),
  ]),
};
