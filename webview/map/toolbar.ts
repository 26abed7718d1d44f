/** @file What can be chosen of a case map view: the layer, the table, zoom, new squares, more maps, the export, and the legend. */

import { legend } from "../charts/mapChart.ts";
import { type Layer, layers } from "../charts/ramp.ts";
import { svgMaker } from "../charts/svg.ts";
import { themeInk } from "../charts/themeInk.ts";
import { element } from "../dom.ts";
import { icon } from "../icons.ts";
import { button, dropdown, iconButton } from "../ui.ts";
import { anyGrid, type MapModel } from "./mapModel.ts";
import type { Look } from "./state.ts";

export interface ToolbarActions {
  layer(layer: Layer): void;
  table(on: boolean): void;
  whole(): void;
  zoom(factor: number): void;
  brush(): void;
  add(): void;
  save(): void;
}

const layerNames: Readonly<Record<Layer, string>> = {
  accuracy: "Accuracy",
  oracle: "Step-coverage oracle",
  difference: "Accuracy − oracle",
};

const legendWidth = 340;

export class MapToolbar {
  readonly element: HTMLElement;
  readonly #legend = element("div", { class: "legend" });
  readonly #table: HTMLElement;
  readonly #brush: HTMLElement;
  /** What needs a grid to act on. */
  readonly #ofGrid: HTMLElement;
  readonly #note = element("span", { class: "muted" });
  #tableOn = false;

  constructor(look: Look, actions: ToolbarActions) {
    this.#tableOn = look.table;
    const choices = layers.map((value) => ({ value, text: layerNames[value] }));
    this.#table = button("Table", () => actions.table(!this.#tableOn));
    this.#brush = button("Hold Out Squares", () => actions.brush());
    const plain = (text: string, label: string, click: () => void): HTMLElement => {
      const made = button(text, click);
      made.setAttribute("aria-label", label);
      made.title = label;
      return made;
    };
    this.#ofGrid = element("div", { class: "toolbar-part" }, [
      dropdown("What the colours show", choices, look.layer, actions.layer),
      plain("+", "Zoom in (+)", () => actions.zoom(1.5)),
      plain("−", "Zoom out (-)", () => actions.zoom(1 / 1.5)),
      plain("Whole", "Show the whole grid (0)", actions.whole),
      this.#table,
      this.#brush,
    ]);
    this.element = element("header", {}, [
      element("div", { class: "toolbar" }, [
        this.#ofGrid,
        button("Add Map…", actions.add),
        iconButton("Export…", icon("save"), actions.save),
        this.#note,
        this.#legend,
      ]),
    ]);
  }

  show({ layer, table, brush }: Look, maps: readonly MapModel[]): void {
    this.#tableOn = table;
    for (const [made, on] of [[this.#table, table] as const, [this.#brush, brush !== null] as const]) {
      made.setAttribute("aria-pressed", String(on));
      made.classList.toggle("pressed", on);
    }
    const trainable = maps.some((each) => each.trainable && each.grid !== undefined);
    if (trainable) this.#brush.removeAttribute("disabled");
    else this.#brush.setAttribute("disabled", "");
    const without = maps.filter(({ grid }) => grid !== undefined && !grid.hasOracle);
    this.#note.textContent =
      layer === "accuracy" || without.length === 0
        ? ""
        : `No oracle in ${without.map(({ name }) => name).join(", ")}: accuracy is shown.`;
    const ink = themeInk(document.body);
    const make = svgMaker(document);
    const drawing = make(
      "svg",
      {
        width: legendWidth,
        height: 26,
        viewBox: `0 0 ${legendWidth} 26`,
        "font-family": ink.font,
        "font-size": 11,
        role: "img",
        "aria-label": `Legend: ${layerNames[layer]}`,
      },
      [...legend(make, layer, ink, legendWidth)],
    );
    this.#legend.replaceChildren(drawing);
    this.#legend.hidden = !anyGrid(maps);
    this.#ofGrid.hidden = !anyGrid(maps);
  }

  /** What is seen when there is no map. */
  emptyPage(add: () => void): HTMLElement {
    return element("div", { class: "empty" }, [
      element("h1", { text: "No case map yet" }),
      element("p", {
        text: "A case map shows how often a model answers each problem of a grid right, and what its training left out. Train one with “rulescope train recipes/case-addition-direct.json --out DIR”, then open it here.",
      }),
      button("Open a Case Map…", add, "primary"),
    ]);
  }
}
