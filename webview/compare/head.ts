/** @file What stands above the rows: where the runs part, and for each run its method, answer and size. */

import type { VNode } from "preact";
import { verdictSigns } from "../../src/core/check/verdictWords.ts";
import { countOf } from "../../src/core/format/figures.ts";
import type { CompareColumn, ShownComparison } from "../../src/protocol/compareView.ts";
import { Button, Progress } from "../kit/controls.ts";
import { h } from "../kit/h.ts";

export function isWriting({ status: { phase } }: CompareColumn): boolean {
  return phase === "starting" || phase === "writing";
}

/** Runs that are over: those that failed at once have no steps. */
export function countOver(columns: readonly CompareColumn[]): number {
  return columns.filter((column) => column.steps.length > 0 || !isWriting(column)).length;
}

interface DivergenceProps {
  readonly shown: ShownComparison;
  readonly goTo: (row: number) => void;
}

export function Divergence({ shown: { divergence, columns }, goTo }: DivergenceProps): VNode {
  const over = countOver(columns);
  const parts =
    over < columns.length
      ? [h(Progress, { label: "running" }), h("span", { class: "muted" }, `${over} of ${columns.length} runs are over`)]
      : divergence === null
        ? [h("span", { class: "verdict correct" }, `${verdictSigns.correct} The runs agree throughout.`)]
        : [
            h("strong", null, "First divergence"),
            h("span", null, divergence.message),
            h(Button, { click: () => goTo(divergence.row) }, "Go There"),
          ];
  return h("div", { class: "divergence", role: "status" }, ...parts);
}

interface ColumnHeadProps {
  readonly column: CompareColumn;
  readonly index: number;
  readonly open: () => void;
}

export function ColumnHead({ column, index, open }: ColumnHeadProps): VNode {
  const { run, status, tokens, steps } = column;
  const { answer, correct, phase, remark, model } = status;
  const mark = correct === null ? "unread" : correct ? "correct" : "wrong";
  const sign = correct === null ? "" : `${verdictSigns[mark]} `;
  const result = answer ?? (phase === "failed" ? remark : null) ?? "no answer";
  const about = [model, countOf(steps.length, "step"), countOf(tokens, "token")];
  const words = about.filter(Boolean).join(" · ");
  return h("div", { class: "head" }, [
    h("div", { class: "result" }, [
      h("button", { class: "open", type: "button", title: "Open in the trace view", onClick: open }, [
        h("span", { class: "muted" }, `${index + 1} `),
        h("strong", null, run.method),
      ]),
      isWriting(column)
        ? [h(Progress, { label: "writing" }), h("span", { class: "muted" }, `${tokens} tokens`)]
        : h("span", { class: `verdict ${mark}` }, sign + result),
    ]),
    h("div", { class: "muted about", title: remark ?? words }, words),
  ]);
}
