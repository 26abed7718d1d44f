/** @file Runs side by side: their heads, the sentence that says where they part, and one list of rows, so that they scroll together. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CompareViewContract, ShownComparison } from "../../src/protocol/compareView.ts";
import { element } from "../dom.ts";
import { useAction } from "../kit/answer.ts";
import { h } from "../kit/h.ts";
import { type KeyMap, useKeys } from "../kit/keys.ts";
import { type Page, useKept, useNotices } from "../kit/page.ts";
import { EmptyState, ErrorBanner } from "../kit/problems.ts";
import { List } from "../list/list.ts";
import type { VirtualList } from "../list/virtualList.ts";
import { answerRow, compareRow } from "./compareRow.ts";
import { ColumnHead, countOver, Divergence } from "./head.ts";
import type { ViewState } from "./state.ts";

const alignments: Readonly<Record<ShownComparison["by"], string>> = {
  step: "aligned step by step",
  state: "aligned by the state that both claim",
  answer: "nothing in common but the answer",
};

const empty =
  "Run “Rulescope: Compare Methods” on a problem, or choose two or more runs in the Runs view and compare them.";

export function CompareView({ page }: { readonly page: Page<CompareViewContract, ViewState> }): VNode {
  const { endpoint } = page;
  const [shown, setShown] = useState<ShownComparison | null>(null);
  const [row, setRow] = useState<number | null>(null);
  const [kept, keep] = useKept(page);
  /** The view has gone to the first difference of what it shows. */
  const hasArrived = useRef(false);
  const version = useRef(0);
  const list = useRef<VirtualList>(null);
  const asked = useAction();

  useNotices(endpoint, {
    show({ comparison }) {
      version.current++;
      setShown(comparison);
    },
  });
  useLayoutEffect(() => void asked.run(() => endpoint.request("ready", { stored: kept.stored })), []);

  const select = (wanted: number): number => {
    const at = Math.max(0, Math.min(shown?.rows.length ?? 0, wanted));
    setRow(at);
    list.current?.reveal(at);
    return at;
  };
  const goTo = (wanted: number): void => {
    const at = select(wanted);
    keep({ row: at });
    const cells = shown?.rows[at]?.cells ?? [];
    const column = cells.findIndex((it) => it !== null);
    const step = cells[column] ?? null;
    if (step !== null) void asked.run(() => endpoint.request("select", { column, step }));
  };
  useLayoutEffect(() => {
    if (shown === null || hasArrived.current || countOver(shown.columns) < shown.columns.length) return;
    hasArrived.current = true;
    const stored = shown.columns.flatMap(({ status }) => status.stored ?? []);
    const before = kept.stored.join() === stored.join() ? kept.row : null;
    keep({ stored, row: before });
    if (before !== null) select(before);
    else if (shown.divergence !== null) goTo(shown.divergence.row);
  });
  useKeys(shown === null ? {} : rowKeys(shown, row, goTo));

  if (shown === null)
    return h("div", { class: "view" }, h(ErrorBanner, {}), h(EmptyState, { title: "Nothing to compare", text: empty }));
  const { columns, rows, by, divergence } = shown;
  const clicked = ({ target }: Event): void => {
    const at = target instanceof Element ? target.closest("[data-row]")?.getAttribute("data-row") : undefined;
    if (at !== undefined && at !== null) goTo(Number(at));
  };
  const draw = (index: number): HTMLElement => {
    const first = divergence?.row === index;
    const selected = index === row;
    const one = rows[index];
    if (index > rows.length) return element("div");
    return one === undefined
      ? answerRow(shown, first, selected)
      : compareRow({ row: one, index, columns, selected, first });
  };
  const rowList = h(List, {
    label: "Steps of all runs",
    role: "listbox",
    count: rows.length + 1,
    of: shown,
    guess: () => 24,
    render: draw,
    rowKey: (index) => `${version.current} ${index === row}`,
    listRef: list,
  });
  return h("div", { class: "view", style: { "--columns": String(columns.length) } }, [
    h("div", { class: "compare", onClick: clicked }, [
      h("header", null, [
        h(ErrorBanner, {}),
        h("h1", { class: "call" }, [
          h("code", null, columns[0]?.run.call ?? ""),
          h("span", { class: "muted" }, ` ${columns.length} runs, ${alignments[by]}`),
        ]),
        h(Divergence, { shown, goTo }),
      ]),
      h("div", { class: "cells heads" }, [
        h("span", { class: "line" }),
        columns.map((column, index) =>
          h(ColumnHead, {
            column,
            index,
            open: () => void asked.run(() => endpoint.request("open", { column: index })),
          }),
        ),
      ]),
      rowList,
    ]),
  ]);
}

/** `d` and `D` go from difference to difference; the rest is as in other lists. */
function rowKeys({ rows }: ShownComparison, row: number | null, goTo: (row: number) => void): KeyMap {
  const at = row ?? -1;
  const different = rows.flatMap(({ difference }, index) => (difference === null ? [] : [index]));
  const to = (target: number | undefined) => () => (target === undefined ? false : goTo(target));
  return {
    ArrowDown: to(at + 1),
    ArrowUp: to(at - 1),
    PageDown: to(at + 10),
    PageUp: to(at - 10),
    Home: to(0),
    End: to(rows.length),
    d: to(different.find((index) => index > at)),
    D: to(different.findLast((index) => index < at)),
  };
}
