/** @file `container[index]` read, set and deleted, for single indexes and slices. */
import {
  bytes,
  dictKey,
  list,
  type PyDict,
  type PyList,
  type PyOpaque,
  type PyRange,
  rangeLength,
  repr,
  tuple,
  typeName,
  unhashableType,
  type Value,
} from "../value.ts";
import { asInt } from "./arithmetic.ts";
import { payForKey } from "./cost.ts";
import { type Meter, raise } from "./raised.ts";
import { compareKeys, special } from "./special.ts";
import { characterAt, characters, isFlat, textBetween, textLength } from "./text.ts";

/** `start:stop:step` between square brackets. */
export class Slice implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "slice";
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;

  constructor(start: Value, stop: Value, step: Value) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get text(): string {
    return `slice(${repr(this.start)}, ${repr(this.stop)}, ${repr(this.step)})`;
  }
}

interface Span {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  /** How many positions it selects. */
  readonly count: number;
}

/** The positions a slice selects in a sequence of `length` (CPython's `PySlice_AdjustIndices`). */
export function spanOf(slice: Slice, length: number): Span {
  const step = slice.step === null ? 1 : bound(slice.step);
  if (step === 0) raise("ValueError", "slice step cannot be zero");
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? length - 1 : length;
  const clip = (value: Value, missing: number): number => {
    if (value === null) return missing;
    const index = bound(value);
    return index < 0 ? Math.max(index + length, low) : Math.min(index, high);
  };
  const start = clip(slice.start, step < 0 ? high : low);
  const stop = clip(slice.stop, step < 0 ? low : high);
  const span = step < 0 ? start - stop : stop - start;
  return { start, stop, step, count: span <= 0 ? 0 : Math.floor((span - 1) / Math.abs(step)) + 1 };
}

function bound(value: Value): number {
  const int = asInt(value);
  if (int === undefined) {
    return raise("TypeError", "slice indices must be integers or None or have an __index__ method");
  }
  return Math.max(-(2 ** 52), Math.min(2 ** 52, Number(int)));
}

function pick<T>(items: readonly T[], { start, step, count }: Span): T[] {
  if (step === 1) return items.slice(start, start + count);
  return Array.from({ length: count }, (_, i) => items[start + i * step] as T);
}

/** A position in a sequence of `length` from Python's index, negative ones counting from the end. Raises IndexError. */
export function position(index: Value, length: number, outOfRange: string, wrongType: () => string): number {
  const int = asInt(index);
  if (int === undefined) return raise("TypeError", wrongType());
  const at = Number(int < 0n ? int + BigInt(length) : int);
  if (at < 0 || at >= length) {
    if (int >= 1n << 63n || int < -(1n << 63n)) raise("IndexError", "cannot fit 'int' into an index-sized integer");
    return raise("IndexError", outOfRange);
  }
  return at;
}

export function subscript(container: Value, index: Value, meter: Meter): Value {
  if (typeof container === "string") {
    if (index instanceof Slice) return sliceText(container, index, meter);
    if (container.length > 64) meter.spend(isFlat(container) ? container.length >> 5 : container.length);
    const at = position(
      index,
      textLength(container),
      "string index out of range",
      () => `string indices must be integers, not '${typeName(index)}'`,
    );
    return characterAt(container, at) as string;
  }
  if (typeof container === "object" && container !== null) {
    const { kind } = container;
    if (kind === "list" || kind === "tuple") {
      if (kind === "list" && container.variant !== undefined)
        return container.items[placeInDeque(container, index)] as Value;
      if (index instanceof Slice) {
        const items = pick(container.items, spanOf(index, container.items.length));
        meter.spend(items.length);
        return kind === "list" ? list(items) : tuple(items);
      }
      const wrongType = (): string => `${kind} indices must be integers or slices, not ${typeName(index)}`;
      return container.items[position(index, container.items.length, `${kind} index out of range`, wrongType)] as Value;
    }
    if (kind === "dict") {
      payForKey(meter, index);
      return entryOf(container, index)?.[1] ?? missing(container, index, meter);
    }
    if (kind === "bytes") {
      if (index instanceof Slice) {
        const span = spanOf(index, container.data.length);
        meter.spend(span.count >> 3);
        return bytes(
          Array.from({ length: span.count }, (_, i) => container.data[span.start + i * span.step] as number),
        );
      }
      const wrongType = (): string => `byte indices must be integers or slices, not ${typeName(index)}`;
      return BigInt(container.data[position(index, container.data.length, "index out of range", wrongType)] as number);
    }
    if (kind === "range") {
      if (index instanceof Slice) return rangeSlice(container, index);
      const int = asInt(index);
      if (int === undefined)
        return raise("TypeError", `range indices must be integers or slices, not ${typeName(index)}`);
      const length = rangeLength(container);
      const at = int < 0n ? int + length : int;
      if (at < 0n || at >= length) raise("IndexError", "range object index out of range");
      return container.start + at * container.step;
    }
    if (container.kind === "opaque" && container.item !== undefined) return container.item(index);
    const answer = special(container, "__getitem__", index);
    if (answer !== undefined) return answer;
  }
  return raise("TypeError", `'${typeName(container)}' object is not subscriptable`);
}

/** A place in a deque, which has no slices. */
function placeInDeque(deque: PyList, index: Value): number {
  const wrongType = (): string => `sequence index must be integer, not '${typeName(index)}'`;
  return position(index, deque.items.length, "deque index out of range", wrongType);
}

