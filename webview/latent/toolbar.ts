/** @file The controls over the maps: what is shown, how maps are made, what colours and shapes mean, the search, the tools, the export. */

import { countText } from "../../src/core/format/figures.ts";
import type { LatentFormat } from "../../src/protocol/latentView.ts";
import { element } from "../dom.ts";
import { type Choice, checkbox, dropdown, iconButton, textField, toggleButton } from "../ui.ts";
import type { Cloud } from "./cloud.ts";
import { ComponentFields } from "./componentFields.ts";
import { type ExportChoice, exportMenu, figureChoices } from "./exportMenu.ts";
import { toolIcon } from "./icons.ts";
import { numberField } from "./numberField.ts";
import type { Tool } from "./scatter/tools.ts";
import { type Look, type MethodKey, methodNames, methods } from "./state.ts";

export interface ToolbarActions {
  change(look: Partial<Look>): void;
  choose(source: string): void;
  points(count: number): void;
  search(text: string): void;
  save(format: LatentFormat, scale: number): void;
  second(): void;
}

const toolNames: Readonly<Record<Tool, string>> = {
  pan: "Move the map by dragging",
  lasso: "Select with a lasso (Shift+drag; key l)",
  rectangle: "Select with a rectangle (Alt+drag; key r)",
  touch: "Touch: drag a point through the latent space",
};

const parameters = [
  { name: "perplexity", words: "perplexity", low: 2, high: 500 },
  { name: "iterations", words: "iterations", low: 50, high: 20_000 },
  { name: "neighbours", words: "neighbours", low: 2, high: 500 },
  { name: "minDistance", words: "minimal distance", low: 0, high: 5 },
  { name: "seed", words: "seed", low: 0, high: 999_999 },
] as const;
type ParameterName = (typeof parameters)[number]["name"];

const parametersOf: Readonly<Record<MethodKey, readonly ParameterName[]>> = {
  pca: [],
  tsne: ["perplexity", "iterations", "seed"],
  umap: ["neighbours", "minDistance", "seed"],
};

const exportChoices: readonly ExportChoice[] = [
  ...figureChoices,
  { format: "csv", text: "points, CSV" },
  { format: "npy", text: "values, NPY" },
];

const pointCounts = [300, 1000, 3000, 5000, 10_000, 20_000, 100_000];

export class LatentToolbar {
  readonly element: HTMLElement;
  readonly #actions: ToolbarActions;
  readonly #source = element("div", { class: "slot" });
  readonly #color = element("div", { class: "slot" });
  readonly #shape = element("div", { class: "slot" });
  readonly #count = element("div", { class: "slot" });
  readonly #method: HTMLElement;
  readonly #parameters: HTMLElement;
  readonly #fields: ReadonlyMap<ParameterName, { readonly row: HTMLElement; set(text: string): void }>;
  readonly #components: ComponentFields;
  readonly #more: ReturnType<typeof toggleButton>;
  readonly #tools: ReadonlyMap<Tool, ReturnType<typeof toggleButton>>;
  readonly #side: ReturnType<typeof toggleButton>;
  readonly #second: ReturnType<typeof toggleButton>;
  readonly #checks: readonly { readonly set: (look: Look) => void }[];
  readonly #search: ReturnType<typeof textField>;
  #sources = "";
  #facets = "";

