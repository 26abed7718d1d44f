/** @file One conclusion as it is read: the text, a sign, and by which rule it follows. */

import { Fragment, type VNode } from "preact";
import type { Conclusion } from "../../../src/protocol/latentView.ts";
import { h } from "../../kit/h.ts";

const signs: Readonly<Record<Conclusion["kind"], string>> = {
  correct: "✓",
  "other-rule": "≠",
  invalid: "✗",
  malformed: "?",
};

export function conclusionMark({ kind, rules, applies }: Conclusion): string {
  const by = rules.length === 0 ? "does not follow" : rules.join(", ");
  if (!applies && kind !== "malformed") return `– has no conclusion here; ${by}`;
  return `${signs[kind]} ${kind === "malformed" ? "cannot be read" : by}`;
}

export function textOf({ text }: Conclusion): string {
  return text === "" ? "(nothing)" : text;
}

export function ConclusionLine({ of }: { readonly of: Conclusion }): VNode {
  const { kind, applies, message } = of;
  const verdict = kind === "correct" ? "correct" : kind === "malformed" || !applies ? "unread" : "wrong";
  return h(Fragment, null, [
    h("code", { class: "conclusion" }, textOf(of)),
    " ",
    h("span", { class: `verdict ${verdict}`, title: message || undefined }, conclusionMark(of)),
  ]);
}
