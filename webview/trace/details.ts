/** @file The current step in full: what the verdict says, and every variable as claimed and, where it differs, as expected. */

import { verdictMark, verdictSigns, verdictWords } from "../../src/core/check/verdictWords.ts";
import type { ViewStep, ViewValue } from "../../src/protocol/runView.ts";
import { element, table } from "../dom.ts";
import { marked } from "./stepRow.ts";

export function details(step: ViewStep, index: number, count: number): readonly HTMLElement[] {
  const mark = verdictMark(step.verdict);
  const local =
    mark !== "wrong" || step.locallyValid === null
      ? ""
      : step.locallyValid
        ? " It follows from the model's own previous state: an earlier mistake, carried on."
        : " It does not follow from the model's own previous state either: here the mistake is made.";
  const differs = step.values.some(({ expected }) => expected !== undefined);
  const otherLine = step.expectedLine === null ? "" : ` The rule executes line ${step.expectedLine} here.`;
  return [
    element("div", { class: `verdict ${mark}`, role: "status" }, [
      element("span", { class: "sign", text: verdictSigns[mark] }),
      element("strong", { text: verdictWords(step.verdict) }),
      element("span", { class: "muted", text: `step ${index + 1} of ${count}` }),
    ]),
    ...(mark === "correct" ? [] : [element("p", { text: `${step.message}${otherLine}${local}` })]),
    ...(step.values.length === 0 ? [] : [valueTable(step.values, differs)]),
  ];
}

function valueTable(values: readonly ViewValue[], differs: boolean): HTMLElement {
  const titles = ["variable", "claimed", ...(differs ? ["expected"] : [])];
  const rows = values.map((value) => valueRow(value, differs));
  return table({}, titles, rows);
}

function valueRow({ name, claimed, expected, changed }: ViewValue, differs: boolean): HTMLElement {
  const { claimedParts, expectedParts } =
    expected === undefined ? { claimedParts: [claimed ?? "–"], expectedParts: [""] } : marked(claimed, expected);
  return element("tr", { class: `${changed ? "changed" : ""}${expected === undefined ? "" : " different"}` }, [
    element("th", { text: name === "→" ? "returns" : name, attributes: { scope: "row" } }),
    element("td", {}, [element("code", {}, claimedParts)]),
    ...(differs ? [element("td", {}, [element("code", {}, expectedParts)])] : []),
  ]);
}
