/** @file The controls over the maps: what is shown, how maps are made, what colors and shapes mean, the search, the tools, the export. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { countText, percentText } from "../../src/core/format/figures.ts";
import type { LatentFormat } from "../../src/protocol/latentView.ts";
import { Button, Checkbox, type Choice, Dropdown, TextField } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { type ExportChoice, ExportMenu, figureChoices } from "./exportMenu.ts";
import { ToolIcon } from "./icons.ts";
import type { Cloud } from "./model/cloud.ts";
import { type MethodKey, methodNames, methods, type ViewState } from "./model/state.ts";
import { NumberField } from "./numberField.ts";
import { type Tool, tools } from "./scatter/tools.ts";

const toolNames: Readonly<Record<Tool, string>> = {
  pan: "Move the map by dragging",
  lasso: "Select with a lasso (Shift+drag; key l)",
  rectangle: "Select with a rectangle (Alt+drag; key r)",
  touch: "Steer: drag a point through the latent space",
};

const parameters = [
  { name: "perplexity", label: "perplexity", low: 2, high: 500, of: "tsne" },
  { name: "iterations", label: "iterations", low: 50, high: 20_000, of: "tsne" },
  { name: "neighbors", label: "neighbors", low: 2, high: 500, of: "umap" },
  { name: "minDistance", label: "minimal distance", low: 0, high: 5, of: "umap" },
  { name: "seed", label: "seed", low: 0, high: 999_999, of: "tsne umap" },
] as const;

const exportChoices: readonly ExportChoice[] = [
  ...figureChoices,
  { format: "csv", text: "points, CSV" },
  { format: "npy", text: "values, NPY" },
];

const pointCounts = [300, 1000, 3000, 5000, 10_000, 20_000, 100_000];

interface ToolbarProps {
  readonly state: ViewState;
  readonly cloud: Cloud | undefined;
  /** Of the variance, by the components of the first map. */
  readonly shares: readonly number[];
  readonly sources: readonly { readonly source: string; readonly text: string }[];
  readonly shown: string;
  readonly search: string;
  readonly change: (change: Partial<ViewState>) => void;
  readonly choose: (source: string) => void;
  readonly points: (count: number) => void;
  readonly find: (text: string) => void;
  readonly save: (format: LatentFormat, scale: number) => void;
  readonly second: () => void;
  readonly whole: () => void;
}

export function Toolbar(props: ToolbarProps): VNode {
  const { state, cloud, sources, shown, search, change, choose, find, save, second, whole } = props;
  const [hasParameters, setParameters] = useState(false);
  const columns = cloud?.columns ?? [];
  const none = { value: "", text: "none" };
  const named = ({ name }: { readonly name: string }): Choice<string> => ({ value: name, text: name });
  const icon = (name: Parameters<typeof ToolIcon>[0]["name"], label: string, click: () => void): VNode =>
    h(Button, { kind: "icon", label, click }, h(ToolIcon, { name }));
  const toggle = (
    name: Parameters<typeof ToolIcon>[0]["name"],
    label: string,
    pressed: boolean,
    click: () => void,
    hidden = false,
  ): VNode => h(Button, { kind: "icon", label, pressed, click, hidden }, h(ToolIcon, { name }));
  return h("header", { class: "latent-toolbar" }, [
    h("div", { class: "toolbar-row" }, [
      sources.length > 0 &&
        h(Dropdown<string>, {
          class: "source",
          label: "What is shown",
          choices: sources.map(({ source, text }) => ({ value: source, text })),
          value: shown,
          change: choose,
        }),
      h(Dropdown<MethodKey>, {
        label: "Method of the map",
        choices: methods.map((value) => ({ value, text: methodNames[value] })),
        value: state.method,
        change: (method) => change({ method }),
      }),
      toggle("settings", "Parameters of the map", hasParameters, () => setParameters(!hasParameters)),
      labeled(
        "color",
        h(Dropdown<string>, {
          label: "Color",
          choices: [...columns.map(named), none],
          value: state.color ?? "",
          change: (color) => change({ color: color === "" ? null : color }),
        }),
      ),
      labeled(
        "shape",
        h(Dropdown<string>, {
          label: "Shape",
          choices: [none, ...columns.filter(({ kind }) => kind === "category").map(named)],
          value: state.shape ?? "",
          change: (shape) => change({ shape: shape === "" ? null : shape }),
        }),
      ),
      h(TextField, {
        class: "search",
        label: "Search points",
        placeholder: "Search points (/)",
        value: search,
        change: find,
      }),
      h("div", { class: "tools", role: "group", "aria-label": "What dragging does" }, [
        tools.map((tool) => {
          const isHidden = tool === "touch" && (cloud?.shown.rules.length ?? 0) === 0;
          return toggle(tool, toolNames[tool], tool === state.tool, () => change({ tool }), isHidden);
        }),
      ]),
      icon("whole", "Show the whole map (0)", whole),
      toggle("second", "A second map beside this one (key 2)", state.panes.length > 1, second),
      toggle("side", "Details beside the map", state.side, () => change({ side: !state.side })),
      h(ExportMenu, { label: "Export", choices: exportChoices, save }),
    ]),
    h(MapParameters, { ...props, hidden: !hasParameters }),
  ]);
}

