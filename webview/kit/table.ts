/** @file Tables: titles, rows, titles that sort, rows that are chosen, and bars in cells. */

import type { ComponentChildren, VNode } from "preact";
import { h } from "./h.ts";
import { onKeys } from "./keys.ts";

interface TableProps {
  readonly class?: string | undefined;
  readonly caption?: ComponentChildren;
  /** Texts, or header cells that are made already. */
  readonly head: readonly (VNode | string)[];
  readonly children?: ComponentChildren;
}

export function Table({ class: className, caption, head, children }: TableProps): VNode {
  const titles = head.map((title) => (typeof title === "string" ? h("th", { scope: "col" }, title) : title));
  return h("table", { class: className }, [
    caption === undefined ? null : h("caption", { class: "muted" }, caption),
    h("thead", null, h("tr", null, ...titles)),
    h("tbody", null, children),
  ]);
}

interface SortTitleProps {
  readonly text: string;
  readonly about?: string | undefined;
  /** Which way the rows are sorted by it; absent where they are not. */
  readonly direction: "ascending" | "descending" | undefined;
  readonly sort: () => void;
}

export function SortTitle({ text, about, direction, sort }: SortTitleProps): VNode {
  const arrow = direction === undefined ? "" : direction === "descending" ? " ↓" : " ↑";
  return h("th", { scope: "col", "aria-sort": direction ?? "none" }, [
    h("button", { class: "sort", type: "button", title: about, onClick: sort }, `${text}${arrow}`),
  ]);
}

interface ChoiceRowProps {
  readonly title: ComponentChildren;
  readonly selected: boolean;
  readonly choose: () => void;
  readonly children?: ComponentChildren;
}

/** A row that is chosen by a click or Enter. */
export function ChoiceRow({ title, selected, choose, children }: ChoiceRowProps): VNode {
  return h(
    "tr",
    {
      tabIndex: 0,
      class: selected ? "selected" : undefined,
      "aria-selected": selected,
      onClick: choose,
      onKeyDown: onKeys({ Enter: choose }),
    },
    [h("th", { scope: "row" }, title), children],
  );
}

/** A part of 1 as the length of a bar. */
export function Bar({ part }: { readonly part: number }): VNode {
  return h("span", { class: "bar", style: { "--share": String(Math.min(1, Math.max(0, part))) } });
}
