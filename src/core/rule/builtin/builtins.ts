/** @file The built-in functions and types of the rule language, by name. */

import { hashOf } from "../hash.ts";
import { Builtin, type Implementation } from "../machine/builtin.ts";
import { exceptionTypes } from "../machine/exception.ts";
import { Generation } from "../machine/generation.ts";
import { Instance } from "../machine/instance.ts";
import { Stepping } from "../machine/instanceIterators.ts";
import { collectHinted, consume, iterate } from "../machine/iterate.ts";
import { Iteration } from "../machine/iteration.ts";
import { Routine, type RoutineBody, settled, stop } from "../machine/routine.ts";
import { binaryOperators, lengthOf, truth } from "../operation/arithmetic.ts";
import { payForWhole } from "../operation/cost.ts";
import { asciiOf, formatValue, reprOf, strOf } from "../operation/formatValue.ts";
import { LimitReached, outside, raise } from "../operation/raised.ts";
import { special } from "../operation/special.ts";
import { Slice, setEntry } from "../operation/subscript.ts";
import {
  dict,
  dictKey,
  list,
  type PyOpaque,
  rangeLength,
  tuple,
  typeName,
  unhashableType,
  type Value,
} from "../value.ts";
import { argument, between, exactlyOne, integerOf, keywordsFor, unary } from "./arguments.ts";
import { toBytes } from "./bytesMethods.ts";
import { updateDict } from "./dictMethods.ts";
import { toFloatType } from "./floatMethods.ts";
import { lazyFunctions, untilSentinel } from "./lazy.ts";
import { numberFunctions, toInt } from "./numbers.ts";
import { isCallable, objectFunctions } from "./objects.ts";
import { toSet } from "./setMethods.ts";
import { extreme, sorted } from "./sorting.ts";
import { typeOf } from "./typeOf.ts";

/** Says how long a value is, for `len` and what works like it. */
const length = unary("len", (value) => {
  if (typeof value === "object" && value !== null && value.kind === "range") {
    const count = rangeLength(value);
    return count < 1n << 63n ? count : raise("OverflowError", "Python int too large to convert to C ssize_t");
  }
  const found = lengthOf(value);
  return found === undefined ? raise("TypeError", `object of type '${typeName(value)}' has no len()`) : BigInt(found);
});

const sum: Implementation = (args, keywords, meter) => {
  if (args.length === 0) raise("TypeError", "sum() takes at least 1 positional argument (0 given)");
  if (args.length > 2) raise("TypeError", `sum() takes at most 2 arguments (${args.length} given)`);
  const named = keywordsFor(keywords, ["start"], (name) =>
    raise("TypeError", `'${name}' is an invalid keyword argument for sum()`),
  );
  let total: Value = args[1] ?? named("start") ?? 0n;
  if (typeof total === "string") raise("TypeError", "sum() can't sum strings [use ''.join(seq) instead]");
  const add = (item: Value): boolean => {
    total = binaryOperators["+"](total, item, meter);
    return true;
  };
  return consume(iterate(argument(args, 0)), meter, add, () => total);
};

/** `any` stops at the first true item, `all` at the first false one. */
function quantifier(name: "any" | "all"): Implementation {
  return unary(name, (value, meter) => {
    let decided = false;
    const take = (item: Value): boolean => {
      decided = truth(item) === (name === "any");
      return !decided;
    };
    return consume(iterate(value), meter, take, () => (name === "any" ? decided : !decided));
  });
}

const print: Implementation = (args, keywords, meter) => {
  const named = keywordsFor(keywords, ["sep", "end", "file", "flush"], (name) =>
    raise("TypeError", `'${name}' is an invalid keyword argument for print()`),
  );
  const piece = (name: string, otherwise: string): string => {
    const value = named(name) ?? null;
    if (value !== null && typeof value !== "string") {
      return raise("TypeError", `${name} must be None or a string, not ${typeName(value)}`);
    }
    return value ?? otherwise;
  };
  const [separator, end] = [piece("sep", " "), piece("end", "\n")];
  if ((named("file") ?? null) !== null) throw new LimitReached("print() to a file is outside the rule language.");
  for (const value of args) payForWhole(meter, value);
  const text = args.map(strOf).join(separator) + end;
  meter.spend(text.length >> 3);
  meter.print?.(text);
  return null;
};

