/**
 * @file Which gold step a model step is compared with: the same visit of the same line, so that one wrong turn does not make everything
 * after it incomparable.
 */

import type { GoldStep } from "../method/gold.ts";
import type { LineFacts } from "../method/lineFacts.ts";

/** Gold steps that may be left out before a step for it to count as a skip; a farther jump is a wrong line. */
export const longestSkip = 3;

export type Alignment =
  /** `from` is before `index` where unreadable text stands for the gold steps between. */
  | { readonly kind: "expected"; readonly index: number; readonly from: number }
  | { readonly kind: "skip"; readonly index: number; readonly from: number }
  /** Control went elsewhere; `index` is the same visit of that line in the gold trace, where there is one. */
  | { readonly kind: "elsewhere"; readonly index: number | undefined }
  /** The gold trace is over. */
  | { readonly kind: "past" };

interface Place {
  readonly line?: number;
  readonly entered?: true;
}

export class Aligner {
  readonly #gold: readonly GoldStep[];
  readonly #facts: (line: number) => LineFacts;
  /** Gold indices of each line's visits. */
  readonly #visits = new Map<string, number[]>();
  readonly #seen = new Map<string, number>();
  /** The gold step that comes next. */
  #next = 0;
  #previous: Place | undefined;
  /** Unreadable steps since the last readable one: each may stand for the gold step that came next, or for none. */
  #unread = 0;

  constructor(gold: readonly GoldStep[], facts: (line: number) => LineFacts) {
    this.#gold = gold;
    this.#facts = facts;
    gold.forEach((step, index) => {
      const key = keyOf(step);
      const known = this.#visits.get(key);
      if (known) known.push(index);
      else this.#visits.set(key, [index]);
    });
  }

  /** Index of the gold step that should come next; the count of gold steps when none should. */
  get next(): number {
    return this.#next;
  }

  /** Whether the step is one that may come next. */
  expects(step: Place): boolean {
    const key = keyOf(step);
    for (let index = this.#next; index <= this.#next + this.#unread; index++)
      if (this.#keyAt(index) === key) return true;
    return false;
  }

  /** Whether text after the last readable step could not be read. */
  get unread(): boolean {
    return this.#unread > 0;
  }

  /** A step that could not be read. */
  unreadable(): void {
    this.#unread++;
  }

  /** Places the next step. */
  place(step: Place): Alignment {
    const alignment = this.#decide(step);
    const key = keyOf(step);
    this.#unread = 0;
    this.#previous = step;
    if (alignment.kind !== "past") {
      this.#seen.set(key, (this.#seen.get(key) ?? 0) + 1);
      if (alignment.index !== undefined) this.#moveTo(alignment.index + 1);
    }
    return alignment;
  }

  /** Places a step that gives the answer without naming a line: it stands for the rule's last step. */
  placeAnswer(): Alignment {
    const index = this.#gold.length - 1;
    if (this.#next > index) return { kind: "past" };
    const from = this.#next;
    const expected = index <= from + this.#unread;
    this.#next = this.#gold.length;
    return { kind: expected ? "expected" : "skip", index, from };
  }

  #decide(step: Place): Alignment {
    const key = keyOf(step);
    if (this.#next >= this.#gold.length) return { kind: "past" };
    for (let index = this.#next; index <= this.#next + this.#unread; index++) {
      if (this.#keyAt(index) === key) return { kind: "expected", index, from: this.#next };
    }
    const index = this.#visits.get(key)?.[this.#seen.get(key) ?? 0];
    const ahead = index === undefined ? 0 : index - this.#next;
    const repeats = this.#previous !== undefined && keyOf(this.#previous) === key;
    const skips = index !== undefined && ahead > 0 && ahead <= longestSkip + this.#unread && !repeats;
    return skips && !this.#wrongTurn(step) ? { kind: "skip", index, from: this.#next } : { kind: "elsewhere", index };
  }

  /** Whether the step before decided between two ways, and this step is on the other one. */
  #wrongTurn({ line }: Place): boolean {
    const previous = this.#previous?.line;
    const branch = previous === undefined || this.#previous?.entered ? undefined : this.#facts(previous).branch;
    const expected = this.#gold[this.#next];
    if (!branch || !expected || line === undefined) return false;
    const within = (at: number): boolean => at >= branch.from && at <= branch.to;
    return within(line) !== within(expected.line);
  }

  /** Goes on behind a gold step. Visits that were passed over count as seen, so that the visits that follow keep their numbers. */
  #moveTo(index: number): void {
    for (let passed = this.#next; passed < index - 1; passed++) {
      const key = this.#keyAt(passed) ?? "";
      this.#seen.set(key, (this.#seen.get(key) ?? 0) + 1);
    }
    this.#next = index;
  }

  #keyAt(index: number): string | undefined {
    const step = this.#gold[index];
    return step && keyOf(step);
  }
}

function keyOf({ line, entered }: Place): string {
  return entered ? `enter ${line}` : `${line}`;
}
