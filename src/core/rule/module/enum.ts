/** @file `enum`: `Enum`, `IntEnum`, `auto` and `unique`. */

import { hashOf } from "../hash.ts";
import { Builtin } from "../machine/builtin.ts";
import { type ClassKind, Descriptor, PyClass } from "../machine/class.ts";
import { Closure } from "../machine/frame.ts";
import { noHost } from "../machine/host.ts";
import { Instance } from "../machine/instance.ts";
import { asInt } from "../operation/arithmetic.ts";
import { outside, raise } from "../operation/raised.ts";
import { type DictKey, equals, type PyOpaque, repr, type Value } from "../value.ts";
import type { RuleModule } from "./ruleModule.ts";

/** What `auto()` gives: the number after the last one. */
const auto: PyOpaque = { kind: "opaque", type: "auto", text: "auto" };

/** A member of an enumeration. */
class Member extends Instance {
  readonly name: string;
  readonly value: Value;

  constructor(cls: PyClass, name: string, value: Value) {
    super(cls);
    this.name = name;
    this.value = value;
    this.fields.set("name", name);
    this.fields.set("value", value);
    this.fields.set("_name_", name);
    this.fields.set("_value_", value);
  }

  override copied(): undefined {
    return undefined;
  }

  override get text(): string {
    return this.cls.find("__repr__") === undefined ? this.plainText : super.text;
  }

  override get plainText(): string {
    return `<${this.cls.name}.${this.name}: ${repr(this.value)}>`;
  }

  override get message(): string | undefined {
    return super.message ?? `${this.cls.name}.${this.name}`;
  }

  override key(): DictKey | undefined {
    return this.cls.find("__eq__") === undefined ? this : super.key();
  }
}

/** A member of an enumeration of ints: an int in all that is computed with it. */
class IntMember extends Member {
  override readonly int: bigint;

  constructor(cls: PyClass, name: string, value: bigint) {
    super(cls, name, value);
    this.int = value;
  }

  override get message(): string | undefined {
    return this.cls.find("__str__") === undefined ? `${this.int}` : super.message;
  }

  override equal(other: Value): boolean | undefined {
    return this.cls.find("__eq__") === undefined ? equals(this.int, asInt(other) ?? other) : super.equal(other);
  }

  override key(): DictKey | undefined {
    return this.cls.find("__eq__") === undefined ? this.int : super.key();
  }

  override hashed(): bigint | undefined {
    return this.cls.find("__hash__") === undefined ? hashOf(this.int) : super.hashed();
  }
}

function memberOf(cls: PyClass, name: string, value: Value): Member {
  if (!cls.inherits(intEnumClass)) return new Member(cls, name, value);
  const int = asInt(value) ?? outside("A member of an `IntEnum` that is no int");
  return new IntMember(cls, name, int);
}

function membersOf(cls: PyClass): Member[] {
  const seen = new Set<Member>();
  for (const value of cls.members.values()) if (value instanceof Member) seen.add(value);
  return [...seen];
}

const enumeration: ClassKind = {
  word: "enum",
  complete(cls) {
    let last: Value = 0n;
    const made: Member[] = [];
    for (const [name, given] of [...cls.members]) {
      const plain = given instanceof Closure || given instanceof Descriptor || given instanceof Builtin;
      if (name.startsWith("_") || plain) continue;
      const value: Value = given === auto ? (typeof last === "bigint" ? last + 1n : 1n) : given;
      last = value;
      const member = made.find((each) => equals(each.value, value)) ?? memberOf(cls, name, value);
      if (!made.includes(member)) made.push(member);
      cls.members.set(name, member);
    }
    if (made.length > 0 && cls.members.has("__init__")) outside("An enumeration with `__init__`");
  },
  construct(cls, args) {
    const [value = null] = args;
    const found = membersOf(cls).find((member) => member === value || equals(member.value, value));
    return found ?? raise("ValueError", `${repr(value)} is not a valid ${cls.qualified}`);
  },
  item(cls, index) {
    const found = typeof index === "string" ? cls.members.get(index) : undefined;
    return found instanceof Member ? found : raise("KeyError", repr(index));
  },
  items: membersOf,
  length: (cls) => membersOf(cls).length,
  checkChange(_instance, name) {
    if (name === "name" || name === "value") raise("AttributeError", `<enum 'Enum'> cannot set attribute '${name}'`);
  },
};

const enumClass = new PyClass(
  { name: "Enum", qualified: "Enum", bases: [], members: new Map(), annotations: new Map(), host: noHost },
  [enumeration],
);

const intEnumClass = new PyClass({
  name: "IntEnum",
  qualified: "IntEnum",
  bases: [enumClass],
  members: new Map(),
  annotations: new Map(),
  host: noHost,
});

export const enumModule: RuleModule = {
  name: "enum",
  members: new Map<string, Value>([
    ["Enum", enumClass],
    ["IntEnum", intEnumClass],
    ["auto", new Builtin("type", "auto", () => auto, "enum")],
    ["unique", new Builtin("builtin_function_or_method", "unique", ([cls]) => cls ?? null)],
  ]),
  attributes: ["name", "value"],
};
