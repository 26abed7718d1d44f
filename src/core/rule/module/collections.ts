/** @file `collections`: `Counter`, `defaultdict` and `deque`, as dicts and lists with a name of their own. */
import { between, countOf } from "../builtin/arguments.ts";
import { updateDict } from "../builtin/dictMethods.ts";
import { Builtin, type Implementation } from "../machine/builtin.ts";
import { collect } from "../machine/iterate.ts";
import { setEntry } from "../operation/subscript.ts";
import type { PyDict, Value } from "../value.ts";
import { addCount, byCount, counterMethods, dequeMethods, isDict, orderedMethods } from "./collectionMethods.ts";
import { namedtuple } from "./namedTuple.ts";
import type { RuleModule } from "./ruleModule.ts";

function newCounter(): PyDict {
  return { kind: "dict", entries: new Map(), variant: { name: "Counter", sorted: byCount } };
}

const counter: Implementation = (args, keywords, meter) => {
  between("Counter.__init__()", 0, 1, args, undefined);
  const result = newCounter();
  const finish = (): Value => {
    for (const [name, count] of keywords ?? []) addCount(result, name, count, "+", meter);
    return result;
  };
  const [source] = args;
  if (source === undefined || source === null) return finish();
  if (isDict(source)) {
    for (const [key, count] of source.entries.values()) setEntry(result, key, count);
    return finish();
  }
  return collect(source, meter, (items) => {
    for (const item of items) addCount(result, item, 1n, "+", meter);
    meter.spend(4 * items.length);
    return finish();
  });
};

const defaultdict: Implementation = (args, keywords, meter) => {
  const [factory = null, source] = args;
  const result: PyDict = { kind: "dict", entries: new Map(), variant: { name: "defaultdict", factory } };
  const finish = (): Value => {
    for (const [name, value] of keywords ?? []) setEntry(result, name, value);
    return result;
  };
  return source === undefined ? finish() : updateDict(result, source, meter, finish);
};

const deque: Implementation = (args, keywords, meter) => {
  const limit = args[1] ?? keywords?.get("maxlen") ?? null;
  const most = limit === null ? undefined : countOf(limit);
  const make = (items: Value[]): Value => {
    const kept = most === undefined ? items : items.slice(Math.max(0, items.length - most));
    return { kind: "list", items: kept, variant: { name: "deque", most } };
  };
  const [source] = args;
  return source === undefined ? make([]) : collect(source, meter, make);
};

const ordered: Implementation = (args, keywords, meter) => {
  between("OrderedDict", 0, 1, args, undefined);
  const result: PyDict = { kind: "dict", entries: new Map(), variant: { name: "OrderedDict" } };
  const finish = (): Value => {
    for (const [name, value] of keywords ?? []) setEntry(result, name, value);
    return result;
  };
  const [source] = args;
  return source === undefined ? finish() : updateDict(result, source, meter, finish);
};

function type(name: string, run: Implementation): [string, Value] {
  return [name, new Builtin("type", name, run, "collections")];
}

export const collectionsModule: RuleModule = {
  name: "collections",
  members: new Map<string, Value>([
    type("Counter", counter),
    type("OrderedDict", ordered),
    type("defaultdict", defaultdict),
    type("deque", deque),
    ["namedtuple", new Builtin("builtin_function_or_method", "namedtuple", namedtuple)],
  ]),
  attributes: [
    ...[counterMethods, dequeMethods, orderedMethods].flatMap((methods) => [...methods.keys()]),
    "maxlen",
    "default_factory",
    "_replace",
    "_asdict",
    "_fields",
    "_field_defaults",
    "_make",
  ],
};
