/**
 * @file The hash table of a Python set, slot by slot as CPython 3.11 keeps it (`Objects/setobject.c`): where an element lands, when the table
 * grows and what is left behind decide the order in which a set is gone through and written.
 */
import type { DictKey, Value } from "./value.ts";

interface Slot {
  readonly key: DictKey;
  readonly hash: bigint;
  readonly value: Value;
}

/** Where an element was taken out: the probing goes on over it. */
const dummy = "dummy";

const smallest = 8;
const linearProbes = 9;

/** An element with what it is filed under. */
export type Element = Slot;

export class SetTable {
  #slots: (Slot | typeof dummy | undefined)[] = new Array(smallest).fill(undefined);
  #mask = smallest - 1;
  /** Slots in use, dummies included. */
  #fill = 0;
  #used = 0;
  /** Where `pop` goes on. */
  #finger = 0;
  /** By key, which finds an element without probing. */
  #index = new Map<DictKey, Slot>();

  get size(): number {
    return this.#used;
  }

  has(key: DictKey): boolean {
    return this.#index.has(key);
  }

  get(key: DictKey): Element | undefined {
    return this.#index.get(key);
  }

  *elements(): Generator<Element> {
    for (const slot of this.#slots) if (slot !== undefined && slot !== dummy) yield slot;
  }

  values(): Value[] {
    return [...this.elements()].map(({ value }) => value);
  }

  *hashes(): Generator<bigint> {
    for (const { hash } of this.elements()) yield hash;
  }

  /** The element at or after a place of the table, and the place behind it; undefined at the end. */
  from(place: number): { readonly value: Value; readonly next: number } | undefined {
    for (let at = place; at <= this.#mask; at++) {
      const slot = this.#slots[at];
      if (slot !== undefined && slot !== dummy) return { value: slot.value, next: at + 1 };
    }
    return undefined;
  }

  /** `set_add_entry` */
  add(element: Element): void {
    if (this.#index.has(element.key)) return;
    let freed: number | undefined;
    for (const at of probe(element.hash, this.#mask)) {
      const slot = this.#slots[at];
      // The last dummy on the way is used again.
      if (slot === dummy) freed = at;
      if (slot !== undefined) continue;
      this.#put(freed ?? at, element);
      break;
    }
    if (freed !== undefined) return;
    this.#fill++;
    if (this.#fill * 5 >= this.#mask * 3) this.#resize(this.#grown());
  }

  /** `set_discard_entry` */
  delete(key: DictKey): boolean {
    const slot = this.#index.get(key);
    if (slot === undefined) return false;
    for (const at of probe(slot.hash, this.#mask)) {
      if (this.#slots[at] !== slot) continue;
      this.#slots[at] = dummy;
      break;
    }
    this.#index.delete(key);
    this.#used--;
    return true;
  }

  /** `set_pop`; undefined when the set is empty. */
  pop(): Value | undefined {
    if (this.#used === 0) return undefined;
    for (let at = this.#finger & this.#mask; ; at = at === this.#mask ? 0 : at + 1) {
      const slot = this.#slots[at];
      if (slot === undefined || slot === dummy) continue;
      this.delete(slot.key);
      this.#finger = at + 1;
      return slot.value;
    }
  }

  clear(): void {
    this.#slots = new Array(smallest).fill(undefined);
    this.#mask = smallest - 1;
    this.#fill = 0;
    this.#used = 0;
    this.#finger = 0;
    this.#index = new Map();
  }

  /** `set_merge`: all elements of another set, after making room for them at once. */
  merge(other: SetTable): void {
    if (other === this || other.#used === 0) return;
    this.reserve(other.#used);
    if (this.#fill === 0 && this.#mask === other.#mask && other.#fill === other.#used) {
      this.#slots = other.#slots.slice();
      this.#index = new Map(other.#index);
      this.#fill = other.#fill;
      this.#used = other.#used;
    } else if (this.#fill === 0) {
      for (const element of other.elements()) this.#insertClean(element);
      this.#fill = this.#used;
    } else for (const element of other.elements()) this.add(element);
  }

  /** Makes room for so many more, as `update` does for sets and dicts. */
  reserve(more: number): void {
    if ((this.#fill + more) * 5 >= this.#mask * 3) this.#resize((this.#used + more) * 2);
  }

  /** After many deletions: leaves the dummies behind when they are more than a quarter. */
  sweep(): void {
    if (this.#fill - this.#used > Math.trunc(this.#mask / 4)) this.#resize(this.#grown());
  }

  copy(): SetTable {
    const result = new SetTable();
    result.merge(this);
    return result;
  }

  /** Slot for slot, so that it goes on as the original would. `each` gives every element's own copy. */
  duplicate(each: (value: Value) => Value = (value) => value): SetTable {
    const result = new SetTable();
    result.#mask = this.#mask;
    result.#fill = this.#fill;
    result.#finger = this.#finger;
    result.#slots = new Array(this.#slots.length).fill(undefined);
    for (const [at, slot] of this.#slots.entries()) {
      if (slot === dummy) result.#slots[at] = dummy;
      else if (slot !== undefined) result.#put(at, { ...slot, value: each(slot.value) });
    }
    return result;
  }

  #grown(): number {
    return this.#used > 50_000 ? this.#used * 2 : this.#used * 4;
  }

  #put(at: number, element: Element): void {
    this.#slots[at] = element;
    this.#index.set(element.key, element);
    this.#used++;
  }

  #resize(least: number): void {
    let size = smallest;
    while (size <= least) size *= 2;
    const elements = [...this.elements()];
    this.#slots = new Array(size).fill(undefined);
    this.#mask = size - 1;
    this.#used = 0;
    for (const element of elements) this.#insertClean(element);
    this.#fill = this.#used;
  }

  #insertClean(element: Element): void {
    for (const at of probe(element.hash, this.#mask)) {
      if (this.#slots[at] !== undefined) continue;
      this.#put(at, element);
      return;
    }
  }
}

/** The places where an element may be, in the order they are tried. */
function* probe(hash: bigint, mask: number): Generator<number> {
  let at = Number(BigInt.asUintN(32, hash)) & mask;
  let perturb: bigint | undefined;
  for (;;) {
    const near = at + linearProbes <= mask ? linearProbes : 0;
    for (let step = 0; step <= near; step++) yield at + step;
    perturb = (perturb ?? BigInt.asUintN(64, hash)) >> 5n;
    at = Number(BigInt.asUintN(32, BigInt(at) * 5n + 1n + perturb)) & mask;
  }
}
