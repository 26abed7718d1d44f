/** @file The controls over the panels: which tab, how heads become one, how weights become colors, and the exports. */

import type { VNode } from "preact";
import { percentText } from "../../src/core/format/figures.ts";
import { type AttentionRun, type ExportFormat, exportFormats } from "../../src/protocol/attentionView.ts";
import { Checkbox, Dropdown, Slider } from "../kit/controls.ts";
import { ExportMenu } from "../kit/exportMenu.ts";
import { h } from "../kit/h.ts";
import { TabBar } from "../kit/tabs.ts";
import type { ViewState } from "./model/viewState.ts";
import type { Colors } from "./paint/colors.ts";
import { legendWeights } from "./paint/ramp.ts";
import { type AttentionTab, tabsOf } from "./tabs.ts";

interface ToolbarProps {
  readonly run: AttentionRun;
  readonly tab: AttentionTab;
  readonly state: ViewState;
  readonly colors: Colors;
  readonly change: (state: Partial<ViewState>) => void;
  readonly save: (format: ExportFormat) => void;
}

const exportTexts: Readonly<Record<ExportFormat, string>> = {
  svg: "picture, SVG",
  png: "picture, PNG",
  csv: "numbers, CSV",
  npy: "numbers, NPY",
  safetensors: "numbers, safetensors",
};

export function Toolbar({ run, tab, state, colors, change, save }: ToolbarProps): VNode {
  return h("div", { class: "attention-toolbar" }, [
    h(TabBar<string>, { tabs: tabsOf(run), front: tab.name, choose: (name) => change({ tab: name }) }),
    h("div", { class: "controls" }, [
      tab.colorsWeights && h(Combine, { state, change }),
      tab.hidesFirst &&
        h(Checkbox, { checked: state.hideFirst, change: (hideFirst) => change({ hideFirst }) }, [
          run.shape.slot ? "without z" : "without first token",
        ]),
      tab.comparesLines &&
        h(
          Checkbox,
          {
            checked: state.withinRule,
            change: (withinRule) => change({ withinRule }),
            title: "Compare the rule's lines with each other, however little of all attention went to the rule",
          },
          ["lines within the rule"],
        ),
      tab.colorsWeights && [h(Threshold, { state, change }), h(Legend, { state, colors })],
      h(ExportMenu<ExportFormat>, {
        choices: exportFormats.map((value) => ({ value, text: exportTexts[value] })),
        save,
      }),
    ]),
  ]);
}

type ControlProps = Pick<ToolbarProps, "state" | "change">;

/** How heads become one, and weights colors. */
function Combine({ state, change }: ControlProps): VNode[] {
  return [
    h(Dropdown<ViewState["combine"]>, {
      label: "Several heads as one",
      choices: [
        { value: "mean", text: "mean of heads" },
        { value: "max", text: "max of heads" },
      ],
      value: state.combine,
      change: (combine) => change({ combine }),
    }),
    h(Dropdown<ViewState["through"]>, {
      label: "How far attention is followed",
      title:
        "Rollout multiplies the layers' attention, with half of each token its own; flow is the largest that fits through all layers (Abnar and Zuidema, 2020)",
      choices: [
        { value: "none", text: "each head by itself" },
        { value: "rollout", text: "rollout: all layers" },
        { value: "flow", text: "flow: all layers" },
      ],
      value: state.through,
      change: (through) => change({ through }),
    }),
    h(Dropdown<ViewState["scale"]>, {
      label: "Scale of colors",
      choices: [
        { value: "root", text: "root scale" },
        { value: "linear", text: "linear scale" },
        { value: "log", text: "log scale" },
      ],
      value: state.scale,
      change: (scale) => change({ scale }),
    }),
  ];
}

function Threshold({ state: { threshold, through }, change }: ControlProps): VNode {
  const words = threshold === 0 ? "all weights" : `from ${percentText(threshold)}`;
  // Cubed, because small weights are where one wants to choose. Through all layers each choice is computed: once, when it is made.
  const choose = (value: number): void => change({ threshold: (value / 100) ** 3 });
  return h("label", { class: "threshold-label" }, [
    h(Slider, {
      class: "threshold",
      label: "Smallest weight that is drawn",
      max: 100,
      step: 1,
      value: Math.round(Math.cbrt(threshold) * 100),
      valueText: words,
      input: (value) => through === "none" && choose(value),
      change: choose,
    }),
    h("output", { class: "muted" }, words),
  ]);
}

function Legend({ state, colors }: Pick<ToolbarProps, "state" | "colors">): VNode {
  const label = `Legend: the further from the background, the larger the weight; ${state.scale} scale`;
  return h("div", { class: "ramp-legend", role: "img", "aria-label": label }, [
    legendWeights.map((value) =>
      h("span", { class: "legend-entry" }, [
        h("span", { class: "swatch", style: { "--paint": colors.ramp.css(value) } }),
        `${Math.round(value * 100)} %`,
      ]),
    ),
  ]);
}