const next: Implementation = (args, keywords, meter) => {
  between("next", 1, 2, args, keywords);
  const given = argument(args, 0);
  const iterator: Value =
    given instanceof Instance && given.cls.find("__next__") !== undefined ? new Stepping(given) : given;
  if (!(iterator instanceof Iteration)) return raise("TypeError", `'${typeName(iterator)}' object is not an iterator`);
  const ended = (item: Value): Value => (item !== stop ? item : args.length > 1 ? (args[1] ?? null) : atEnd(iterator));
  const item = iterator.next(meter);
  if (!(item instanceof Routine)) return ended(item);
  return new Routine(
    (function* (): RoutineBody {
      return ended(yield* settled(item));
    })(),
  );
};

function atEnd(iterator: Iteration): never {
  return iterator instanceof Generation ? iterator.ended() : raise("StopIteration", "");
}

/** `list(iterable)` and `tuple(iterable)`. */
function gather(name: "list" | "tuple"): Implementation {
  return (args, keywords, meter) => {
    between(name, 0, 1, args, keywords);
    const [source] = args;
    if (source === undefined) return name === "list" ? list([]) : tuple([]);
    if (name === "tuple" && typeof source === "object" && source !== null && source.kind === "tuple") return source;
    return collectHinted(source, meter, name === "list" ? list : tuple);
  };
}

const toDict: Implementation = (args, keywords, meter) => {
  if (args.length > 1) raise("TypeError", `dict expected at most 1 argument, got ${args.length}`);
  const result = dict([]);
  const named = (): Value => {
    for (const [name, value] of keywords ?? []) setEntry(result, name, value);
    return result;
  };
  const [source] = args;
  return source === undefined ? named() : updateDict(result, source, meter, named);
};

const toStr: Implementation = (args, keywords, meter) => {
  if (args.length > 3) raise("TypeError", `str() takes at most 3 arguments (${args.length} given)`);
  const [value = keywords?.get("object")] = args;
  if (value === undefined) return "";
  if (args.length > 1) {
    const given = argument(args, 1);
    if (typeof given !== "string") raise("TypeError", `str() argument 'encoding' must be str, not ${typeName(given)}`);
    raise(
      "TypeError",
      typeof value === "string"
        ? "decoding str is not supported"
        : `decoding to str: need a bytes-like object, ${typeName(value)} found`,
    );
  }
  payForWhole(meter, value);
  const text = strOf(value);
  meter.spend(text.length >> 3);
  return text;
};

const toBool: Implementation = (args, keywords) => {
  between("bool", 0, 1, args, keywords);
  return args.length > 0 && truth(argument(args, 0));
};

const toRange: Implementation = (args, keywords) => {
  between("range", 1, 3, args, keywords);
  const [first = 0n, second = 0n, third = 1n] = args.map(integerOf);
  if (third === 0n) raise("ValueError", "range() arg 3 must not be zero");
  if (args.length === 1) return { kind: "range", start: 0n, stop: first, step: 1n };
  return { kind: "range", start: first, stop: second, step: third };
};

function types(): [string, Builtin][] {
  const of = (name: string, run: Implementation): [string, Builtin] => [name, new Builtin("type", name, run)];
  return [
    of("int", toInt),
    of("str", toStr),
    of("bool", toBool),
    of("list", gather("list")),
    of("tuple", gather("tuple")),
    of("dict", toDict),
    of("range", toRange),
    of("float", toFloatType),
    of("set", toSet("set")),
    of("frozenset", toSet("frozenset")),
    of("slice", toSlice),
    of("bytes", toBytes),
  ];
}

