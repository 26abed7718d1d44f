/**
 * @file A small heat map as people use it: its cells can be walked through by arrow keys from one tab stop, the same numbers can be read as a
 * table, and both can be exported.
 */

import { type HeatChart, heatChart } from "../../charts/heatChart.ts";
import { paperInk } from "../../charts/svg.ts";
import { themeInk } from "../../charts/themeInk.ts";
import { element, table } from "../../dom.ts";
import { button } from "../../ui.ts";
import { exportMenu, figureChoices } from "../exportMenu.ts";
import { nextPlace } from "../nextPlace.ts";
import type { SideActions } from "./context.ts";

export interface ShownHeat {
  readonly chart: HeatChart;
  /** The same numbers; the first row is the head. */
  readonly rows: readonly (readonly string[])[];
  /** Of files. */
  readonly name: string;
  /** What was measured, for files. */
  readonly caption: string;
}

const arrows: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};

export class HeatFigure {
  readonly element: HTMLElement;
  readonly #actions: Pick<SideActions, "save">;
  readonly #activate: ((row: number, column: number) => void) | undefined;
  readonly #body = element("div", { class: "heat" });
  readonly #as: HTMLElement;
  #shown: ShownHeat | undefined;
  #asTable = false;
  /** The cell that takes the keys. */
  #at: readonly [row: number, column: number] = [0, 0];

  /** `activate`: what Enter or a click on a cell does. */
  constructor(label: string, actions: Pick<SideActions, "save">, activate?: (row: number, column: number) => void) {
    this.#actions = actions;
    this.#activate = activate;
    this.#as = button("Show as Table", () => {
      this.#asTable = !this.#asTable;
      this.#as.textContent = this.#asTable ? "Show as Heat Map" : "Show as Table";
      this.#draw();
    });
    const choices = [...figureChoices, { format: "csv", text: "table, CSV" } as const];
    const menu = exportMenu(`Export ${label}`, choices, (format, scale) => {
      const shown = this.#shown;
      if (shown === undefined) return;
      const { name, caption, rows } = shown;
      const chart = (): SVGSVGElement => heatChart({ ...shown.chart, marked: undefined }, { document, ink: paperInk });
      this.#actions.save({ name, caption, format, scale, rows, chart });
    });
    this.element = element("div", { class: "heat-figure", attributes: { hidden: true } }, [
      this.#body,
      element("div", { class: "sum" }, [this.#as, menu]),
    ]);
    this.#body.addEventListener("keydown", (event) => this.#key(event));
  }

  show(shown: ShownHeat | undefined): void {
    this.#shown = shown;
    this.element.hidden = shown === undefined;
    this.#draw();
  }

  #draw(): void {
    const shown = this.#shown;
    if (shown === undefined) {
      this.#body.replaceChildren();
      return;
    }
    const hadFocus = this.#body.contains(document.activeElement);
    if (this.#asTable) {
      this.#body.replaceChildren(numbersTable(shown));
      return;
    }
    const svg = heatChart(shown.chart, { document, ink: themeInk(document.body) });
    svg.setAttribute("role", "group");
    for (const cell of cellsOf(svg)) {
      const [row, column] = placeOf(cell);
      cell.setAttribute("role", this.#activate === undefined ? "img" : "button");
      cell.setAttribute("aria-label", shown.chart.about?.(row, column) ?? "");
      cell.addEventListener("click", () => {
        this.#at = [row, column];
        this.#activate?.(row, column);
      });
    }
    svg.classList.toggle("active", this.#activate !== undefined);
    this.#body.replaceChildren(svg);
    this.#stand(hadFocus);
  }

  /** Exactly one cell can be reached by Tab. */
  #stand(focus: boolean): void {
    const cells = cellsOf(this.#body);
    const own = cells.find((cell) => String(placeOf(cell)) === String(this.#at)) ?? cells[0];
    for (const cell of cells) cell.setAttribute("tabindex", cell === own ? "0" : "-1");
    if (own !== undefined) this.#at = placeOf(own);
    if (focus) own?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (this.#asTable || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = arrows[event.key];
    if (by !== undefined) {
      const places = cellsOf(this.#body).map(placeOf);
      const next = nextPlace(places, this.#at, by);
      if (next !== undefined) this.#at = next;
      this.#stand(true);
    } else if ((event.key === "Enter" || event.key === " ") && this.#activate !== undefined)
      this.#activate(...this.#at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function cellsOf(within: Element): readonly SVGGElement[] {
  return [...within.querySelectorAll<SVGGElement>(".heat-cell")];
}

function placeOf({ dataset }: SVGGElement): readonly [number, number] {
  return [Number(dataset.row), Number(dataset.column)];
}

function numbersTable({ chart, rows }: ShownHeat): HTMLElement {
  const [titles = [], ...body] = rows;
  const cell = (text: string, i: number): HTMLElement =>
    i === 0 ? element("th", { text, title: text, attributes: { scope: "row" } }) : element("td", { text });
  return table(
    { class: "numbers plain", caption: chart.title },
    titles,
    body.map((cells) => element("tr", {}, cells.map(cell))),
  );
}
