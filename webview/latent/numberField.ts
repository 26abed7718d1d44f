/** @file A field for one number of a map's parameters: taken up when somebody has stopped typing, marked while it is none or out of its range. */

import { countText } from "../../src/core/format/figures.ts";
import { type Control, textField } from "../ui.ts";
import { type NumberRange, numberIn } from "./numberRange.ts";

export interface NumberField extends Control {
  /** What it stands for now; nothing that somebody is typing is overwritten. */
  set(text: string): void;
}

/** A map begins anew with each value: not with every digit of one. */
const restMilliseconds = 400;

export function numberField(words: string, range: NumberRange, changed: (value: number) => void): NumberField {
  let typing: ReturnType<typeof setTimeout> | undefined;
  let current = "";
  const mark = (wrong: boolean): void => {
    if (wrong) field.element.setAttribute("aria-invalid", "true");
    else field.element.removeAttribute("aria-invalid");
  };
  const field = textField(words, words, (text) => {
    clearTimeout(typing);
    const value = numberIn(text, range);
    mark(value === undefined);
    typing = setTimeout(() => {
      typing = undefined;
      if (value !== undefined && String(value) !== current) changed(value);
    }, restMilliseconds);
  });
  field.element.title = `${words}: ${countText(range.low)} to ${countText(range.high)}`;
  field.element.addEventListener("focusout", () => {
    if (field.element.getAttribute("aria-invalid") !== "true") return;
    field.set(current);
    mark(false);
  });
  return {
    element: field.element,
    set(text) {
      current = text;
      if (typing === undefined && !field.element.matches(":focus-within")) field.set(text);
    },
  };
}
