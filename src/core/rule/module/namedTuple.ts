/** @file Tuples whose items have names: `collections.namedtuple`, and classes that inherit from `typing.NamedTuple`. */
import { argument } from "../builtin/arguments.ts";
import type { ClassBase } from "../builtin/makeClass.ts";
import type { Keywords } from "../machine/bind.ts";
import { Builtin, type Implementation, Native } from "../machine/builtin.ts";
import { type ClassKind, type ClassOptions, PyClass } from "../machine/class.ts";
import { Closure } from "../machine/frame.ts";
import { noHost } from "../machine/host.ts";
import { collect } from "../machine/iterate.ts";
import type { Result } from "../machine/routine.ts";
import { truth } from "../operation/arithmetic.ts";
import { outside, raise } from "../operation/raised.ts";
import { dict, type PyTuple, repr, tuple, type Value } from "../value.ts";
import { bindFields, type Taken } from "./fields.ts";

const fieldsOf = new WeakMap<PyClass, readonly Taken[]>();

function fieldsFor(cls: PyClass): readonly Taken[] {
  return cls.order.map((each) => fieldsOf.get(each)).find((each) => each !== undefined) ?? [];
}

function make(cls: PyClass, items: readonly Value[]): PyTuple {
  const fields = fieldsFor(cls).map(({ name }) => name);
  return { kind: "tuple", items, record: { name: cls.name, fields, cls } };
}

const recordKind: ClassKind = {
  complete(cls) {
    for (const [name, member] of cls.members)
      if (member instanceof Closure && name.startsWith("__")) outside(`\`${name}\` of a named tuple`);
  },
  construct(cls, args, keywords) {
    const fields = fieldsFor(cls);
    const bound = bindFields(`${cls.name}.__new__()`, fields, args, keywords);
    return make(
      cls,
      fields.map(({ name, initial = null }) => {
        const given = bound.get(name);
        return given === undefined ? initial : given;
      }),
    );
  },
  attribute(cls, name) {
    const fields = fieldsFor(cls);
    switch (name) {
      case "_fields":
      case "__match_args__":
        return tuple(fields.map((field) => field.name));
      case "_field_defaults":
        return dict(
          fields.flatMap(({ name: field, initial }) => (initial === undefined ? [] : [[field, initial] as const])),
        );
      case "_make":
        return new Builtin("builtin_function_or_method", name, (args, _keywords, meter) =>
          collect(argument(args, 0), meter, (items) =>
            items.length === fields.length
              ? make(cls, items)
              : raise("TypeError", `Expected ${fields.length} arguments, got ${items.length}`),
          ),
        );
      default:
        return undefined;
    }
  },
};

/** An attribute of a named tuple besides those of its class and of all tuples. */
export function recordAttribute(value: PyTuple, name: string): Value | undefined {
  const { record } = value;
  if (record === undefined || !(record.cls instanceof PyClass)) return undefined;
  const { cls } = record;
  const at = record.fields.indexOf(name);
  if (at >= 0) return value.items[at];
  switch (name) {
    case "_asdict":
      return new Builtin("builtin_function_or_method", name, () =>
        dict(record.fields.map((field, i) => [field, value.items[i] as Value])),
      );
    case "_replace":
      return new Builtin("builtin_function_or_method", name, (_args, keywords) => replace(value, cls, keywords));
    default:
      return recordKind.attribute?.(cls, name);
  }
}

function replace(value: PyTuple, cls: PyClass, keywords: Keywords | undefined): Value {
  const given = new Map(keywords ?? []);
  const items = (value.record?.fields ?? []).map((field, i) => {
    const item = given.get(field);
    given.delete(field);
    return item === undefined ? (value.items[i] as Value) : item;
  });
  if (given.size > 0)
    raise("ValueError", `Got unexpected field names: ${repr({ kind: "list", items: [...given.keys()] })}`);
  return make(cls, items);
}

