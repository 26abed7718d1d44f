/** @file What can be chosen of a case map view: the layer, the table, zoom, new squares, more maps, the export, and the legend. */

import type { VNode } from "preact";
import { Drawing } from "../charts/drawing.ts";
import { legend } from "../charts/mapChart.ts";
import { type Layer, layers } from "../charts/ramp.ts";
import { type Ink, svgMaker } from "../charts/svg.ts";
import { Icon } from "../icons.ts";
import { Button, Dropdown } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { anyGrid, type MapModel } from "./model/mapModel.ts";
import type { ViewState } from "./model/state.ts";

const layerNames: Readonly<Record<Layer, string>> = {
  accuracy: "Accuracy",
  oracle: "Step-coverage oracle",
  difference: "Accuracy − oracle",
};

const legendWidth = 340;

interface ToolbarProps {
  readonly state: ViewState;
  readonly maps: readonly MapModel[];
  readonly ink: Ink;
  readonly change: (change: Partial<ViewState>) => void;
  readonly zoom: (factor: number) => void;
  readonly whole: () => void;
  readonly brush: () => void;
  readonly add: () => void;
  readonly save: () => void;
}

export function Toolbar({ state, maps, ink, change, zoom, whole, brush, add, save }: ToolbarProps): VNode {
  const { layer, table } = state;
  const hasGrid = anyGrid(maps);
  const without = maps.filter(({ grid }) => grid !== undefined && !grid.hasOracle);
  const note =
    layer === "accuracy" || without.length === 0
      ? ""
      : `No oracle in ${without.map(({ name }) => name).join(", ")}: accuracy is shown.`;
  const plain = (text: string, label: string, click: () => void): VNode => h(Button, { label, click }, text);
  return h("header", null, [
    h("div", { class: "toolbar" }, [
      // What needs a grid to act on.
      h("div", { class: "toolbar-part", hidden: !hasGrid }, [
        h(Dropdown<Layer>, {
          label: "What the colors show",
          choices: layers.map((value) => ({ value, text: layerNames[value] })),
          value: layer,
          change: (chosen) => change({ layer: chosen }),
        }),
        plain("+", "Zoom in (+)", () => zoom(1.5)),
        plain("−", "Zoom out (-)", () => zoom(1 / 1.5)),
        plain("Whole", "Show the whole grid (0)", whole),
        h(Button, { pressed: table, click: () => change({ table: !table }) }, "Table"),
        h(
          Button,
          {
            pressed: state.brush !== null,
            disabled: !maps.some((each) => each.trainable && each.grid !== undefined),
            click: brush,
          },
          ["Hold Out Squares"],
        ),
      ]),
      h(Button, { click: add }, "Add Map…"),
      h(Button, { kind: "icon", label: "Export…", click: save }, h(Icon, { name: "save" })),
      h("span", { class: "muted" }, note),
      h(Drawing, { class: "legend", hidden: !hasGrid, draw: () => [legendOf(layer, ink)], of: [layer, ink] }),
    ]),
  ]);
}

function legendOf(layer: Layer, ink: Ink): Element {
  const make = svgMaker(document);
  return make(
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
}
