/** @file One step in the list: verdict, line of the rule, claimed values (and what was expected), and its tokens. */

import { verdictMark, verdictSigns, verdictWords } from "../../../src/core/check/verdictWords.ts";
import type { ViewStep, ViewValue } from "../../../src/protocol/runView.ts";
import { element } from "../../dom.ts";
import type { Iteration } from "../model/loops.ts";
import { partTags, type ValuePart, valueParts } from "../model/valueDiff.ts";

export interface StepRowOptions {
  readonly step: ViewStep;
  readonly index: number;
  readonly selected: boolean;
  /** In how many iterations of loops it lies. */
  readonly depth: number;
  /** The rule's line, where it is known. */
  readonly source: string | undefined;
  readonly tokens: HTMLElement;
}

export function stepRow({ step, index, selected, depth, source, tokens }: StepRowOptions): HTMLElement {
  const mark = verdictMark(step.verdict);
  const words = verdictWords(step.verdict);
  const claims = step.values.filter((it) => it.changed || it.expected !== undefined);
  const spoken = `Step ${index + 1}, ${step.line === null ? "" : `line ${step.line}, `}${words}: ${step.text.trim()}`;
  const row = element(
    "div",
    {
      class: `step ${mark}${selected ? " selected" : ""}`,
      attributes: { "data-step": index, "aria-selected": selected, "aria-label": spoken, id: `step-${index}` },
    },
    [
      element("span", { class: "sign", text: verdictSigns[mark], title: words, attributes: { "aria-hidden": true } }),
      element("span", { class: "line", text: step.line === null ? "" : String(step.line), title: "Line of the rule" }),
      element("div", { class: "what" }, [
        element("div", { class: "claim" }, [
          ...(source === undefined ? [] : [element("code", { class: "source", text: source.trim() })]),
          ...(mark === "correct" ? [] : [element("span", { class: "word", text: words })]),
          ...claims.map(valueText),
        ]),
        tokens,
      ]),
    ],
  );
  row.style.setProperty("--depth", String(depth));
  return row;
}

/** In characters: still fits a line of a narrow view. */
const longestUnbroken = 24;

/** `total=13`, and where it is wrong `total=13 → 12` with what differs marked in both. */
function valueText(value: ViewValue): HTMLElement {
  const { name, claimed, expected } = value;
  const title = name === "→" ? "returns " : name === "raises" ? "raises " : `${name}=`;
  const label = element("span", { class: "name", text: title });
  if (expected === undefined) {
    const text = claimed ?? "(gone)";
    // Browsers break a line before a bracket, even between a name and its value.
    const short = name.length + text.length <= longestUnbroken;
    return element("code", { class: short ? "value short" : "value" }, [label, text]);
  }
  const parts = valueParts(claimed, expected);
  return element("code", { class: "value different" }, [
    label,
    ...parts.claimed.map(partText),
    element("span", { class: "instead", text: " expected " }),
    ...parts.expected.map(partText),
  ]);
}

function partText({ text, kind }: ValuePart): Node | string {
  return kind === "same" ? text : element(partTags[kind], { text });
}

export function loopRow(
  { line, number, first, end, depth }: Iteration,
  source: string,
  folded: boolean,
  wrong: number,
): HTMLElement {
  const count = end - first;
  const row = element(
    "div",
    {
      class: `loop${folded ? " folded" : ""}`,
      attributes: {
        "data-fold": first,
        // An option of a list box has no state of its own for this.
        "aria-label": `${folded ? "Folded: iteration" : "Iteration"} ${number} of the loop at line ${line}, ${count} steps, ${wrong} wrong`,
      },
    },
    [
      element("span", { class: "twistie", text: folded ? "▸" : "▾" }),
      element("code", { class: "source", text: source.trim() }),
      element("span", { class: "muted", text: `iteration ${number} · ${count} steps` }),
      ...(wrong > 0 ? [element("span", { class: "word", text: `${verdictSigns.wrong} ${wrong} wrong` })] : []),
    ],
  );
  row.style.setProperty("--depth", String(depth));
  return row;
}
