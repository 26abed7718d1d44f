/**
 * @file Tables of texts by name, kept as what changed since an earlier table: variables of a long trace mostly stay as they are, or grow
 * by an element at a time. Written one after another; any of them is read again without reading them all.
 */

import * as v from "valibot";

export type Texts = Readonly<Record<string, string>>;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A text again, or how much of the old one's beginning and end stays around what is put between. */
const textChange = v.union([v.string(), v.tuple([whole, whole, v.string()])]);
type TextChange = v.InferOutput<typeof textChange>;

export const tableChange = v.object({
  /** How many tables before this one stands the one it is a change of; 0 is a table of nothing. */
  from: v.exactOptional(whole),
  set: v.exactOptional(v.record(v.string(), textChange)),
  gone: v.exactOptional(v.array(v.string())),
});
export type TableChange = v.InferOutput<typeof tableChange>;

/** Shorter texts are written again: their change would be no shorter. */
const shortText = 24;
/** A change of fewer characters is taken as it is: finding a shorter one takes longer than it saves. */
const smallChange = 64;
/** One table in so many is kept whole once it was read, so that no table is far from one that is. */
const landmark = 64;

/** What turns `before` into `after`; undefined where the order of the names cannot be kept that way. */
function changeBetween(before: Texts, after: Texts): TableChange | undefined {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const kept = Object.keys(before).filter((name) => Object.hasOwn(after, name));
  const names = Object.keys(after);
  if (kept.some((name, i) => names[i] !== name)) return undefined;
  const set = names.flatMap((name): [string, TextChange][] => {
    const [old, text] = [Object.hasOwn(before, name) ? before[name] : undefined, after[name] ?? ""];
    return old === text ? [] : [[name, old === undefined ? text : edited(old, text)]];
  });
  return {
    ...(set.length > 0 ? { set: Object.fromEntries(set) } : {}),
    ...(gone.length > 0 ? { gone } : {}),
  };
}

function edited(old: string, text: string): TextChange {
  const shorter = Math.min(old.length, text.length);
  if (shorter < shortText) return text;
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  let end = 0;
  const most = shorter - start;
  while (end < most && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++;
  if (start + end < shortText) return text;
  return [start, end, text.slice(start, text.length - end)];
}

function applied(before: Texts, { set = {}, gone = [] }: TableChange): Texts {
  if (Object.keys(set).length === 0 && gone.length === 0) return before;
  const table = new Map(Object.entries(before));
  for (const name of gone) table.delete(name);
  for (const [name, change] of Object.entries(set)) {
    const old = table.get(name) ?? "";
    table.set(
      name,
      typeof change === "string"
        ? change
        : old.slice(0, change[0]) + change[2] + old.slice(Math.max(change[0], old.length - change[1])),
    );
  }
  return Object.fromEntries(table);
}

function sizeOf({ from, set = {}, gone = [] }: TableChange): number {
  let size = (from === undefined ? 0 : 6) + 8 * gone.length;
  for (const [name, change] of Object.entries(set)) {
    size += name.length + (typeof change === "string" ? change.length : change[2].length + 8);
  }
  return size;
}

/** Finds the change of each table from those before it. */
export class TableWriter {
  #count = 0;
  /** The last table, and the last of each set of names: the variables of a function that was called and left again. */
  readonly #bases = new Map<string, { readonly table: Texts; readonly index: number }>();
  #recent: readonly { readonly table: Texts; readonly index: number }[] = [];

  /** `distance` says which table is meant where the change does not: how many before this one. */
  add(table: Texts, distance = 1): TableChange {
    const index = this.#count++;
    const names = Object.keys(table).join("\n");
    const usual = index - distance;
    let best: TableChange = { from: 0, set: table };
    const bases = [this.#recent[distance - 1], this.#recent[2 - distance], this.#bases.get(names)];
    for (const base of new Set(bases)) {
      const change = base === undefined ? undefined : changeBetween(base.table, table);
      if (base === undefined || change === undefined) continue;
      const candidate = base.index === usual ? change : { from: index - base.index, ...change };
      if (sizeOf(candidate) < sizeOf(best)) best = candidate;
      if (sizeOf(best) < smallChange) break;
    }
    const written = { table, index };
    this.#recent = [written, ...this.#recent.slice(0, 1)];
    this.#bases.set(names, written);
    return best;
  }
}

/** Gives the tables back. A change that is of no table counts as one of nothing. */
export class TableReader {
  readonly #changes: TableChange[] = [];
  readonly #bases: number[] = [];
  readonly #landmarks = new Map<number, Texts>();
  #latest: { readonly index: number; readonly table: Texts } | undefined;

  /** Returns the table's index. `distance` as when it was written. */
  add(change: TableChange, distance = 1): number {
    const index = this.#changes.length;
    this.#changes.push(change);
    const back = change.from ?? distance;
    this.#bases.push(back === 0 ? -1 : Math.max(-1, index - back));
    return index;
  }

  at(index: number): Texts {
    const path: number[] = [];
    let at = index;
    let table: Texts | undefined;
    while (at >= 0) {
      table = this.#latest?.index === at ? this.#latest.table : this.#landmarks.get(at);
      if (table !== undefined) break;
      path.push(at);
      at = this.#bases[at] ?? -1;
    }
    let made: Texts = table ?? {};
    for (const step of path.reverse()) {
      made = applied(made, this.#changes[step] ?? {});
      if (step % landmark === 0) this.#landmarks.set(step, made);
    }
    this.#latest = { index, table: made };
    return made;
  }
}
