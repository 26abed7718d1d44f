/** @file One conclusion as it is read: the text, a sign, and by which rule it follows. */

import type { Conclusion } from "../../../src/protocol/latentView.ts";
import { element } from "../../dom.ts";

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

export function conclusionLine(conclusion: Conclusion): (HTMLElement | string)[] {
  const { text, kind, applies, message } = conclusion;
  const class_ = kind === "correct" ? "correct" : kind === "malformed" || !applies ? "unread" : "wrong";
  const mark = element("span", { class: `verdict ${class_}`, text: conclusionMark(conclusion) });
  if (message !== "") mark.title = message;
  return [element("code", { class: "conclusion", text: text === "" ? "(nothing)" : text }), " ", mark];
}
