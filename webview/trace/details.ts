/** @file The current step in full: what the verdict says, and every variable as claimed and, where it differs, as expected. */

import type { ComponentChildren, VNode } from "preact";
import { verdictMark, verdictSigns, verdictWords } from "../../src/core/check/verdictWords.ts";
import type { ViewStep, ViewValue } from "../../src/protocol/runView.ts";
import { h } from "../kit/h.ts";
import { Table } from "../kit/table.ts";
import { partTags, type ValuePart, valueParts } from "./model/valueDiff.ts";

interface DetailsProps {
  readonly step: ViewStep;
  readonly index: number;
  readonly count: number;
}

export function Details({ step, index, count }: DetailsProps): VNode {
  const mark = verdictMark(step.verdict);
  const local =
    mark !== "wrong" || step.locallyValid === null
      ? ""
      : step.locallyValid
        ? " It follows from the model's own previous state: an earlier mistake, carried on."
        : " It does not follow from the model's own previous state either: here the mistake is made.";
  const otherLine = step.expectedLine === null ? "" : ` The rule executes line ${step.expectedLine} here.`;
  return h("section", { class: "details", "aria-label": "Current step" }, [
    h("div", { class: `verdict ${mark}`, role: "status" }, [
      h("span", { class: "sign" }, verdictSigns[mark]),
      h("strong", null, verdictWords(step.verdict)),
      h("span", { class: "muted" }, `step ${index + 1} of ${count}`),
    ]),
    mark !== "correct" && h("p", null, `${step.message}${otherLine}${local}`),
    step.values.length > 0 && h(Values, { values: step.values }),
  ]);
}

function Values({ values }: { readonly values: readonly ViewValue[] }): VNode {
  const differs = values.some(({ expected }) => expected !== undefined);
  const rows = values.map(({ name, claimed, expected, changed }) => {
    const parts = expected === undefined ? undefined : valueParts(claimed, expected);
    const cell = (content: ComponentChildren): VNode => h("td", null, h("code", null, content));
    return h("tr", { key: name, class: `${changed ? "changed" : ""}${expected === undefined ? "" : " different"}` }, [
      h("th", { scope: "row" }, name === "→" ? "returns" : name),
      cell(parts?.claimed.map(marked) ?? claimed ?? "–"),
      differs && cell(parts?.expected.map(marked)),
    ]);
  });
  return h(Table, { head: ["variable", "claimed", ...(differs ? ["expected"] : [])] }, rows);
}

function marked({ text, kind }: ValuePart): VNode | string {
  return kind === "same" ? text : h(partTags[kind], null, text);
}
