/** @file The controls of the trace view. They say what a person wants; what follows from it is decided in `traceView.ts`. */

import { countText } from "../../src/core/format/figures.ts";
import { element } from "../dom.ts";
import { icon } from "../icons.ts";
import { checkbox, dropdown, iconButton, slider, textField, toggleButton } from "../ui.ts";
import type { Look, Tab } from "./state.ts";
import { type Coloring, legendOf } from "./tokenColor.ts";

export interface ToolbarActions {
  change(look: Partial<Look>): void;
  goTo(step: number): void;
  run(): void;
  copy(): void;
  save(): void;
}

const tabs: readonly { readonly value: Tab; readonly text: string }[] = [
  { value: "steps", text: "Steps" },
  { value: "tokens", text: "Tokens" },
  { value: "prompt", text: "Prompt" },
];

const colors: readonly { readonly value: Coloring; readonly text: string }[] = [
  { value: "probability", text: "Probability" },
  { value: "entropy", text: "Entropy" },
  { value: "verdict", text: "Verdict" },
  { value: "none", text: "No colours" },
];

export class Toolbar {
  /** Beside the problem. */
  readonly buttons: HTMLElement;
  /** Under the strip. */
  readonly element: HTMLElement;
  readonly #search;
  readonly #onlyWrong;
  readonly #slider;
  readonly #count = element("output", { class: "muted count" });
  readonly #legend = element("div", { class: "legend", role: "img" });
  readonly #tabs: ReadonlyMap<Tab, HTMLElement>;

  constructor(look: Look, actions: ToolbarActions) {
    const { change } = actions;
    const pin = toggleButton("Pin: keep showing this run", icon("pin"), (pinned) => change({ pinned }));
    const pause = toggleButton("Pause: leave out updates", icon("pause"), (paused) => change({ paused }));
    pin.set(look.pinned);
    pause.set(look.paused);
    this.buttons = element("div", { class: "buttons" }, [
      iconButton("Run again", icon("run"), actions.run),
      pin.element,
      pause.element,
      iconButton("Copy …", icon("copy"), actions.copy),
      iconButton("Export …", icon("save"), actions.save),
    ]);
    this.#search = textField("Search (/)", "Search", (search) => change({ search }));
    this.#search.set(look.search);
    this.#onlyWrong = checkbox("Only failed", (onlyWrong) => change({ onlyWrong }));
    this.#onlyWrong.set(look.onlyWrong);
    this.#slider = slider("Step", actions.goTo);
    const coloring = dropdown("Colour of tokens", colors, look.coloring, (chosen) => change({ coloring: chosen }));
    this.#tabs = new Map(
      tabs.map(({ value, text }) => {
        const tab = element("button", { class: "tab", text, role: "tab", attributes: { type: "button" } });
        tab.addEventListener("click", () => change({ tab: value }));
        return [value, tab];
      }),
    );
    this.element = element("div", { class: "toolbar" }, [
      element("div", { class: "stepper" }, [this.#slider, this.#count]),
      element("div", { class: "controls" }, [
        element("div", { class: "tabs", role: "tablist" }, [...this.#tabs.values()]),
        this.#search.element,
        this.#onlyWrong.element,
        coloring,
        this.#legend,
      ]),
    ]);
  }

  focusSearch(): void {
    this.#search.focus();
  }

  update(look: Look, step: number | null, steps: number, found: number): void {
    this.#onlyWrong.set(look.onlyWrong);
    this.#search.set(look.search);
    for (const [tab, made] of this.#tabs) made.setAttribute("aria-selected", String(tab === look.tab));
    this.#slider.max = String(Math.max(0, steps - 1));
    this.#slider.value = String(step ?? 0);
    this.#slider.disabled = steps === 0;
    const at = step === null ? `${countText(steps)} steps` : `step ${step + 1} of ${countText(steps)}`;
    this.#slider.setAttribute("aria-valuetext", at);
    this.#count.textContent = look.onlyWrong || look.search !== "" ? `${at} · ${found} found` : at;
    this.#drawLegend(look.coloring);
  }

  #drawLegend(coloring: Coloring): void {
    if (this.#legend.dataset.of === coloring) return;
    this.#legend.dataset.of = coloring;
    const levels = legendOf(coloring);
    this.#legend.setAttribute("aria-label", `Legend: ${levels.map(({ label }) => label).join(", ")}`);
    this.#legend.replaceChildren(
      ...levels.map(({ class: level, label }) => element("span", { class: `token ${level}`, text: label })),
    );
  }
}
