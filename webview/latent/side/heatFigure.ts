/**
 * @file A small heat map as people use it: its cells can be walked through by arrow keys from one tab stop, the same numbers can be read as a
 * table, and both can be exported.
 */

import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type HeatChart, heatChart } from "../../charts/heatChart.ts";
import { type Ink, paperInk } from "../../charts/svg.ts";
import { Button } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import { arrows, type KeyMap, onKeys } from "../../kit/keys.ts";
import { Table } from "../../kit/table.ts";
import { type ExportChoice, ExportMenu, figureChoices } from "../exportMenu.ts";
import { nextPlace } from "../model/nextPlace.ts";
import type { SideActions } from "./context.ts";

export interface HeatFigureProps {
  readonly label: string;
  readonly chart: HeatChart;
  /** The same numbers; the first row is the head. */
  readonly rows: readonly (readonly string[])[];
  /** Of files. */
  readonly name: string;
  /** What was measured, for files. */
  readonly caption: string;
  readonly ink: Ink;
  readonly save: SideActions["save"];
  /** What Enter or a click on a cell does. */
  readonly activate?: (row: number, column: number) => void;
}

type CellPlace = readonly [row: number, column: number];

const choices: readonly ExportChoice[] = [...figureChoices, { format: "csv", text: "table, CSV" }];

export function HeatFigure({ label, chart, rows, name, caption, ink, save, activate }: HeatFigureProps): VNode {
  const [isTable, setTable] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  /** The cell that takes the keys. */
  const at = useRef<CellPlace>([0, 0]);
  useLayoutEffect(() => {
    if (isTable || body.current === null) return;
    const hadFocus = body.current.contains(document.activeElement);
    const svg = heatChart(chart, { document, ink });
    svg.setAttribute("role", "group");
    svg.classList.toggle("active", activate !== undefined);
    for (const cell of cellsOf(svg)) {
      cell.setAttribute("role", activate === undefined ? "img" : "button");
      cell.setAttribute("aria-label", chart.about?.(...placeOf(cell)) ?? "");
    }
    body.current.replaceChildren(svg);
    at.current = stand(svg, at.current, hadFocus);
  });
  const walk = ([down, across]: CellPlace): false | undefined => {
    if (body.current === null) return false;
    const next = nextPlace(cellsOf(body.current).map(placeOf), at.current, [down, across]);
    if (next !== undefined) at.current = stand(body.current, next, true);
    return undefined;
  };
  const press = (): unknown => activate?.(...at.current);
  const keys: KeyMap = {
    ...Object.fromEntries(Object.entries(arrows).map(([key, by]) => [key, () => walk(by)])),
    Enter: activate && press,
    " ": activate && press,
  };
  const clicked = ({ target }: Event): void => {
    const cell = target instanceof Element ? target.closest<SVGGElement>(".heat-cell") : null;
    if (cell === null) return;
    at.current = placeOf(cell);
    activate?.(...at.current);
  };
  const export_ = (format: ExportChoice["format"], scale: number): void => {
    const paper = (): SVGSVGElement => heatChart({ ...chart, marked: undefined }, { document, ink: paperInk });
    save({ name, caption, format, scale, rows, chart: paper });
  };
  return h("div", { class: "heat-figure" }, [
    isTable
      ? h("div", { key: "table", class: "heat" }, h(Numbers, { title: chart.title, rows }))
      : h("div", { key: "map", ref: body, class: "heat", onClick: clicked, onKeyDown: onKeys(keys) }),
    h("div", { class: "sum" }, [
      h(Button, { click: () => setTable(!isTable) }, isTable ? "Show as Heat Map" : "Show as Table"),
      h(ExportMenu, { label: `Export ${label}`, choices, save: export_ }),
    ]),
  ]);
}

function Numbers({ title, rows }: { readonly title: string; readonly rows: HeatFigureProps["rows"] }): VNode {
  const [head = [], ...body] = rows;
  return h(Table, { class: "numbers plain", caption: title, head }, [
    body.map((cells) =>
      h("tr", null, [
        cells.map((text, i) => (i === 0 ? h("th", { scope: "row", title: text }, text) : h("td", null, text))),
      ]),
    ),
  ]);
}

/** Exactly one cell can be reached by Tab. */
function stand(within: Element, at: CellPlace, focus: boolean): CellPlace {
  const cells = cellsOf(within);
  const own = cells.find((cell) => String(placeOf(cell)) === String(at)) ?? cells[0];
  for (const cell of cells) cell.setAttribute("tabindex", cell === own ? "0" : "-1");
  if (focus) own?.focus();
  return own === undefined ? at : placeOf(own);
}

function cellsOf(within: Element): readonly SVGGElement[] {
  return [...within.querySelectorAll<SVGGElement>(".heat-cell")];
}

function placeOf({ dataset }: SVGGElement): CellPlace {
  return [Number(dataset.row), Number(dataset.column)];
}
