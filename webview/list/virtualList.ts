/**
 * @file A list of which only the rows in sight are in the page, so that its length costs nothing. Rows may differ in height; guesses are
 * replaced by what is measured, without moving what somebody reads. Drawn at most once per frame.
 *
 * Each row stands at its own place in the scrolled block, so that those that stay in sight are not painted again.
 */

import { element } from "../dom.ts";
import { Offsets } from "./offsets.ts";

/** Rows drawn above and below what is in sight, so that the next lines are there when a finger moves. */
const margin = 8;

export interface VirtualListOptions {
  /** `listbox` where one row is chosen, `list` where rows are only read. */
  readonly role: "listbox" | "list";
  /** The height of a row in pixels, as far as it is known before it is drawn. */
  readonly guess: (index: number) => number;
  /** All rows are as high as was guessed: none is measured. */
  readonly exact?: true | undefined;
  /**
   * Makes the row; the list gives it its role and number. `spare` is a row that went out of sight: one that is filled again costs
   * less than one that is made.
   */
  readonly render: (index: number, spare: HTMLElement | undefined) => HTMLElement;
  /** A row that is drawn again whenever this differs. */
  readonly rowKey: (index: number) => string;
}

interface Drawn {
  readonly row: HTMLElement;
  readonly key: string;
}

export class VirtualList {
  readonly element: HTMLElement;
  readonly #space = element("div", { class: "rows", role: "presentation" });
  readonly #options: VirtualListOptions;
  readonly #observer: ResizeObserver;
  readonly #offsets = new Offsets();
  /** Those of the indices from `#first` on. */
  #drawn: readonly Drawn[] = [];
  #first = 0;
  #frame: number | undefined;
  /** As last seen by the observer: asking the element would make the browser lay out the page. */
  #height = 0;
  #setSize = -1;
  /** Other rows are shown from now on: begin at their top, once the list is in sight. */
  #fromTop = false;