  constructor(look: Look, actions: ToolbarActions) {
    this.#actions = actions;
    const choices = methods.map((value) => ({ value, text: methodNames[value] }));
    this.#method = dropdown("Method of the map", choices, look.method, (method) => actions.change({ method }));
    this.#fields = this.#makeFields();
    this.#components = new ComponentFields((axes) => actions.change({ axes }));
    const cosine = checkbox("cosine distance", (on) => actions.change({ cosine: on }));
    const standardize = checkbox("standardise", (on) => actions.change({ standardize: on }));
    const aligned = checkbox("align maps", (on) => actions.change({ aligned: on }));
    aligned.element.title = "Each map is laid onto the first one, so that points do not jump";
    const names = checkbox("names", (on) => actions.change({ names: on }));
    names.element.title = "Write the names of groups on the map";
    this.#checks = [
      { set: (now) => cosine.set(now.cosine) },
      { set: (now) => standardize.set(now.standardize) },
      { set: (now) => aligned.set(now.aligned) },
      { set: (now) => names.set(now.names) },
    ];
    this.#parameters = element(
      "div",
      { class: "parameters", role: "group", attributes: { "aria-label": "Parameters of the map", hidden: true } },
      [
        this.#components.element,
        ...[...this.#fields.values()].map(({ row }) => row),
        cosine.element,
        standardize.element,
        aligned.element,
        names.element,
        this.#count,
      ],
    );
    this.#more = toggleButton("Parameters of the map", toolIcon("settings"), (on) => {
      this.#parameters.hidden = !on;
    });
    this.#tools = new Map(
      (Object.keys(toolNames) as Tool[]).map((tool) => [
        tool,
        toggleButton(toolNames[tool], toolIcon(tool), () => actions.change({ tool })),
      ]),
    );
    this.#side = toggleButton("Details beside the map", toolIcon("side"), (side) => actions.change({ side }));
    this.#second = toggleButton("A second map beside this one (key 2)", toolIcon("second"), () => actions.second());
    this.#search = textField("Search points", "Search points (/)", (text) => actions.search(text));
    this.#search.element.classList.add("search");
    this.element = element("header", { class: "latent-toolbar" }, [
      element("div", { class: "toolbar-row" }, [
        this.#source,
        this.#method,
        this.#more.element,
        labelled("colour", this.#color),
        labelled("shape", this.#shape),
        this.#search.element,
        element("div", { class: "tools", role: "group", attributes: { "aria-label": "What dragging does" } }, [
          ...[...this.#tools.values()].map((tool) => tool.element),
        ]),
        iconButton("Show the whole map (0)", toolIcon("whole"), () => actions.change({ zoom: { k: 1, x: 0, y: 0 } })),
        this.#second.element,
        this.#side.element,
        exportMenu("Export", exportChoices, (format, scale) => actions.save(format, scale)),
      ]),
      this.#parameters,
    ]);
  }

  focusSearch(): void {
    this.#search.focus();
  }

  clearSearch(): void {
    this.#search.set("");
  }

  /** `shares`: of the variance, by the components of the first map. */
  show(look: Look, cloud: Cloud | undefined, shares: readonly number[]): void {
    Object.assign(this.#method, { value: look.method });
    const facets = (cloud?.facets ?? []).map(({ name, kind }) => `${kind} ${name}`).join("|");
    // A list that somebody has open stays as it is until it is closed.
    const open = [this.#color, this.#shape].some((slot) => slot.querySelector("[open], .open") !== null);
    if (facets !== this.#facets && !open) {
      this.#facets = facets;
      this.#makeFacets(cloud, look);
    }
    Object.assign(this.#color.firstElementChild ?? {}, { value: look.color ?? "" });
    Object.assign(this.#shape.firstElementChild ?? {}, { value: look.shape ?? "" });
    for (const [tool, each] of this.#tools) {
      each.set(tool === look.tool);
      each.element.hidden = tool === "touch" && (cloud?.shown.rules.length ?? 0) === 0;
    }
    this.#side.set(look.side);
    this.#second.set(look.panes.length > 1);
    for (const check of this.#checks) check.set(look);
    this.#components.element.hidden = look.method !== "pca";
    this.#components.show(look.axes, shares);
    for (const [name, { row, set }] of this.#fields) {
      row.hidden = !parametersOf[look.method].includes(name);
      set(String(look[name]));
    }
    if (cloud !== undefined) this.#makeCount(cloud);
  }

  sources(choices: readonly { readonly source: string; readonly text: string }[], shown: string): void {
    const key = JSON.stringify([choices, shown]);
    if (key === this.#sources) return;
    this.#sources = key;
    const all: Choice<string>[] = choices.map(({ source, text }) => ({ value: source, text }));
    const made = dropdown("What is shown", all, shown, (source) => this.#actions.choose(source));
    made.classList.add("source");
    this.#source.replaceChildren(made);
  }

  #makeFields() {
    return new Map(
      parameters.map(({ name, words, low, high }) => {
        const range = { low, high, whole: name !== "minDistance" };
        const { element: made, set } = numberField(words, range, (value) => this.#actions.change({ [name]: value }));
        return [name, { row: labelled(words, made), set }] as const;
      }),
    );
  }

  #makeFacets(cloud: Cloud | undefined, look: Look): void {
    const facets = cloud?.facets ?? [];
    const none = { value: "", text: "none" };
    const colors = [...facets.map(({ name }) => ({ value: name, text: name })), none];
    this.#color.replaceChildren(
      dropdown("Colour", colors, look.color ?? "", (color) =>
        this.#actions.change({ color: color === "" ? null : color }),
      ),
    );
    const shapes = facets.flatMap((facet) =>
      facet.kind === "category" ? [{ value: facet.name, text: facet.name }] : [],
    );
    this.#shape.replaceChildren(
      dropdown("Shape", [none, ...shapes], look.shape ?? "", (shape) =>
        this.#actions.change({ shape: shape === "" ? null : shape }),
      ),
    );
  }

  #makeCount(cloud: Cloud): void {
    const key = String(cloud.count);
    if (this.#count.dataset.count === key) return;
    this.#count.dataset.count = key;
    const counts = [...new Set([...pointCounts, cloud.count])].sort((a, b) => a - b);
    const choices = counts.map((count) => ({ value: String(count), text: `${countText(count)} points` }));
    this.#count.replaceChildren(
      dropdown("How many points", choices, key, (chosen) => this.#actions.points(Number(chosen))),
    );
  }
}

function labelled(words: string, control: HTMLElement): HTMLElement {
  return element("span", { class: "labelled" }, [element("span", { class: "muted", text: words }), control]);
}
