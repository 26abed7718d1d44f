/** @file One token in the list of all tokens: its place, id, text, probability, entropy and what else was likely. */

import type { ViewStep, ViewToken } from "../../src/protocol/runView.ts";
import { element, percent, visibleText } from "../dom.ts";
import { type Coloring, levelOf } from "./tokenColor.ts";

export function tokenRow(
  token: ViewToken,
  index: number,
  coloring: Coloring,
  step: ViewStep | undefined,
  selected: boolean,
): HTMLElement {
  const { id, text, probability, entropy, topK } = token;
  const others = topK.ids.map((other, at) => ({ other, text: topK.texts[at] ?? "", p: topK.probabilities[at] ?? 0 }));
  const rivals = others.filter(({ other }) => other !== id).slice(0, 3);
  const bar = element("span", { class: "bar" });
  bar.style.setProperty("--share", String(probability));
  return element(
    "div",
    {
      class: `token-row${selected ? " selected" : ""}`,
      attributes: { "data-index": index, "aria-selected": selected },
    },
    [
      element("span", { class: "index", text: String(index) }),
      element("span", { class: "id", text: String(id) }),
      element("span", { class: "cell" }, [
        element("span", {
          class: `token ${levelOf(coloring, token, step).class}`,
          text: visibleText(text),
          attributes: { "data-token": index },
        }),
      ]),
      element("span", { class: "probability" }, [bar, percent(probability)]),
      element("span", { class: "entropy", text: `${entropy.toFixed(3)}` }),
      element("span", {
        class: "rivals",
        text: rivals.map(({ text: other, p }) => `${visibleText(other)} ${percent(p)}`).join("   "),
      }),
    ],
  );
}

export function tokenHead(): HTMLElement {
  const titles = ["", "id", "token", "probability", "nats", "also likely"];
  return element(
    "div",
    { class: "token-row token-head", attributes: { "aria-hidden": true } },
    titles.map((text) => element("span", { text })),
  );
}