  /** The rows go into `place`, which is the list that scrolls. */
  constructor(place: HTMLElement, options: VirtualListOptions) {
    this.element = place;
    this.#options = options;
    place.append(this.#space);
    place.addEventListener("scroll", () => this.refresh(), { passive: true });
    let width = 0;
    this.#observer = new ResizeObserver(() => {
      const now = this.element.clientWidth;
      this.#height = this.element.clientHeight;
      if (now !== width && width > 0 && now > 0) this.#reflow();
      width = now;
      this.refresh();
    });
    this.#observer.observe(place);
  }

  dispose(): void {
    this.#observer.disconnect();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  /** The list has `count` rows; those before `from` are as they were. */
  update(count: number, from = 0): void {
    this.#offsets.reset(count, this.#options.guess, Math.min(from, this.#offsets.count));
    this.refresh();
  }

  /** Goes to the first row with the next drawing. */
  restart(): void {
    this.#fromTop = true;
    this.refresh();
  }

  /** Draws with the next frame: rows whose key changed, and rows that came into sight. */
  refresh(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
  }

  /** Scrolls as little as shows the row, or puts it in the middle when it was out of sight. */
  reveal(index: number): void {
    if (index < 0 || index >= this.#offsets.count) return;
    const top = this.#offsets.top(index);
    const bottom = this.#offsets.top(index + 1);
    const { scrollTop, clientHeight } = this.element;
    if (clientHeight > 0) this.#fromTop = false;
    this.#stretch(); // else there may be nowhere to scroll to yet
    if (bottom < scrollTop || top > scrollTop + clientHeight)
      this.element.scrollTop = Math.max(0, (top + bottom - clientHeight) / 2);
    else if (top < scrollTop) this.element.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) this.element.scrollTop = bottom - clientHeight;
    this.refresh();
  }

  /** Whether the end is in sight: then a growing list is followed. */
  get atEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.element;
    return scrollTop + clientHeight >= scrollHeight - 24;
  }

  /** Lines break elsewhere from now on: every height is a guess again, and the row at the top stays there. */
  #reflow(): void {
    if (this.#options.exact) return;
    const top = this.#offsets.at(this.element.scrollTop);
    this.#offsets.reset(this.#offsets.count, this.#options.guess);
    this.element.scrollTop = this.#offsets.top(top);
  }

  #draw(): void {
    if (this.#height === 0) return; // not in sight: there is nothing to measure
    if (this.#fromTop) this.element.scrollTop = 0;
    this.#fromTop = false;
    const { scrollTop } = this.element;
    const { count } = this.#offsets;
    const [top, bottom] = [this.#offsets.at(scrollTop), this.#offsets.at(scrollTop + this.#height)];
    // What comes next cannot be told after a leap, and rows that are leapt over again were drawn in vain: they come with the next frame.
    const near = top < this.#first + this.#drawn.length && bottom >= this.#first;
    const around = near ? margin : 0;
    const first = Math.max(0, top - around);
    const last = Math.min(count - 1, bottom + around);
    this.#place(this.#rows(first, last, near), first);
    if (!this.#options.exact) this.#measure(top);
    this.#stretch();
    if (!near && count > 0) this.refresh();
  }

  /** The rows from `first` to `last`: as they are where nothing changed, else drawn again. */
  #rows(first: number, last: number, near: boolean): readonly Drawn[] {
    const { rowKey, render } = this.#options;
    const { count } = this.#offsets;
    const resized = count !== this.#setSize;
    this.#setSize = count;
    const spare = near
      ? this.#drawn.filter((_, at) => this.#first + at < first || this.#first + at > last).map(({ row }) => row)
      : this.#drawn.map(({ row }) => row).reverse(); // each is filled where it stands
    if (near) for (const row of spare) row.remove();
    const rows: Drawn[] = [];
    for (let index = first; index <= last; index++) {
      const before = near ? this.#drawn[index - this.#first] : undefined;
      const wanted = rowKey(index);
      if (before?.key === wanted) {
        if (resized) before.row.setAttribute("aria-setsize", String(count));
        rows.push(before);
        continue;
      }
      const row = render(index, before?.row ?? spare.pop());
      row.classList.add("row");
      row.setAttribute("role", this.#options.role === "listbox" ? "option" : "listitem");
      row.setAttribute("aria-setsize", String(count));
      row.setAttribute("aria-posinset", String(index + 1));
      rows.push({ row, key: wanted });
    }
    return rows;
  }

  /** Brings the page to these rows, and leaves those alone that stand there already. */
  #place(rows: readonly Drawn[], first: number): void {
    const wanted = new Set(rows.map(({ row }) => row));
    for (const { row } of this.#drawn) if (!wanted.has(row)) row.remove();
    let at = this.#space.firstElementChild;
    for (const { row } of rows) {
      if (row === at) at = at.nextElementSibling;
      else this.#space.insertBefore(row, at);
    }
    this.#drawn = rows;
    this.#first = first;
  }

  /** Reads all heights at once, after everything is written, and keeps the topmost row in sight where it is. */
  #measure(top: number): void {
    let shift = 0;
    for (const [at, { row }] of this.#drawn.entries()) {
      const height = row.offsetHeight;
      const off = height === 0 ? 0 : this.#offsets.measure(this.#first + at, height);
      if (this.#first + at < top) shift += off;
    }
    if (shift !== 0) this.element.scrollTop += shift;
  }

  /** Makes the page as long as all rows, and moves those that are drawn to their place. */
  #stretch(): void {
    setStyle(this.#space, "height", this.#offsets.total);
    for (const [at, { row }] of this.#drawn.entries()) setStyle(row, "top", this.#offsets.top(this.#first + at));
  }
}

/** Only where it differs: the browser would look at the element again. */
function setStyle({ style }: HTMLElement, name: "height" | "top", pixels: number): void {
  const value = `${pixels}px`;
  if (style[name] !== value) style[name] = value;
}
