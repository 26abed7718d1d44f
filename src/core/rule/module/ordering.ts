/** @file `functools.total_ordering` and `functools.cmp_to_key`: how objects are compared by what a rule says of them. */
import { argument } from "../builtin/arguments.ts";
import { Builtin, type Implementation, Native } from "../machine/builtin.ts";
import { PyClass } from "../machine/class.ts";
import { notImplemented } from "../machine/instance.ts";
import { type Result, Routine, type RoutineBody } from "../machine/routine.ts";
import { truth } from "../operation/arithmetic.ts";
import { order } from "../operation/compare.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { equals, type PyOpaque, type Value } from "../value.ts";

/** How each comparison follows from the one that a class has: negated or not, and joined with equality or not. */
const derived: Readonly<Record<string, Readonly<Record<string, readonly [boolean, "or ==" | "and !=" | ""]>>>> = {
  __lt__: { __gt__: [true, "and !="], __le__: [false, "or =="], __ge__: [true, ""] },
  __le__: { __ge__: [true, "or =="], __lt__: [false, "and !="], __gt__: [true, ""] },
  __gt__: { __lt__: [true, "and !="], __ge__: [false, "or =="], __le__: [true, ""] },
  __ge__: { __le__: [true, "or =="], __gt__: [false, "and !="], __lt__: [true, ""] },
};

class Comparison extends Native {
  readonly type = "function";
  override readonly binds = true;
  readonly text: string;
  readonly #root: string;
  readonly #negated: boolean;
  readonly #joined: string;

  constructor(name: string, root: string, [negated, joined]: readonly [boolean, string]) {
    super();
    this.text = `<function ${name}>`;
    this.#root = root;
    this.#negated = negated;
    this.#joined = joined;
  }

  run(args: readonly Value[]): Result {
    return new Routine(this.#compare(argument(args, 0), argument(args, 1)));
  }

  *#compare(self: Value, other: Value): RoutineBody {
    const cls = "cls" in Object(self) ? (self as { readonly cls?: unknown }).cls : undefined;
    const root = cls instanceof PyClass ? cls.find(this.#root) : undefined;
    if (root === undefined) return notImplemented;
    const answer = yield { kind: "call", callee: root, args: [self, other] };
    if (answer === notImplemented) return answer;
    const holds = truth(answer) !== this.#negated;
    if (this.#joined === "or ==") return holds || equals(self, other);
    if (this.#joined === "and !=") return holds && !equals(self, other);
    return holds;
  }
}

export const totalOrdering: Implementation = ([cls]) => {
  if (!(cls instanceof PyClass)) return raise("TypeError", "total_ordering needs a class");
  const root = Object.keys(derived).find((name) => cls.find(name) !== undefined);
  if (root === undefined) return raise("ValueError", "must define at least one ordering operation: < > <= >=");
  for (const [name, how] of Object.entries(derived[root] ?? {})) {
    if (cls.find(name) === undefined) cls.members.set(name, new Comparison(name, root, how));
  }
  return cls;
};

/** What a key of `cmp_to_key` makes of a value. */
class Key implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "functools.KeyWrapper";
  readonly text = "<functools.KeyWrapper object>";
  readonly value: Value;
  readonly #compare: (other: Key) => Value;

  constructor(value: Value, compare: (a: Value, b: Value) => Value) {
    this.value = value;
    this.#compare = (other) => compare(value, other.value);
  }

  special(name: string, [other]: readonly Value[]): Value | undefined {
    if (!(other instanceof Key)) return undefined;
    const sign = { __lt__: "<", __gt__: ">", __le__: "<=", __ge__: ">=" }[name];
    return sign === undefined ? undefined : order(sign as Parameters<typeof order>[0], this.#compare(other), 0n);
  }

  equal(other: Value): boolean | undefined {
    return other instanceof Key ? equals(this.#compare(other), 0n) : undefined;
  }
}

export const cmpToKey: Implementation = (args) => {
  const callee = argument(args, 0);
  return new Builtin("builtin_function_or_method", "KeyWrapper", ([value = null], _keywords, meter: Meter) => {
    const { callNow } = meter;
    return new Key(value, (a, b) => callNow?.call(meter, callee, [a, b]) ?? 0n);
  });
};
