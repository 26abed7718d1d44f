/** @file What sets are combined to, in the order in which CPython adds the elements, which the result's own order comes from. */
import { hashOf } from "../hash.ts";
import { type Element, SetTable } from "../setTable.ts";
import { dictKey, type PySet, unhashableType, type Value } from "../value.ts";
import { payForKey } from "./cost.ts";
import { checkSize, type Meter, raise } from "./raised.ts";
import { compareKeys } from "./special.ts";

export type SetOperator = "&" | "|" | "-" | "^";

/** A value with what a set files it under. Raises TypeError on an unhashable one. */
export function elementOf(value: Value): Element {
  const key = dictKey(value);
  const hash = key === undefined ? undefined : hashOf(value);
  if (key === undefined || hash === undefined) return raise("TypeError", `unhashable type: '${unhashableType(value)}'`);
  return { key, hash, value };
}

export function addItem(target: PySet, value: Value, meter: Meter): void {
  // Its hash is CPython's own, so that its order is; computing it is most of the cost.
  meter.spend(64);
  payForKey(meter, value);
  target.frozen = undefined;
  const element = elementOf(value);
  const known = target.table.get(element.key);
  if (known === undefined) target.table.add(element);
  else compareKeys(known.value, value);
  checkSize(target.table.size, "a set");
}

export function setOf(kind: PySet["kind"], items: readonly Value[], meter: Meter): PySet {
  const result: PySet = { kind, table: new SetTable() };
  for (const item of items) addItem(result, item, meter);
  return result;
}

/** `a & b` and so on; the result has the type of `a`. */
export function combined(operator: SetOperator, a: PySet, b: PySet, meter: Meter): PySet {
  const result = (table: SetTable): PySet => ({ kind: a.kind, table });
  meter.spend((a.table.size + b.table.size) * 4);
  switch (operator) {
    case "&":
      return result(intersection(a.table, b.table));
    case "|": {
      const table = a.table.copy();
      checkSize(a.table.size + b.table.size, "a set");
      table.merge(b.table);
      return result(table);
    }
    case "-":
      return result(difference(a.table, b.table));
    case "^": {
      const table = b.table.copy();
      toggle(table, [...a.table.elements()]);
      return result(table);
    }
  }
}

function intersection(a: SetTable, b: SetTable): SetTable {
  const [walked, sought] = b.size > a.size ? [a, b] : [b, a];
  return kept(walked, (element) => sought.has(element.key));
}

function difference(a: SetTable, b: SetTable): SetTable {
  if (Math.trunc(a.size / 4) > b.size) {
    const table = a.copy();
    removeAll(table, b.elements());
    return table;
  }
  return kept(a, (element) => !b.has(element.key));
}

function kept(table: SetTable, keep: (element: Element) => boolean): SetTable {
  const result = new SetTable();
  for (const element of table.elements()) if (keep(element)) result.add(element);
  return result;
}

/** `set_difference_update_internal` */
export function removeAll(table: SetTable, elements: Iterable<Element>): void {
  for (const { key } of [...elements]) table.delete(key);
  table.sweep();
}

/** `set_symmetric_difference_update` */
export function toggle(table: SetTable, elements: readonly Element[]): void {
  for (const element of elements) if (!table.delete(element.key)) table.add(element);
}
