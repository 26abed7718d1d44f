/** @file One row of a comparison: the line of the rule, and the step of each run that stands there. */

import { verdictMark, verdictSigns, verdictWords } from "../../src/core/check/verdictWords.ts";
import type { CompareRow, ShownComparison } from "../../src/protocol/compareView.ts";
import type { ViewStep } from "../../src/protocol/runView.ts";
import { element } from "../dom.ts";

export interface CompareRowOptions {
  readonly row: CompareRow;
  readonly index: number;
  readonly columns: ShownComparison["columns"];
  readonly selected: boolean;
  /** The runs first part here. */
  readonly first: boolean;
}

export function compareRow({ row, index, columns, selected, first }: CompareRowOptions): HTMLElement {
  const differs = row.difference !== null;
  const classes = ["cells", differs ? "differs" : "", first ? "first" : "", selected ? "selected" : ""];
  return element(
    "div",
    {
      class: classes.filter(Boolean).join(" "),
      title: row.difference ?? "",
      attributes: { "data-row": index, "aria-selected": selected, "aria-label": spoken(row, columns) },
    },
    [
      element("span", { class: "line", text: row.line === null ? "" : String(row.line) }),
      ...columns.map(({ steps }, column) => cell(steps[row.cells[column] ?? -1], column, row.cells[column], row.names)),
    ],
  );
}

function cell(
  step: ViewStep | undefined,
  column: number,
  index: number | null | undefined,
  differing: readonly string[],
): HTMLElement {
  if (step === undefined) return element("div", { class: "cell none" });
  const mark = verdictMark(step.verdict);
  const names = new Set([...step.values.filter(({ changed }) => changed).map(({ name }) => name), ...differing]);
  const values = step.values.filter(({ name }) => names.has(name));
  const shown = values.map(({ name, claimed }) => {
    const differs = differing.includes(name);
    const label = name === "→" ? "→ " : `${name}=`;
    return element("code", { class: differs ? "value differing" : "value" }, [
      element("span", { class: "name", text: label }),
      element(differs ? "strong" : "span", { text: claimed ?? "(gone)" }),
    ]);
  });
  return element("div", { class: `cell ${mark}`, attributes: { "data-column": column, "data-step": index ?? -1 } }, [
    element("span", { class: "sign", text: verdictSigns[mark], title: verdictWords(step.verdict) }),
    element(
      "div",
      { class: "claim" },
      shown.length > 0 ? shown : [element("code", { class: "muted", text: step.text.trim() })],
    ),
  ]);
}

function spoken({ line, cells, difference }: CompareRow, columns: ShownComparison["columns"]): string {
  const texts = columns.map(({ run, steps }, column) => {
    const step = steps[cells[column] ?? -1];
    return `${run.method}: ${step === undefined ? "nothing" : `${verdictWords(step.verdict)}, ${step.text.trim()}`}`;
  });
  return [line === null ? "" : `line ${line}`, difference ?? "", ...texts].filter(Boolean).join(". ");
}

/** The last row: what each run answers. */
export function answerRow({ columns }: ShownComparison, first: boolean, selected: boolean): HTMLElement {
  return element(
    "div",
    {
      class: `cells answers${first ? " first differs" : ""}${selected ? " selected" : ""}`,
      attributes: { "aria-selected": selected },
    },
    [
      element("span", { class: "line" }),
      ...columns.map(({ status: { answer, correct, expected, phase } }) => {
        const mark = correct === null ? "unread" : correct ? "correct" : "wrong";
        const wanted = correct === false && expected !== null ? ` expected ${expected}` : "";
        const text = phase === "starting" || phase === "writing" ? "" : (answer ?? "no answer");
        return element("div", { class: `cell ${mark}` }, [
          element("span", { class: "sign", text: correct === null ? "" : verdictSigns[mark] }),
          element("div", { class: "claim" }, [
            element("code", { text: text === "" ? "" : `= ${text}` }),
            element("span", { class: "muted", text: wanted }),
          ]),
        ]);
      }),
    ],
  );
}
