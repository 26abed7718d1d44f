/** @file `operator`: the operators as functions, and `itemgetter`, `attrgetter` and `methodcaller`. */
import { argument, between } from "../builtin/arguments.ts";
import { getAttribute } from "../builtin/attributes.ts";
import { contains } from "../builtin/contains.ts";
import type { Keywords } from "../machine/bind.ts";
import { Builtin, type Implementation, Native } from "../machine/builtin.ts";
import { consume, iterate } from "../machine/iterate.ts";
import { type Result, Routine, type RoutineBody, settled } from "../machine/routine.ts";
import { type BinaryOperator, binaryOperators, invert, negate, plus, truth } from "../operation/arithmetic.ts";
import { identical, order } from "../operation/compare.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { deleteSubscript, setSubscript, subscript } from "../operation/subscript.ts";
import { equals, repr, tuple, typeName, type Value } from "../value.ts";
import { functionsOf, type RuleModule } from "./ruleModule.ts";

type Compute = (args: readonly Value[], meter: Meter) => Result;

/** `_operator.neg() takes exactly one argument (0 given)`; with more operands it is worded otherwise. */
function operation(name: string, operands: number, compute: Compute): [string, Implementation] {
  return [
    name,
    (args, keywords, meter) => {
      if (operands > 1) between(name, operands, operands, args, keywords, `_operator.${name}`);
      else if (keywords !== undefined && keywords.size > 0) {
        raise("TypeError", `_operator.${name}() takes no keyword arguments`);
      } else if (args.length !== 1) {
        raise("TypeError", `_operator.${name}() takes exactly one argument (${args.length} given)`);
      }
      return compute(args, meter);
    },
  ];
}

function one(name: string, compute: (value: Value) => Result): [string, Implementation] {
  return operation(name, 1, (args) => compute(argument(args, 0)));
}

function two(name: string, compute: (a: Value, b: Value, meter: Meter) => Result): [string, Implementation] {
  return operation(name, 2, (args, meter) => compute(argument(args, 0), argument(args, 1), meter));
}

const binaryNames: Readonly<Record<string, BinaryOperator>> = {
  add: "+",
  and_: "&",
  concat: "+",
  floordiv: "//",
  lshift: "<<",
  mod: "%",
  mul: "*",
  or_: "|",
  pow: "**",
  rshift: ">>",
  sub: "-",
  xor: "^",
};

function countOf(container: Value, item: Value, meter: Meter): Result {
  let count = 0n;
  const take = (each: Value): boolean => {
    if (equals(each, item)) count++;
    return true;
  };
  return consume(iterate(container), meter, take, () => count);
}

function indexOf(container: Value, item: Value, meter: Meter): Result {
  let at = -1n;
  let found = false;
  const take = (each: Value): boolean => {
    at++;
    found = equals(each, item);
    return !found;
  };
  const finish = (): Value => (found ? at : raise("ValueError", "sequence.index(x): x not in sequence"));
  return consume(iterate(container), meter, take, finish);
}

/** What `itemgetter`, `attrgetter` and `methodcaller` make: a function of one value. */
class Getter extends Native {
  readonly type: string;
  readonly text: string;
  readonly #get: (value: Value, meter: Meter) => Result;

  constructor(type: string, args: readonly Value[], keywords: Keywords | undefined, get: Getter["get"]) {
    super();
    this.type = `operator.${type}`;
    const named = [...(keywords ?? [])].map(([name, value]) => `${name}=${repr(value)}`);
    this.text = `operator.${type}(${[...args.map(repr), ...named].join(", ")})`;
    this.#get = get;
  }

  get get(): (value: Value, meter: Meter) => Result {
    return this.#get;
  }

  run(args: readonly Value[], keywords: Keywords | undefined, meter: Meter): Result {
    const name = this.type.slice("operator.".length);
    between(name, 1, 1, args, keywords);
    return this.#get(argument(args, 0), meter);
  }
}

