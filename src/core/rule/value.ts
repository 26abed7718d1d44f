/**
 * @file The values of the rule language. Ints are unbounded (`bigint`), floats are JavaScript's numbers, strings are JavaScript strings
 * read by code point, containers are plain objects, so that a state can be compared, stored and shown without knowing the interpreter.
 * Values inside a `State` are snapshots: nobody changes them afterwards.
 */
import { hashOf } from "./hash.ts";
import { floatRepr } from "./operation/floatText.ts";
import { quote, quoteBytes } from "./quote.ts";
import { SetTable } from "./setTable.ts";

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | PyList
  | PyTuple
  | PyDict
  | PySet
  | PyBytes
  | PyRange
  | PyOpaque;

/** What makes a list or dict one of the kinds that `collections` has. */
export interface Variant {
  readonly name: "deque" | "Counter" | "defaultdict" | "OrderedDict";
  /** The most items of a deque. */
  readonly most?: number | undefined;
  /** What makes the value of a missing key. */
  readonly factory?: Value;
  /** The order in which entries are shown. */
  sorted?(value: PyDict): readonly (readonly [Value, Value])[];
}

export interface PyList {
  readonly kind: "list";
  readonly variant?: Variant | undefined;
  items: Value[];
  /** How often a deque has changed: it cannot while something goes over it. */
  changes?: number;
  /** The interpreter's cached snapshot of a live list; unset in snapshots. */
  frozen?: PyList | undefined;
}

/** What makes a tuple one whose items have names, as `namedtuple` and `NamedTuple` make them. */
export interface NamedItems {
  readonly name: string;
  readonly fields: readonly string[];
  readonly cls: PyOpaque;
}

export interface PyTuple {
  readonly kind: "tuple";
  readonly record?: NamedItems | undefined;
  readonly items: readonly Value[];
}

export interface PyDict {
  readonly kind: "dict";
  readonly variant?: Variant | undefined;
  /** In insertion order; the key of the map is `dictKey` of the entry's own key. */
  entries: Map<DictKey, [Value, Value]>;
  frozen?: PyDict | undefined;
}

export interface PySet {
  /** A frozenset never changes after it was made. */
  readonly kind: "set" | "frozenset";
  table: SetTable;
  frozen?: PySet | undefined;
}

export interface PyBytes {
  readonly kind: "bytes";
  readonly data: Uint8Array;
}

export interface PyRange {
  readonly kind: "range";
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;
}

/** A value that has a type and a text but no literal: a function, an iterator, a type, an exception. */
export interface PyOpaque {
  readonly kind: "opaque";
  readonly type: string;
  readonly text: string;
  /** An attribute besides the methods that all values of its type have. */
  attribute?(name: string): Value | undefined;
  /** What `value[index]` gives, for values that can be subscripted. */
  readonly item?: ((index: Value) => Value) | undefined;
  /** For values that have a `len`. */
  readonly length?: (() => number) | undefined;
  /** For values that change: their text at this moment, which a state keeps. */
  readonly shown?: string;
  /** The int that it is as well, as a member of an `IntEnum` is one. */
  readonly int?: bigint;
  /** What `==` says of it and another value; undefined where it leaves that to the other. */
  equal?(other: Value): boolean | undefined;
  /** What it shares with the keys of dicts that it equals; undefined where it cannot be one. */
  key?(): DictKey | undefined;
  /** Its `hash`, where its class says how to compute it. */
  hashed?(): bigint | undefined;
}

/** What two equal keys share: 1, 1.0, True and other equal numbers have one, so have equal strings and equal tuples. */
export type DictKey = null | bigint | string | PyOpaque;

/** The variables of one function call, by name, in the order they were first bound. */
export type State = Readonly<Record<string, Value>>;

/** What `...` means: a value of its own, which types are given and bodies leave out. */
export const ellipsis: PyOpaque = { kind: "opaque", type: "ellipsis", text: "Ellipsis" };

export function list(items: Value[]): PyList {
  return { kind: "list", items };
}

export function tuple(items: readonly Value[]): PyTuple {
  return { kind: "tuple", items };
}

/** A dict from pairs, later pairs replacing earlier ones of the same key. Throws a `TypeError` on an unhashable key. */
export function dict(pairs: Iterable<readonly [Value, Value]>): PyDict {
  const entries = new Map<DictKey, [Value, Value]>();
  for (const [key, value] of pairs) {
    const hash = dictKey(key);
    if (hash === undefined) throw new TypeError(`unhashable type: '${typeName(key)}'`);
    const entry = entries.get(hash);
    if (entry === undefined) entries.set(hash, [key, value]);
    else entry[1] = value;
  }
  return { kind: "dict", entries };
}

