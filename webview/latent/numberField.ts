/** @file A field for one number of a map's parameters: taken up when somebody has stopped typing, marked while it is none or out of its range. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { countText } from "../../src/core/format/figures.ts";
import { TextField } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { type NumberRange, numberIn } from "./model/numberRange.ts";

interface NumberFieldProps {
  readonly label: string;
  readonly range: NumberRange;
  readonly value: number;
  readonly hidden: boolean;
  readonly change: (value: number) => void;
}

/** A map begins anew with each value: not with every digit of one. */
const restMilliseconds = 400;

export function NumberField({ label, range, value, hidden, change }: NumberFieldProps): VNode {
  /** What somebody types; undefined where the field says what is set. */
  const [text, type] = useState<string>();
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLayoutEffect(() => () => clearTimeout(typing.current), []);
  const typed = (now: string): void => {
    type(now);
    clearTimeout(typing.current);
    const number = numberIn(now, range);
    typing.current = setTimeout(() => number !== undefined && number !== value && change(number), restMilliseconds);
  };
  return h("span", { class: "labeled", hidden, onFocusOut: () => type(undefined) }, [
    h("span", { class: "muted" }, label),
    h(TextField, {
      label,
      placeholder: label,
      title: `${label}: ${countText(range.low)} to ${countText(range.high)}`,
      value: text ?? String(value),
      invalid: text !== undefined && numberIn(text, range) === undefined,
      change: typed,
    }),
  ]);
}
