/** @file Copies of values that live on when the originals change. */
import { isSet, type PyDict, type PyList, type PySet, type PyTuple, tuple, type Value } from "./value.ts";

/** A deep copy that shares nothing changeable with the original; parts that were one object stay one object. */
export function copy(value: Value, made: Map<Value, Value> = new Map()): Value {
  if (typeof value !== "object" || value === null) return value;
  if (value.kind === "range" || value.kind === "bytes" || value.kind === "opaque") return value;
  const known = made.get(value);
  if (known !== undefined) return known;
  if (value.kind === "tuple") {
    const result: PyTuple = { ...tuple(value.items.map((item) => copy(item, made))), record: value.record };
    made.set(value, result);
    return result;
  }
  if (value.kind === "list") {
    const result: PyList = { kind: "list", items: [], variant: value.variant };
    made.set(value, result);
    for (const item of value.items) result.items.push(copy(item, made));
    return result;
  }
  if (isSet(value)) {
    const result: PySet = { kind: value.kind, table: value.table.duplicate((item) => copy(item, made)) };
    made.set(value, result);
    return result;
  }
  const result: PyDict = { kind: "dict", entries: new Map(), variant: value.variant };
  made.set(value, result);
  for (const [key, [name, item]] of value.entries) result.entries.set(key, [copy(name, made), copy(item, made)]);
  return result;
}
