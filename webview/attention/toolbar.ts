/** @file The controls over the panes: which tab, how heads become one, how shares become colours, and the exports. */

import { percentText } from "../../src/core/format/figures.ts";
import type { AttentionRun, ExportFormat } from "../../src/protocol/attentionView.ts";
import { element } from "../dom.ts";
import { checkbox, dropdown } from "../ui.ts";
import type { Colors } from "./colors.ts";
import { legendShares } from "./ramp.ts";
import { type Look, type Tab, tabsOf } from "./state.ts";

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
  { tab: "compare", text: "Compare", about: "Two runs side by side, and their difference" },
  {
    tab: "patching",
    text: "Patching",
    about: "Which activations of this run bring back what it writes, put into another",
  },
];

export class Toolbar {
  readonly element: HTMLElement;
  readonly #tabs: ReadonlyMap<Tab, HTMLElement>;
  readonly #through: HTMLElement;
  readonly #hideFirst;
  readonly #withinRule;
  readonly #threshold;
  readonly #thresholdWords = element("output", { class: "muted" });
  /** Controls of tabs that show shares as colours. */
  readonly #ofColors: readonly HTMLElement[];
  #isThrough = false;
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
    this.#through = dropdown(
      "How far attention is followed",
      [
        { value: "none", text: "each head by itself" },
        { value: "rollout", text: "rollout: all layers" },
        { value: "flow", text: "flow: all layers" },
      ],
      look.through,
      (chosen) => change({ through: chosen }),
    );
    this.#through.title =
      "Rollout multiplies the layers' attention, with half of each token its own; flow is the largest that fits through all layers (Abnar and Zuidema, 2020)";
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
    // Cubed, because small shares are where one wants to choose. Through all layers each choice is computed: once, when it is made.
    const chosen = (): void => change({ threshold: (Number(this.#threshold.value) / 100) ** 3 });
    this.#threshold.addEventListener("input", () => this.#isThrough || chosen());
    this.#threshold.addEventListener("change", chosen);
    const exports = dropdown(
      "Export",
      [
        { value: "none", text: "Export …" },
        { value: "svg", text: "picture, SVG" },
        { value: "png", text: "picture, PNG" },
        { value: "csv", text: "numbers, CSV" },
        { value: "npy", text: "numbers, NPY" },
        { value: "safetensors", text: "numbers, safetensors" },
      ],
      "none",
      (format) => {
        if (format === "none") return;
        save(format);
        Object.assign(exports, { value: "none" });
      },
    );
    exports.classList.add("export");
    const threshold = element("label", { class: "threshold-label" }, [this.#threshold, this.#thresholdWords]);
    this.#ofColors = [combine, scale, threshold, this.#legend];
    this.element = element("div", { class: "attention-toolbar" }, [
      element("div", { class: "tabs", role: "tablist" }, [...this.#tabs.values()]),
      element("div", { class: "controls" }, [
        combine,
        this.#through,
        scale,
        this.#hideFirst.element,
        this.#withinRule.element,
        threshold,
        this.#legend,
        exports,
      ]),
    ]);
  }

  update(look: Look, { ramp }: Colors, run: AttentionRun): void {
    for (const [tab, made] of this.#tabs) {
      made.hidden = !tabsOf(run).includes(tab);
      made.setAttribute("aria-selected", String(tab === look.tab));
    }
    this.#hideFirst.element.lastChild?.replaceWith(run.shape.slot ? "without z" : "without first token");
    const isColored = !["heads", "causes", "patching"].includes(look.tab);
    for (const control of this.#ofColors) control.hidden = !isColored;
    this.#isThrough = look.through !== "none";
    this.#through.hidden = !["steps", "matrix", "lines", "text", "compare"].includes(look.tab);
    this.#hideFirst.set(look.hideFirst);
    this.#withinRule.set(look.withinRule);
    this.#withinRule.element.hidden = look.tab !== "steps";
    this.#hideFirst.element.hidden = !["matrix", "lines", "text"].includes(look.tab);
    this.#threshold.value = String(Math.round(Math.cbrt(look.threshold) * 100));
    const words = look.threshold === 0 ? "all shares" : `from ${percentText(look.threshold)}`;
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