function MapParameters({
  state,
  cloud,
  shares,
  change,
  points,
  hidden,
}: ToolbarProps & { readonly hidden: boolean }): VNode {
  const check = (name: "cosine" | "standardize" | "aligned" | "names", text: string, title?: string): VNode =>
    h(Checkbox, { checked: state[name], title, change: (on) => change({ [name]: on }) }, text);
  return h("div", { class: "parameters", role: "group", "aria-label": "Parameters of the map", hidden }, [
    h(Components, { state, shares, change }),
    parameters.map(({ name, label, low, high, of }) =>
      h(NumberField, {
        key: name,
        label,
        range: { low, high, whole: name !== "minDistance" },
        value: state[name],
        hidden: !of.includes(state.method),
        change: (value) => change({ [name]: value }),
      }),
    ),
    check("cosine", "cosine distance"),
    check("standardize", "standardize"),
    check("aligned", "align maps", "Each map is laid onto the first one, so that points do not jump"),
    check("names", "names", "Write the names of groups on the map"),
    cloud !== undefined &&
      h(Dropdown<string>, {
        label: "How many points",
        choices: [...new Set([...pointCounts, cloud.count])]
          .sort((a, b) => a - b)
          .map((count) => ({ value: String(count), text: `${countText(count)} points` })),
        value: String(cloud.count),
        change: (chosen) => points(Number(chosen)),
      }),
  ]);
}

/** As many as somebody can choose before the first map has told how many there are. */
const componentsAtFirst = 4;

/** Which two principal components a map shows, each with its share of the variance. */
function Components({
  state: { axes, method },
  shares,
  change,
}: Pick<ToolbarProps, "state" | "shares" | "change">): VNode {
  const known = shares.length === 0 ? componentsAtFirst : Math.max(shares.length, 2);
  const count = Math.max(known, ...axes.map((axis) => axis + 1));
  const field = (label: string, at: 0 | 1): VNode =>
    h(Dropdown<string>, {
      label,
      choices: Array.from({ length: count }, (_, axis) => {
        const share = shares[axis];
        return { value: String(axis), text: `${axis + 1}${share === undefined ? "" : ` (${percentText(share)})`}` };
      }).filter(({ value }) => value !== String(axes[1 - at])),
      value: String(axes[at]),
      change: (value) => change({ axes: at === 0 ? [Number(value), axes[1]] : [axes[0], Number(value)] }),
    });
  return h("span", { class: "labeled", hidden: method !== "pca" }, [
    h("span", { class: "muted" }, "component across"),
    field("Component across", 0),
    h("span", { class: "muted" }, "up"),
    field("Component upwards", 1),
  ]);
}

function labeled(words: string, control: VNode): VNode {
  return h("span", { class: "labeled" }, h("span", { class: "muted" }, words), control);
}
