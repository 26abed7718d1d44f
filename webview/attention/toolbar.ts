/** @file The controls over the panes: which tab, how heads become one, how shares become colours, and the exports. */

import type { ExportFormat } from "../../src/protocol/attentionView.ts";
import { element } from "../dom.ts";
import { checkbox, dropdown } from "../ui.ts";
import type { Colors } from "./colors.ts";
import { share } from "./pane.ts";
import { legendShares } from "./ramp.ts";
import type { Look, Tab } from "./state.ts";

export interface ToolbarActions {
  change(look: Partial<Look>): void;
  save(format: ExportFormat): void;
}

const tabNames: readonly { readonly tab: Tab; readonly text: string; readonly about: string }[] = [
  { tab: "steps", text: "Steps", about: "Which lines and steps each step read" },
  { tab: "matrix", text: "Matrix", about: "Every token by every token" },
  { tab: "lines", text: "Lines", about: "From the tokens of a step to what was read to write them" },
  { tab: "text", text: "Text", about: "One token's attention over the text" },
  { tab: "heads", text: "Heads", about: "What each head does, in numbers" },
  { tab: "causes", text: "Causes", about: "What the step depends on: heads silenced, lines hidden, the logit lens" },
];

export class Toolbar {
  readonly element: HTMLElement;
  readonly #tabs: ReadonlyMap<Tab, HTMLElement>;
  readonly #hideFirst;
  readonly #withinRule;
  readonly #threshold;
  readonly #thresholdWords = element("output", { class: "muted" });
  readonly #legend = element("div", { class: "ramp-legend", role: "img" });

  constructor(look: Look, { change, save }: ToolbarActions) {
    this.#tabs = new Map(
      tabNames.map(({ tab, text, about }) => {
        const made = element("button", {
          class: "tab",
          text,
          title: about,
          role: "tab",
          attributes: { "data-tab": tab },
        });
        made.addEventListener("click", () => change({ tab }));
        return [tab, made];
      }),
    );
    const combine = dropdown(
      "Several heads as one",
      [
        { value: "mean", text: "mean of heads" },
        { value: "max", text: "max of heads" },
      ],
      look.combine,
      (chosen) => change({ combine: chosen }),
    );
    const scale = dropdown(
      "Scale of colours",
      [
        { value: "root", text: "root scale" },
        { value: "linear", text: "linear scale" },
        { value: "log", text: "log scale" },
      ],
      look.scale,
      (chosen) => change({ scale: chosen }),
    );
    this.#hideFirst = checkbox("without first token", (hideFirst) => change({ hideFirst }));
    this.#withinRule = checkbox("lines within the rule", (withinRule) => change({ withinRule }));
    this.#withinRule.element.title = "Compare the rule's lines with each other, however little of all went to the rule";
    this.#threshold = element("input", {
      class: "slider threshold",
      attributes: { type: "range", min: 0, max: 100, step: 1, "aria-label": "Smallest share that is drawn" },
    });
    // Cubed, because small shares are where one wants to choose.
    this.#threshold.addEventListener("input", () => change({ threshold: (Number(this.#threshold.value) / 100) ** 3 }));
    const exports = dropdown(
      "Export",
      [
        { value: "none", text: "Export …" },
        { value: "svg", text: "picture, SVG" },
        { value: "png", text: "picture, PNG" },
        { value: "csv", text: "numbers, CSV" },
        { value: "npy", text: "numbers, NPY" },
      ],
      "none",
      (format) => {
        if (format === "none") return;
        save(format);
        Object.assign(exports, { value: "none" });
      },
    );
    exports.classList.add("export");
    this.element = element("div", { class: "attention-toolbar" }, [
      element("div", { class: "tabs", role: "tablist" }, [...this.#tabs.values()]),
      element("div", { class: "controls" }, [
        combine,
        scale,
        this.#hideFirst.element,
        this.#withinRule.element,
        element("label", { class: "threshold-label" }, [this.#threshold, this.#thresholdWords]),
        this.#legend,
        exports,
      ]),
    ]);
  }

  update(look: Look, { ramp }: Colors): void {
    for (const [tab, made] of this.#tabs) made.setAttribute("aria-selected", String(tab === look.tab));
    this.#hideFirst.set(look.hideFirst);
    this.#withinRule.set(look.withinRule);
    this.#withinRule.element.hidden = look.tab !== "steps";
    this.#hideFirst.element.hidden = look.tab === "steps" || look.tab === "heads" || look.tab === "causes";
    this.#threshold.value = String(Math.round(Math.cbrt(look.threshold) * 100));
    const words = look.threshold === 0 ? "all shares" : `from ${share(look.threshold)}`;
    this.#thresholdWords.textContent = words;
    this.#threshold.setAttribute("aria-valuetext", words);
    this.#legend.setAttribute(
      "aria-label",
      `Legend: the further from the background, the larger the share; ${look.scale} scale`,
    );
    this.#legend.replaceChildren(
      ...legendShares.map((value) => {
        const swatch = element("span", { class: "swatch" });
        swatch.style.setProperty("--paint", ramp.css(value));
        return element("span", { class: "legend-entry" }, [swatch, `${Math.round(value * 100)} %`]);
      }),
    );
  }

  focusTab(tab: Tab): void {
    this.#tabs.get(tab)?.focus();
  }
}
