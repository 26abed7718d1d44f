/** @file Runs side by side: their heads, the sentence that says where they part, and one list of rows, so that they scroll together. */

import { verdictSigns } from "../../src/core/check/verdictWords.ts";
import { countOf } from "../../src/core/format/figures.ts";
import type { CompareColumn, ShownComparison } from "../../src/protocol/compareView.ts";
import { element } from "../dom.ts";
import { VirtualList } from "../list/virtualList.ts";
import { button, progress } from "../ui.ts";
import { answerRow, compareRow } from "./compareRow.ts";
import type { Kept } from "./state.ts";

export interface CompareActions {
  /** Keeps what is to be known after a reload. */
  keep(kept: Kept): void;
  choose(column: number, step: number): void;
  open(column: number): void;
}

const manners: Readonly<Record<ShownComparison["by"], string>> = {
  step: "aligned step by step",
  state: "aligned by the state that both claim",
  answer: "nothing in common but the answer",
};

export class CompareView {
  readonly element: HTMLElement;
  readonly #actions: CompareActions;
  readonly #title = element("h1", { class: "call" });
  readonly #divergence = element("div", { class: "divergence", role: "status" });
  readonly #heads = element("div", { class: "cells heads" });
  readonly #list: VirtualList;
  readonly #body: HTMLElement;
  readonly #empty: HTMLElement;
  #shown: ShownComparison | undefined;
  #kept: Kept;
  #row: number | null = null;
  #version = 0;
  /** The view has gone to the first difference of what it shows. */
  #arrived = false;

  constructor(kept: Kept, actions: CompareActions) {
    this.#kept = kept;
    this.#actions = actions;
    this.#list = new VirtualList({
      label: "Steps of all runs",
      role: "listbox",
      guess: () => 24,
      render: (index) => this.#draw(index),
      key: (index) => `${this.#version} ${index === this.#row}`,
    });
    this.#body = element("div", { class: "compare", attributes: { hidden: true } }, [
      element("header", {}, [this.#title, this.#divergence]),
      this.#heads,
      this.#list.element,
    ]);
    this.#empty = element("div", { class: "empty" }, [
      element("h1", { text: "Nothing to compare" }),
      element("p", {
        text: "Run “Rulescope: Compare Methods” on a problem, or choose two or more runs in the Runs view and compare them.",
      }),
    ]);
    this.element = element("div", { class: "view" }, [this.#body, this.#empty]);
    this.#list.element.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  show(shown: ShownComparison | null): void {
    this.#shown = shown ?? undefined;
    this.#version++;
    this.#body.hidden = shown === null;
    this.#empty.hidden = shown !== null;
    if (shown === null) return;
    const { columns, rows, by, divergence } = shown;
    this.element.style.setProperty("--columns", String(columns.length));
    const over = columns.filter(({ steps, status }) => steps.length > 0 || !isWriting(status.phase)).length;
    this.#title.replaceChildren(
      element("code", { text: columns[0]?.run.call ?? "" }),
      element("span", { class: "muted", text: ` ${columns.length} runs, ${manners[by]}` }),
    );
    this.#heads.replaceChildren(
      element("span", { class: "line" }),
      ...columns.map((column, index) => this.#head(column, index)),
    );
    this.#divergence.replaceChildren(...this.#verdict(shown, over));
    this.#list.update(rows.length + 1);
    if (over < columns.length || this.#arrived) return;
    this.#arrived = true;
    const stored = columns.flatMap(({ status }) => status.stored ?? []);
    const before = this.#kept.stored.join() === stored.join() ? this.#kept.row : null;
    this.#keep({ stored, row: before });
    if (before !== null) this.#select(before);
    else if (divergence !== null) this.#goTo(divergence.row);
  }

  #keep(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    this.#actions.keep(this.#kept);
  }

  #verdict({ divergence, columns }: ShownComparison, over: number): readonly (HTMLElement | string)[] {
    if (over < columns.length)
      return [
        progress("running"),
        element("span", { class: "muted", text: `${over} of ${columns.length} runs are over` }),
      ];
    if (divergence === null)
      return [
        element("span", { class: "verdict correct", text: `${verdictSigns.correct} The runs agree throughout.` }),
      ];
    const { row, message } = divergence;
    return [
      element("strong", { text: "First divergence" }),
      element("span", { text: message }),
      button("Go There", () => this.#goTo(row)),
    ];
  }

  #head({ run, status, tokens, steps }: CompareColumn, index: number): HTMLElement {
    const { answer, correct, phase, remark, model } = status;
    const mark = correct === null ? "unread" : correct ? "correct" : "wrong";
    const result = isWriting(phase)
      ? [progress("writing"), element("span", { class: "muted", text: `${tokens} tokens` })]
      : [
          element("span", {
            class: `verdict ${mark}`,
            text: `${correct === null ? "" : `${verdictSigns[mark]} `}${answer ?? (phase === "failed" ? remark : null) ?? "no answer"}`,
          }),
        ];
    const about = [model, countOf(steps.length, "step"), countOf(tokens, "token")].filter(Boolean).join(" · ");
    const title = element(
      "button",
      { class: "open", title: "Open in the trace view", attributes: { type: "button" } },
      [element("span", { class: "muted", text: `${index + 1} ` }), element("strong", { text: run.method })],
    );
    title.addEventListener("click", () => this.#actions.open(index));
    return element("div", { class: "head" }, [
      element("div", { class: "result" }, [title, ...result]),
      element("div", { class: "muted about", text: about, title: remark ?? about }),
    ]);
  }

  #draw(index: number): HTMLElement {
    const shown = this.#shown;
    if (shown === undefined) return element("div");
    const { rows, columns, divergence } = shown;
    const first = divergence?.row === index;
    const selected = index === this.#row;
    const row = rows[index];
    return row === undefined ? answerRow(shown, first, selected) : compareRow({ row, index, columns, selected, first });
  }

  #select(row: number): number {
    const last = this.#shown?.rows.length ?? 0;
    this.#row = Math.max(0, Math.min(last, row));
    this.#list.reveal(this.#row);
    this.#list.refresh();
    return this.#row;
  }

  #goTo(row: number): void {
    const at = this.#select(row);
    this.#keep({ row: at });
    const cells = this.#shown?.rows[at]?.cells ?? [];
    const column = cells.findIndex((it) => it !== null);
    const step = cells[column];
    if (step !== undefined && step !== null) this.#actions.choose(column, step);
  }

  #click({ target }: Event): void {
    const row = target instanceof Element ? target.closest("[data-row]")?.getAttribute("data-row") : undefined;
    if (row !== undefined && row !== null) this.#goTo(Number(row));
  }

  /** `d` and `D` go from difference to difference; the rest is as in other lists. */
  #key(event: KeyboardEvent): void {
    const at = this.#row ?? -1;
    const rows = this.#shown?.rows ?? [];
    const different = rows.flatMap(({ difference }, index) => (difference === null ? [] : [index]));
    const targets: Readonly<Record<string, number | undefined>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 10,
      PageUp: at - 10,
      Home: 0,
      End: rows.length,
      d: different.find((index) => index > at),
      D: different.findLast((index) => index < at),
    };
    const target = targets[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#goTo(target);
  }
}

function isWriting(phase: CompareColumn["status"]["phase"]): boolean {
  return phase === "starting" || phase === "writing";
}