/** A part of a range, whose places may lie beyond any list's: as `spanOf`, in ints of any size. */
function rangeSlice(range: PyRange, slice: Slice): PyRange {
  const length = rangeLength(range);
  const whole = (value: Value): bigint =>
    asInt(value) ?? raise("TypeError", "slice indices must be integers or None or have an __index__ method");
  const step = slice.step === null ? 1n : whole(slice.step);
  if (step === 0n) raise("ValueError", "slice step cannot be zero");
  const [low, high] = step < 0n ? [-1n, length - 1n] : [0n, length];
  const clip = (value: Value, missing: bigint): bigint => {
    if (value === null) return missing;
    const index = whole(value);
    const at = index < 0n ? index + length : index;
    return at < low ? low : at > high ? high : at;
  };
  const place = (at: bigint): bigint => range.start + at * range.step;
  const start = place(clip(slice.start, step < 0n ? high : low));
  const stop = place(clip(slice.stop, step < 0n ? low : high));
  return { kind: "range", start, stop, step: range.step * step };
}

function sliceText(text: string, index: Slice, meter: Meter): string {
  const span = spanOf(index, textLength(text));
  // Characters beyond 16 bits are counted one by one.
  meter.spend((span.count >> 3) + (isFlat(text) ? text.length >> 5 : text.length));
  if (span.step !== 1) meter.spend(text.length >> 1);
  if (span.step === 1) return textBetween(text, span.start, span.start + span.count);
  return pick(characters(text), span).join("");
}

/** The entry of a key, if there is one. Raises TypeError on an unhashable key. */
export function entryOf(container: PyDict, key: Value): [Value, Value] | undefined {
  const hash = dictKey(key);
  if (hash === undefined) return raise("TypeError", `unhashable type: '${unhashableType(key)}'`);
  const entry = container.entries.get(hash);
  if (entry !== undefined) compareKeys(entry[0], key);
  return entry;
}

function missing(container: PyDict, key: Value, meter: Meter): Value {
  // A present entry may hold None, which `??` cannot tell from no entry.
  const entry = entryOf(container, key);
  if (entry !== undefined) return entry[1];
  const { variant } = container;
  if (variant?.name === "Counter") return 0n;
  const factory = variant?.factory ?? null;
  if (factory === null || meter.callNow === undefined) return raise("KeyError", repr(key), [key]);
  const made = meter.callNow(factory, []);
  setEntry(container, key, made);
  return made;
}

export function setEntry(container: PyDict, key: Value, value: Value): void {
  const hash = dictKey(key);
  if (hash === undefined) raise("TypeError", `unhashable type: '${unhashableType(key)}'`);
  container.frozen = undefined;
  const entry = container.entries.get(hash);
  if (entry !== undefined) compareKeys(entry[0], key);
  if (entry === undefined) container.entries.set(hash, [key, value]);
  else entry[1] = value;
}

/** `container[index] = value`; for a slice, `items` are the values of `value`, already taken out of it. */
export function setSubscript(container: Value, index: Value, value: Value, items: readonly Value[] | undefined): void {
  if (typeof container === "object" && container !== null) {
    if (container.kind === "list") {
      container.frozen = undefined;
      if (container.variant !== undefined) {
        container.items[placeInDeque(container, index)] = value;
        return;
      }
      if (index instanceof Slice) {
        setSlice(container, index, items ?? []);
        return;
      }
      const wrongType = (): string => `list indices must be integers or slices, not ${typeName(index)}`;
      const at = position(index, container.items.length, "list assignment index out of range", wrongType);
      container.items[at] = value;
      return;
    }
    if (container.kind === "dict") {
      setEntry(container, index, value);
      return;
    }
  }
  if (special(container, "__setitem__", index, value) !== undefined) return;
  raise("TypeError", `'${typeName(container)}' object does not support item assignment`);
}

function setSlice(container: PyList, slice: Slice, items: readonly Value[]): void {
  const { start, step, count } = spanOf(slice, container.items.length);
  if (step === 1) {
    container.items = container.items.slice(0, start).concat(items, container.items.slice(start + count));
    return;
  }
  if (items.length !== count) {
    const sizes = `size ${items.length} to extended slice of size ${count}`;
    raise("ValueError", `attempt to assign sequence of ${sizes}`);
  }
  for (let i = 0; i < count; i++) container.items[start + i * step] = items[i] as Value;
}

export function deleteSubscript(container: Value, index: Value): void {
  if (typeof container === "object" && container !== null) {
    if (container.kind === "list") {
      container.frozen = undefined;
      if (container.variant !== undefined) {
        container.items.splice(placeInDeque(container, index), 1);
        container.changes = (container.changes ?? 0) + 1;
        return;
      }
      if (index instanceof Slice) {
        const { start, step, count } = spanOf(index, container.items.length);
        const gone = new Set(Array.from({ length: count }, (_, i) => start + i * step));
        container.items = container.items.filter((_, at) => !gone.has(at));
        return;
      }
      const wrongType = (): string => `list indices must be integers or slices, not ${typeName(index)}`;
      const at = position(index, container.items.length, "list assignment index out of range", wrongType);
      container.items.splice(at, 1);
      return;
    }
    if (container.kind === "dict") {
      if (container.variant?.name === "Counter" && entryOf(container, index) === undefined) return;
      if (entryOf(container, index) === undefined) raise("KeyError", repr(index), [index]);
      container.frozen = undefined;
      const hash = dictKey(index);
      if (hash !== undefined) container.entries.delete(hash);
      return;
    }
  }
  if (special(container, "__delitem__", index) !== undefined) return;
  const sequence = typeof container === "string" || isTuple(container);
  // CPython words it differently where the index could be a position.
  const verb = sequence && asInt(index) !== undefined ? "doesn't support" : "does not support";
  raise("TypeError", `'${typeName(container)}' object ${verb} item deletion`);
}

function isTuple(value: Value): boolean {
  return typeof value === "object" && value !== null && value.kind === "tuple";
}