function functions(): [string, Builtin][] {
  const text = (name: string, write: (value: Value) => string): [string, Implementation] => [
    name,
    unary(name, (value, meter) => {
      payForWhole(meter, value);
      const written = write(value);
      meter.spend(written.length >> 3);
      return written;
    }),
  ];
  const all: [string, Implementation][] = [
    ["len", length],
    ["sum", sum],
    ["any", quantifier("any")],
    ["all", quantifier("all")],
    ["max", (args, keywords, meter) => extreme("max", args, keywords, meter)],
    ["min", (args, keywords, meter) => extreme("min", args, keywords, meter)],
    ["sorted", sorted],
    ["print", print],
    ["callable", (args, keywords) => isCallable(exactlyOne("callable", args, keywords))],
    ["next", next],
    [
      "iter",
      (args, keywords) => {
        between("iter", 1, 2, args, keywords);
        if (args.length > 1) return untilSentinel(argument(args, 0), argument(args, 1));
        return iterate(argument(args, 0));
      },
    ],
    ["hash", hash],
    ["format", format],
    text("repr", reprOf),
    text("ascii", asciiOf),
    ...numberFunctions,
  ];
  return all.map(([name, run]) => [name, new Builtin("builtin_function_or_method", name, run)]);
}

const hash = unary("hash", (value, meter) => {
  const own = value instanceof Instance && value.cls.hashMember() ? value.special("__hash__", []) : undefined;
  if (typeof own === "bigint") return own;
  const hashed = dictKey(value) === undefined ? undefined : hashOf(value);
  if (hashed === undefined) return raise("TypeError", `unhashable type: '${unhashableType(value)}'`);
  // A `__hash__` is only asked which objects may be equal.
  const within = meter.running?.endsWith(".__hash__") === true;
  if (!within && !isHashKnown(value))
    throw new LimitReached("The hash of a text differs from one run of Python to the next: outside the rule language.");
  return hashed;
});

/** Numbers and tuples of them: all other hashes depend on the run. */
function isHashKnown(value: Value): boolean {
  if (typeof value === "object" && value !== null) {
    if (value.kind === "frozenset") return value.table.values().every(isHashKnown);
    if (value.kind === "opaque") return value.int !== undefined;
    return value.kind === "tuple" && value.items.every(isHashKnown);
  }
  return typeof value !== "string";
}

const format: Implementation = (args, keywords, meter) => {
  between("format", 1, 2, args, keywords);
  const spec = args[1] ?? "";
  if (typeof spec !== "string") return raise("TypeError", `format() argument 2 must be str, not ${typeName(spec)}`);
  const written = formatValue(argument(args, 0), undefined, spec);
  meter.spend(written.length >> 3);
  return written;
};

const toSlice: Implementation = (args, keywords) => {
  between("slice", 1, 3, args, keywords);
  const [first = null, second = null, third = null] = args;
  return args.length === 1 ? new Slice(null, first, null) : new Slice(first, second, third);
};

/** `type(value)`. Classes are made by class statements only. */
const type: Implementation = (args, keywords) => {
  if (args.length !== 1 || (keywords !== undefined && keywords.size > 0)) outside("`type()` with more than one value");
  return typeOf(argument(args, 0), builtins);
};

/** Functions and types that ask a class's special method first. */
const asking: Readonly<Record<string, string>> = {
  abs: "__abs__",
  int: "__int__",
  float: "__float__",
  round: "__round__",
  reversed: "__reversed__",
};

function askFirst([name, builtin]: [string, Builtin]): [string, Builtin] {
  const method = Object.hasOwn(asking, name) ? asking[name] : undefined;
  if (method === undefined) return [name, builtin];
  const run: Implementation = (args, keywords, meter) => {
    const [first, ...rest] = args;
    const answer = first === undefined ? undefined : special(first, method, ...rest);
    return answer === undefined ? builtin.run(args, keywords, meter) : answer;
  };
  return [name, new Builtin(builtin.type, name, run)];
}

export const builtins: ReadonlyMap<string, PyOpaque> = new Map<string, PyOpaque>([
  ...[...types(), ...functions()].map(askFirst),
  ...lazyFunctions,
  ...exceptionTypes,
  ...objectFunctions,
  ["type", new Builtin("type", "type", type)],
]);
