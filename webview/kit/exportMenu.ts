/** @file A list of what can be exported, which shows nothing as chosen. */

import type { VNode } from "preact";
import { type Choice, Dropdown } from "./controls.ts";
import { h } from "./h.ts";

interface ExportMenuProps<T extends string> {
  readonly label?: string;
  readonly choices: readonly Choice<T>[];
  readonly save: (value: T) => void;
  readonly hidden?: boolean;
}

export function ExportMenu<T extends string>({ label = "Export", choices, save, hidden }: ExportMenuProps<T>): VNode {
  return h(Dropdown<T | "">, {
    class: "export",
    label,
    hidden,
    choices: [{ value: "", text: "Export …" }, ...choices],
    value: "",
    change: (value) => value === "" || save(value),
  });
}