/** A set of the values, added in their order. Throws a `TypeError` on an unhashable one. */
export function set(kind: PySet["kind"], values: Iterable<Value>): PySet {
  const table = new SetTable();
  for (const value of values) {
    const key = dictKey(value);
    const hash = hashOf(value);
    if (key === undefined || hash === undefined) throw new TypeError(`unhashable type: '${unhashableType(value)}'`);
    table.add({ key, hash, value });
  }
  return { kind, table };
}

export function bytes(data: Iterable<number>): PyBytes {
  return { kind: "bytes", data: Uint8Array.from(data) };
}

/** The name Python gives the value's type: `int`, `NoneType`, `list`. */
export function typeName(value: Value): string {
  if (value === null) return "NoneType";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "string":
      return "str";
    default:
      if (value.kind === "opaque") return value.type;
      if (value.kind === "list" || value.kind === "dict") return value.variant?.name ?? value.kind;
      if (value.kind === "tuple") return value.record?.name ?? value.kind;
      return value.kind;
  }
}

/** The key under which a dict files a value; `undefined` when the value cannot be a key. */
export function dictKey(value: Value): DictKey | undefined {
  switch (typeof value) {
    case "bigint":
      return value;
    case "string":
      return value.startsWith("\0") ? `\0s${value}` : value;
    case "boolean":
      return value ? 1n : 0n;
    case "number":
      return Number.isInteger(value) ? BigInt(value) : `\0f${value}`;
    default:
      if (value === null) return null;
      if (value.kind === "tuple") return tupleKey(value);
      if (value.kind === "frozenset") return frozensetKey(value);
      if (value.kind === "bytes") return `\0b${value.data.join()}`;
      if (value.kind === "range") return `\0r${rangeLength(value)},${value.start},${value.step}`;
      if (value.kind !== "opaque" || value.type === "slice") return undefined;
      return value.key === undefined ? value : value.key();
  }
}

function tupleKey(value: PyTuple): string | PyOpaque | undefined {
  let text = "\0t";
  for (const item of value.items) {
    const key = dictKey(item);
    if (key === undefined) return undefined;
    text += keyText(key);
  }
  return text;
}

function keyText(key: DictKey): string {
  if (key === null) return "n;";
  if (typeof key === "object") return `o${key.text};`;
  return typeof key === "string" ? `s${key.length}:${key};` : `i${key.toString(16)};`;
}

/** The same for the same elements, whatever their order. */
function frozensetKey(value: PySet): string {
  return `\0z${[...value.table.elements()]
    .map(({ key }) => keyText(key))
    .sort()
    .join("")}`;
}

/** The type name of the innermost part that keeps a value from being a dict key. */
export function unhashableType(value: Value): string {
  if (typeof value === "object" && value !== null && value.kind === "tuple") {
    const part = value.items.find((item) => dictKey(item) === undefined);
    if (part !== undefined) return unhashableType(part);
  }
  return typeName(value);
}

/** How many ints a range holds. */
export function rangeLength(range: PyRange): bigint {
  const span = range.step > 0n ? range.stop - range.start : range.start - range.stop;
  const step = range.step > 0n ? range.step : -range.step;
  return span <= 0n ? 0n : (span - 1n) / step + 1n;
}

/** Python's `==`. Numbers of all types are equal when they are the same number; containers compare by content. */
export function equals(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === "boolean") return equals(a ? 1n : 0n, b);
  if (typeof b === "boolean") return equals(a, b ? 1n : 0n);
  if (isOpaque(a) && a.equal !== undefined) {
    const answer = a.equal(b);
    if (answer !== undefined) return answer;
  }
  if (isOpaque(b) && b.equal !== undefined) {
    const answer = b.equal(a);
    if (answer !== undefined) return answer;
  }
  if (typeof a === "number") return typeof b === "bigint" && Number.isInteger(a) && BigInt(a) === b;
  if (typeof b === "number") return typeof a === "bigint" && equals(b, a);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a.kind === "list" || a.kind === "tuple")
    return b.kind === a.kind && sameVariety(a, b) && sameItems(a.items, b.items);
  if (a.kind === "dict") return b.kind === "dict" && sameEntries(a, b);
  if (a.kind === "range") return b.kind === "range" && dictKey(a) === dictKey(b);
  if (a.kind === "bytes") return b.kind === "bytes" && dictKey(a) === dictKey(b);
  if (isSet(a)) return isSet(b) && a.table.size === b.table.size && isSubset(a, b);
  return false;
}

export function isSet(value: Value): value is PySet {
  return typeof value === "object" && value !== null && (value.kind === "set" || value.kind === "frozenset");
}

