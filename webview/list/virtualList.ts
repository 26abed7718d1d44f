/**
 * @file A list of which only the rows in sight are in the page, so that its length costs nothing. Rows may differ in height; guesses are
 * replaced by what is measured, without moving what somebody reads. Drawn at most once per frame.
 */

import { element } from "../dom.ts";
import { Offsets } from "./offsets.ts";

/** Rows drawn above and below what is in sight, so that the next lines are there when a finger moves. */
const margin = 8;

export interface VirtualListOptions {
  readonly label: string;
  /** `listbox` where one row is chosen, `list` where rows are only read. */
  readonly role: "listbox" | "list";
  readonly guess: (index: number) => number;
  /** Makes the row; the list gives it its place, role and number. */
  readonly render: (index: number) => HTMLElement;
  /** A row that is drawn anew whenever this differs. */
  readonly key: (index: number) => string;
}

interface Drawn {
  readonly row: HTMLElement;
  readonly key: string;
}

export class VirtualList {
  readonly element: HTMLElement;
  readonly #space: HTMLElement;
  readonly #options: VirtualListOptions;
  readonly #offsets = new Offsets();
  readonly #drawn = new Map<number, Drawn>();
  #frame: number | undefined;
  /** Other rows are shown from now on: begin at their top, once the list is in sight. */
  #fromTop = false;

  constructor(options: VirtualListOptions) {
    this.#options = options;
    this.#space = element("div", { class: "rows", role: "presentation" });
    this.element = element(
      "div",
      { class: "list", role: options.role, attributes: { tabindex: 0, "aria-label": options.label } },
      [this.#space],
    );
    this.element.addEventListener("scroll", () => this.refresh(), { passive: true });
    let width = 0;
    new ResizeObserver(([entry]) => {
      const now = Math.round(entry?.contentRect.width ?? 0);
      if (now !== width && width > 0 && now > 0) this.#reflow();
      width = now;
      this.refresh();
    }).observe(this.element);
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
    this.#space.style.height = `${this.#offsets.total}px`; // else there may be nowhere to scroll to yet
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
    const top = this.#offsets.at(this.element.scrollTop);
    this.#offsets.reset(this.#offsets.count, this.#options.guess);
    this.element.scrollTop = this.#offsets.top(top);
  }

  #draw(): void {
    if (this.element.clientHeight === 0) return; // not in sight: there is nothing to measure
    if (this.#fromTop) this.element.scrollTop = 0;
    this.#fromTop = false;
    const { scrollTop, clientHeight } = this.element;
    const { count } = this.#offsets;
    const first = Math.max(0, this.#offsets.at(scrollTop) - margin);
    const last = count === 0 ? -1 : Math.min(count - 1, this.#offsets.at(scrollTop + clientHeight) + margin);
    for (const [index, { row }] of this.#drawn) {
      if (index >= first && index <= last) continue;
      row.remove();
      this.#drawn.delete(index);
    }
    for (let index = first; index <= last; index++) this.#drawRow(index, count);
    this.#measure(first, last);
    this.#space.style.height = `${this.#offsets.total}px`;
    for (const [index, { row }] of this.#drawn) row.style.transform = `translateY(${this.#offsets.top(index)}px)`;
  }

  #drawRow(index: number, count: number): void {
    const key = this.#options.key(index);
    const before = this.#drawn.get(index);
    if (before?.key === key) {
      before.row.setAttribute("aria-setsize", String(count));
      return;
    }
    const row = this.#options.render(index);
    row.classList.add("row");
    row.setAttribute("role", this.#options.role === "listbox" ? "option" : "listitem");
    row.setAttribute("aria-setsize", String(count));
    row.setAttribute("aria-posinset", String(index + 1));
    if (before === undefined) this.#space.append(row);
    else before.row.replaceWith(row);
    this.#drawn.set(index, { row, key });
  }

  /** Reads all heights at once, after everything is written, and keeps the topmost row in sight where it is. */
  #measure(first: number, last: number): void {
    const top = this.#offsets.at(this.element.scrollTop);
    let shift = 0;
    for (let index = first; index <= last; index++) {
      const height = this.#drawn.get(index)?.row.offsetHeight ?? 0;
      const off = height === 0 ? 0 : this.#offsets.measure(index, height);
      if (index < top) shift += off;
    }
    if (shift !== 0) this.element.scrollTop += shift;
  }
}
