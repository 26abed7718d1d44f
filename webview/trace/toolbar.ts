/** @file The controls of the trace view. They say what a person wants; what follows from it is decided in `traceView.ts`. */

import type { VNode } from "preact";
import { countText } from "../../src/core/format/figures.ts";
import { Icon } from "../icons.ts";
import { Button, Checkbox, Dropdown, Slider, TextField } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { type Tab, TabBar } from "../kit/tabs.ts";
import type { ViewState } from "./model/state.ts";
import { type Coloring, legendOf } from "./model/tokenColor.ts";

const tabs: readonly Tab<ViewState["tab"]>[] = [
  { name: "steps", text: "Steps" },
  { name: "tokens", text: "Tokens" },
  { name: "prompt", text: "Prompt" },
];

const colors: readonly { readonly value: Coloring; readonly text: string }[] = [
  { value: "probability", text: "Probability" },
  { value: "entropy", text: "Entropy" },
  { value: "verdict", text: "Verdict" },
  { value: "none", text: "No colors" },
];

interface ButtonsProps {
  readonly state: ViewState;
  readonly change: (change: Partial<ViewState>) => void;
  readonly run: () => void;
  readonly copy: () => void;
  readonly save: () => void;
}

/** Beside the problem. */
export function Buttons({ state: { pinned, paused }, change, run, copy, save }: ButtonsProps): VNode {
  const icon = (label: string, name: "run" | "copy" | "save", click: () => void): VNode =>
    h(Button, { kind: "icon", label, click }, h(Icon, { name }));
  const toggle = (label: string, name: "pin" | "pause", pressed: boolean, click: () => void): VNode =>
    h(Button, { kind: "icon", label, pressed, click }, h(Icon, { name }));
  return h("div", { class: "buttons" }, [
    icon("Run again", "run", run),
    toggle("Pin: keep showing this run", "pin", pinned, () => change({ pinned: !pinned })),
    toggle("Pause: leave out updates", "pause", paused, () => change({ paused: !paused })),
    icon("Copy …", "copy", copy),
    icon("Export …", "save", save),
  ]);
}

interface ToolbarProps {
  readonly state: ViewState;
  readonly change: (change: Partial<ViewState>) => void;
  readonly goTo: (step: number) => void;
  readonly step: number | null;
  readonly steps: number;
  /** How many rows the filter and the search left. */
  readonly found: number;
}

/** Under the strip. */
export function Toolbar({ state, change, goTo, step, steps, found }: ToolbarProps): VNode {
  const { tab, search, onlyWrong, coloring } = state;
  const total = countText(steps);
  const at = step === null ? `${total} steps` : `step ${step + 1} of ${total}`;
  return h("div", { class: "toolbar" }, [
    h("div", { class: "stepper" }, [
      h(Slider, {
        label: "Step",
        max: Math.max(0, steps - 1),
        value: step ?? 0,
        disabled: steps === 0,
        valueText: at,
        input: goTo,
      }),
      h("output", { class: "muted count" }, onlyWrong || search !== "" ? `${at} · ${found} found` : at),
    ]),
    h("div", { class: "controls" }, [
      h(TabBar<ViewState["tab"]>, { tabs, front: tab, choose: (name) => change({ tab: name }) }),
      h(TextField, {
        label: "Search (/)",
        placeholder: "Search",
        value: search,
        change: (text) => change({ search: text }),
      }),
      h(Checkbox, { checked: onlyWrong, change: (on) => change({ onlyWrong: on }) }, "Only failed"),
      h(Dropdown<Coloring>, {
        label: "Color of tokens",
        choices: colors,
        value: coloring,
        change: (chosen) => change({ coloring: chosen }),
      }),
      h(Legend, { coloring }),
    ]),
  ]);
}

function Legend({ coloring }: { readonly coloring: Coloring }): VNode {
  const levels = legendOf(coloring);
  return h(
    "div",
    { class: "legend", role: "img", "aria-label": `Legend: ${levels.map(({ label }) => label).join(", ")}` },
    [levels.map(({ class: level, label }) => h("span", { class: `token ${level}` }, label))],
  );
}