/** Whether every element of the first is in the second. */
export function isSubset(a: PySet, b: PySet): boolean {
  if (a.table.size > b.table.size) return false;
  for (const { key } of a.table.elements()) if (!b.table.has(key)) return false;
  return true;
}

/** How containers compare their items: the same object counts as equal, so that a NaN is found in its own list. */
export function sameItem(a: Value, b: Value): boolean {
  return Object.is(a, b) || equals(a, b);
}

function isOpaque(value: Value): value is PyOpaque {
  return typeof value === "object" && value !== null && value.kind === "opaque";
}

/** A deque is no list. */
function sameVariety(a: PyList | PyTuple, b: PyList | PyTuple): boolean {
  return a.kind !== "list" || b.kind !== "list" || (a.variant === undefined) === (b.variant === undefined);
}

function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!sameItem(a[i] as Value, b[i] as Value)) return false;
  return true;
}

function sameEntries(a: PyDict, b: PyDict): boolean {
  const [first, second] = [a.variant?.name, b.variant?.name];
  if (first === "Counter" && second === "Counter") return sameCounts(a, b) && sameCounts(b, a);
  if (a.entries.size !== b.entries.size) return false;
  for (const [key, [, value]] of a.entries) {
    const other = b.entries.get(key);
    if (other === undefined || !sameItem(value, other[1])) return false;
  }
  if (first !== "OrderedDict" || second !== "OrderedDict") return true;
  const others = b.entries.keys();
  return [...a.entries.keys()].every((key) => key === others.next().value);
}

/** What a counter does not hold it counts as 0. */
function sameCounts(a: PyDict, b: PyDict): boolean {
  return [...a.entries].every(([key, [, count]]) => sameItem(count, b.entries.get(key)?.[1] ?? 0n));
}

/** Python's `repr`: the text that reads back as the same value where one exists. */
export function repr(value: Value): string {
  return write(value, []);
}

/** Python's `str`: a string is itself, everything else is its `repr`. */
export function str(value: Value): string {
  return typeof value === "string" ? value : write(value, []);
}

function write(value: Value, above: Value[]): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return floatRepr(value);
  if (typeof value === "string") return quote(value);
  if (value.kind === "range") {
    return value.step === 1n
      ? `range(${value.start}, ${value.stop})`
      : `range(${value.start}, ${value.stop}, ${value.step})`;
  }
  if (value.kind === "opaque") return value.text;
  if (value.kind === "bytes") return `b${quoteBytes(value.data)}`;
  // A container inside itself is written as Python does: [...]
  if (above.includes(value)) return value.kind === "list" ? "[...]" : value.kind === "tuple" ? "(...)" : "{...}";
  above.push(value);
  let text: string;
  if (value.kind === "dict") {
    const parts: string[] = [];
    const entries = value.variant?.sorted?.(value) ?? value.entries.values();
    for (const [key, item] of entries) parts.push(`${write(key, above)}: ${write(item, above)}`);
    if (value.variant?.name === "OrderedDict") {
      const pairs = [...value.entries.values()].map(([key, item]) => `(${write(key, above)}, ${write(item, above)})`);
      text = pairs.length === 0 ? "OrderedDict()" : `OrderedDict([${pairs.join(", ")}])`;
    } else text = named(value.variant, `{${parts.join(", ")}}`, parts.length === 0, above);
  } else if (isSet(value)) {
    const parts = value.table.values().map((item) => write(item, above));
    const inside = parts.length === 0 ? "" : `{${parts.join(", ")}}`;
    text = value.kind === "set" && parts.length > 0 ? inside : `${value.kind}(${inside})`;
  } else {
    const parts: string[] = [];
    for (const item of value.items) parts.push(write(item, above));
    const inside = parts.join(", ");
    const record = value.kind === "tuple" ? value.record : undefined;
    text = record
      ? `${record.name}(${record.fields.map((field, i) => `${field}=${parts[i]}`).join(", ")})`
      : value.kind === "list"
        ? named(value.variant, `[${inside}]`, false, above)
        : parts.length === 1
          ? `(${inside},)`
          : `(${inside})`;
  }
  above.pop();
  return text;
}

/** The text of a list or dict of a kind of its own. */
function named(variant: Variant | undefined, text: string, empty: boolean, above: Value[]): string {
  switch (variant?.name) {
    case undefined:
    case "OrderedDict":
      return text;
    case "Counter":
      return empty ? "Counter()" : `Counter(${text})`;
    case "defaultdict":
      return `defaultdict(${write(variant?.factory ?? null, above)}, ${text})`;
    case "deque":
      return variant?.most === undefined ? `deque(${text})` : `deque(${text}, maxlen=${variant.most})`;
  }
}
