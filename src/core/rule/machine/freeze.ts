/** @file Snapshots of changing values, made once per change and shared by all states in between. */
import { LimitReached, type Meter } from "../operation/raised.ts";
import {
  type DictKey,
  isSet,
  type PyDict,
  type PyList,
  type PyOpaque,
  type PySet,
  type PyTuple,
  type State,
  type Value,
} from "../value.ts";
import type { Frame } from "./frame.ts";
import { Snapshot } from "./snapshot.ts";
import { View } from "./view.ts";

/** Values nested deeper than this stop the rule: reading them would overflow the stack. */
const deepest = 200;

export class Freezer {
  /** Snapshots of containers that hold containers; they must be looked through each time. */
  readonly #nested = new WeakMap<PyList | PyTuple | PyDict, PyList | PyTuple | PyDict>();
  readonly #views = new WeakMap<View, View>();
  readonly #shown = new WeakMap<PyOpaque, Snapshot>();
  readonly #open = new Map<Value, Value>();
  readonly #meter: Meter;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** The variables of a frame, then those of the code around that it uses. The same object as last time when nothing changed. */
  stateOf(frame: Frame): State {
    const { order, frozen } = frame;
    const count = order.length + frame.code.free.length;
    if (count > 64) this.#meter.spend(count >> 3);
    let changed = frame.state === undefined || frozen.length !== count;
    for (let i = 0; i < count; i++) {
      const live = i < order.length ? frame.slots[order[i] as number] : frame.free(i - order.length);
      const value = live === undefined ? undefined : this.freeze(live);
      // Zero and minus zero are two values.
      if (Object.is(frozen[i], value)) continue;
      frozen[i] = value;
      changed = true;
    }
    if (!changed && frame.state !== undefined) return frame.state;
    frozen.length = count;
    // A state of many variables is a table of its own.
    this.#meter.spend(count > 64 ? count * 8 : count >> 1);
    frame.state = named(frame);
    return frame.state;
  }

  freeze(value: Value): Value {
    if (typeof value !== "object" || value === null || value.kind === "range" || value.kind === "bytes") return value;
    if (value.kind === "frozenset") return value;
    if (value.kind === "opaque") return this.#freezeOpaque(value);
    if (value.kind === "tuple") return value.items.some(isContainer) ? this.#freezeNested(value) : value;
    if (value.frozen !== undefined) {
      // Written out it is as large as if it were copied, however often it is shared.
      if (this.#open.size > 0) this.#meter.spend(lengthOf(value) >> 4);
      return value.frozen;
    }
    if (isSet(value)) {
      this.#meter.spend(value.table.size * 4);
      value.frozen = { kind: value.kind, table: value.table.duplicate() };
      return value.frozen;
    }
    if (value.kind === "list") {
      if (value.items.some(isContainer)) return this.#freezeNested(value);
      this.#meter.spend(value.items.length);
      value.frozen = { kind: "list", items: value.items.slice(), variant: value.variant };
      return value.frozen;
    }
    for (const [key, item] of value.entries.values())
      if (isContainer(item) || isContainer(key)) return this.#freezeNested(value);
    this.#meter.spend(value.entries.size * 6);
    value.frozen = {
      kind: "dict",
      entries: copyEntries(value.entries, (item) => item),
      variant: value.variant,
    };
    return value.frozen;
  }

  #freezeNested(value: PyList | PyTuple | PyDict): Value {
    const open = this.#open.get(value);
    if (open !== undefined) return open;
    if (this.#open.size > deepest) {
      throw new LimitReached(`The rule nests values more than ${deepest} deep.`);
    }
    const known = this.#nested.get(value);
    const fresh = this.#copyNested(value);
    if (known !== undefined && alike(known, fresh)) return known;
    this.#nested.set(value, fresh);
    return fresh;
  }

  #freezeOpaque(value: PyOpaque): Value {
    if (value instanceof View) return this.#freezeView(value);
    const text = value.shown;
    if (text === undefined) return value;
    this.#meter.spend(text.length >> 3);
    const known = this.#shown.get(value);
    if (known?.text === text) return known;
    const fresh = new Snapshot(value.type, text);
    this.#shown.set(value, fresh);
    return fresh;
  }

  #freezeView(view: View): Value {
    const source = this.freeze(view.source);
    const known = this.#views.get(view);
    if (known?.source === source) return known;
    if (typeof source !== "object" || source === null || source.kind !== "dict") return view;
    const fresh = view.of(source);
    this.#views.set(view, fresh);
    return fresh;
  }

  #copyNested(value: PyList | PyTuple | PyDict): PyList | PyTuple | PyDict {
    if (value.kind === "dict") {
      const result: PyDict = { kind: "dict", entries: new Map(), variant: value.variant };
      this.#meter.spend(value.entries.size * 6);
      this.#open.set(value, result);
      result.entries = copyEntries(value.entries, (item) => this.freeze(item));
      this.#open.delete(value);
      return result;
    }
    this.#meter.spend(value.items.length);
    const items: Value[] = [];
    const result: PyList | PyTuple =
      value.kind === "list"
        ? { kind: "list", items, variant: value.variant }
        : { kind: "tuple", items, record: value.record };
    this.#open.set(value, result);
    for (const item of value.items) items.push(this.freeze(item));
    this.#open.delete(value);
    return result;
  }
}

function lengthOf(value: PyList | PyDict | PySet): number {
  if (value.kind === "list") return value.items.length;
  return value.kind === "dict" ? value.entries.size : value.table.size;
}

function named({ code, order, frozen }: Frame): State {
  const state: Record<string, Value> = {};
  for (const [i, value] of frozen.entries()) {
    if (value === undefined) continue;
    const name = i < order.length ? code.slotNames[order[i] as number] : code.free[i - order.length]?.name;
    state[name as string] = value;
  }
  return state;
}

function isContainer(value: Value): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    value.kind !== "range" &&
    value.kind !== "bytes" &&
    value.kind !== "frozenset" &&
    (value.kind !== "opaque" || value instanceof View || "shown" in value)
  );
}

function copyEntries(entries: PyDict["entries"], each: (value: Value) => Value): Map<DictKey, [Value, Value]> {
  const result = new Map<DictKey, [Value, Value]>();
  for (const [hash, [key, value]] of entries) result.set(hash, [each(key), each(value)]);
  return result;
}

/** Whether two snapshots hold the very same parts. One inside itself never does, and is made again. */
function alike(a: PyList | PyTuple | PyDict, b: PyList | PyTuple | PyDict): boolean {
  if (a.kind === "dict") {
    if (b.kind !== "dict" || a.entries.size !== b.entries.size) return false;
    const others = b.entries.values();
    for (const [key, value] of a.entries.values()) {
      const other = others.next().value;
      if (other === undefined || !Object.is(other[0], key) || !Object.is(other[1], value)) return false;
    }
    return true;
  }
  if (b.kind === "dict" || a.items.length !== b.items.length) return false;
  for (let i = 0; i < a.items.length; i++) if (!Object.is(a.items[i], b.items[i])) return false;
  return true;
}