/** Gets several things of one value: one is itself, several are a tuple. */
function getting<T>(wanted: readonly T[], get: (value: Value, each: T, meter: Meter) => Result): Getter["get"] {
  return (value, meter) => {
    const [only] = wanted;
    if (wanted.length === 1 && only !== undefined) return get(value, only, meter);
    return new Routine(
      (function* (): RoutineBody {
        const items: Value[] = [];
        for (const each of wanted) items.push(yield* settled(get(value, each, meter)));
        return tuple(items);
      })(),
    );
  };
}

const itemgetter: Implementation = (args, keywords) => {
  if (args.length === 0) raise("TypeError", "itemgetter expected 1 argument, got 0");
  return new Getter("itemgetter", args, keywords, getting(args, subscript));
};

/** `a.b` is the attribute `b` of the attribute `a`. */
function* attributePath(value: Value, path: string, meter: Meter): RoutineBody {
  let at = value;
  for (const name of path.split(".")) at = yield* settled(getAttribute(at, name, meter));
  return at;
}

const attrgetter: Implementation = (args, keywords) => {
  if (args.length === 0) raise("TypeError", "attrgetter expected 1 argument, got 0");
  const paths = args.map((arg) =>
    typeof arg === "string" ? arg : raise("TypeError", "attribute name must be a string"),
  );
  const get = (value: Value, path: string, meter: Meter): Result => new Routine(attributePath(value, path, meter));
  return new Getter("attrgetter", args, keywords, getting(paths, get));
};

const methodcaller: Implementation = (args, keywords) => {
  const [name, ...given] = args;
  if (name === undefined) raise("TypeError", "methodcaller needs at least one argument, the method name");
  if (typeof name !== "string") return raise("TypeError", "method name must be a string");
  return new Getter("methodcaller", args, keywords, (value, meter) => {
    return new Routine(
      (function* (): RoutineBody {
        const callee = yield* settled(getAttribute(value, name, meter));
        return yield { kind: "call", callee, args: given, keywords };
      })(),
    );
  });
};

const index = (value: Value): bigint =>
  typeof value === "bigint" || typeof value === "boolean"
    ? BigInt(value)
    : raise("TypeError", `'${typeName(value)}' object cannot be interpreted as an integer`);

function type(name: string, run: Implementation): [string, Value] {
  return [name, new Builtin("type", name, run, "operator")];
}

export const operatorModule: RuleModule = {
  name: "operator",
  members: new Map<string, Value>([
    ...functionsOf([
      ...Object.entries(binaryNames).map(([name, operator]) => two(name, binaryOperators[operator])),
      two("eq", (a, b) => equals(a, b)),
      two("ne", (a, b) => !equals(a, b)),
      two("lt", (a, b) => order("<", a, b)),
      two("le", (a, b) => order("<=", a, b)),
      two("gt", (a, b) => order(">", a, b)),
      two("ge", (a, b) => order(">=", a, b)),
      two("is_", identical),
      two("is_not", (a, b) => !identical(a, b)),
      two("contains", contains),
      two("countOf", countOf),
      two("indexOf", indexOf),
      two("getitem", subscript),
      operation("setitem", 3, ([container, at, value]) => {
        setSubscript(container ?? null, at ?? null, value ?? null, undefined);
        return null;
      }),
      two("delitem", (container, at) => {
        deleteSubscript(container, at);
        return null;
      }),
      one("neg", negate),
      one("pos", plus),
      one("inv", invert),
      one("invert", invert),
      one("not_", (value) => !truth(value)),
      one("truth", truth),
      one("index", index),
      one("abs", (value) => {
        const int = index(value);
        return int < 0n ? -int : int;
      }),
    ]),
    type("itemgetter", itemgetter),
    type("attrgetter", attrgetter),
    type("methodcaller", methodcaller),
  ]),
};