function recordClass(options: ClassOptions, fields: readonly Taken[]): PyClass {
  for (const { name } of fields) {
    if (name.startsWith("_")) raise("ValueError", `Field names cannot start with an underscore: ${repr(name)}`);
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))
      raise("ValueError", `Type names and field names must be valid identifiers: ${repr(name)}`);
  }
  const twice = fields.find(({ name }, i) => fields.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined) raise("ValueError", `Encountered duplicate field name: ${repr(twice.name)}`);
  const cls = new PyClass(options, [recordKind]);
  fieldsOf.set(cls, fields);
  recordKind.complete?.(cls);
  return cls;
}

function named(name: string): ClassOptions {
  return { name, qualified: name, bases: [], members: new Map(), annotations: new Map(), host: noHost };
}

/** One tuple of a kind of its own. */
export function namedValues(name: string, values: readonly (readonly [string, Value])[]): Value {
  const cls = recordClass(
    named(name),
    values.map(([field]) => ({ name: field })),
  );
  return make(
    cls,
    values.map(([, value]) => value),
  );
}

/** `namedtuple("Point", "x y", defaults=[0])`. */
export const namedtuple: Implementation = (args, keywords, meter): Result => {
  const name = args[0] ?? keywords?.get("typename") ?? null;
  const given = args[1] ?? keywords?.get("field_names") ?? null;
  if (truth(keywords?.get("rename") ?? false)) outside("`rename` of `namedtuple`");
  if (typeof name !== "string") return raise("TypeError", "namedtuple() needs a name");
  const listed = typeof given === "string" ? tuple(given.replaceAll(",", " ").split(/\s+/).filter(Boolean)) : given;
  return collect(listed, meter, (names) => {
    const finish = (defaults: readonly Value[]): Value => {
      if (defaults.length > names.length) raise("TypeError", "Got more default values than field names");
      const from = names.length - defaults.length;
      const fields = names.map((field, i) => ({
        name: String(field),
        ...(i < from ? {} : { initial: defaults[i - from] as Value }),
      }));
      return recordClass(named(name), fields);
    };
    const defaults = keywords?.get("defaults") ?? null;
    if (defaults === null) return finish([]);
    if (typeof defaults === "object" && (defaults.kind === "list" || defaults.kind === "tuple"))
      return finish(defaults.items);
    return outside("`defaults` that are neither a list nor a tuple");
  });
};

/** `typing.NamedTuple`, as a base. */
class NamedTupleBase extends Native implements ClassBase {
  readonly type = "function";
  readonly text = "<function NamedTuple>";

  run(args: readonly Value[]): Result {
    const [name, pairs] = args;
    if (typeof name !== "string" || typeof pairs !== "object" || pairs?.kind !== "list")
      return outside("This `NamedTuple`");
    const fields = pairs.items.map((pair) =>
      typeof pair === "object" && pair?.kind === "tuple" ? String(pair.items[0]) : outside("This `NamedTuple`"),
    );
    return recordClass(
      named(name),
      fields.map((field) => ({ name: field })),
    );
  }

  makeClass(options: ClassOptions): Value {
    const fields: Taken[] = [];
    for (const name of options.annotations.keys()) {
      const initial = options.members.get(name);
      options.members.delete(name);
      if (initial === undefined && fields.some((each) => each.initial !== undefined))
        raise("TypeError", `non-default namedtuple field ${name} cannot follow default field${laterThan(fields)}`);
      fields.push({ name, ...(initial === undefined ? {} : { initial }) });
    }
    return recordClass({ ...options, bases: [] }, fields);
  }
}

function laterThan(fields: readonly Taken[]): string {
  const names = fields.filter(({ initial }) => initial !== undefined).map(({ name }) => name);
  return `${names.length === 1 ? "" : "s"} ${names.join(", ")}`;
}

export const namedTupleBase = new NamedTupleBase();
