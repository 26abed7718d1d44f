/** @file The numbers of the tab in front as a table, for who reads instead of looks: made when it is opened, and again while it is open. */

import { element, table } from "../dom.ts";
import { cut, type Pane } from "./pane.ts";

/** What a table shows at most; the rest is in the exports. */
const mostRows = 60;
const mostColumns = 40;
const settleMilliseconds = 300;

export class NumberTable {
  readonly element: HTMLDetailsElement;
  readonly #body = element("div", { class: "number-table" });
  #pane: Pane | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.element = element("details", { class: "explain" }, [
      element("summary", { text: "The numbers as a table" }),
      this.#body,
    ]);
    this.element.addEventListener("toggle", () => this.#make());
  }

  /** Something may have changed. */
  update(pane: Pane): void {
    this.#pane = pane;
    if (!this.element.open) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#make(), settleMilliseconds);
  }

  async #make(): Promise<void> {
    const pane = this.#pane;
    if (!this.element.open || pane === undefined) return;
    const numbers = await pane.numbers().catch(() => undefined);
    if (pane !== this.#pane) return;
    if (numbers === undefined) {
      this.#body.replaceChildren(
        element("p", { class: "muted", text: "There are no numbers yet: choose a step or a token first." }),
      );
      return;
    }
    const { rows, columns, values, caption } = numbers;
    const [shownRows, shownColumns] = [rows.slice(0, mostRows), columns.slice(0, mostColumns)];
    const isCut = shownRows.length < rows.length || shownColumns.length < columns.length;
    const note = isCut
      ? ` Showing ${shownRows.length} of ${rows.length} rows and ${shownColumns.length} of ${columns.length} columns; the exports hold all.`
      : "";
    const head = ["", ...shownColumns].map((text) =>
      element("th", { text: cut(text, 24), title: text, attributes: { scope: "col" } }),
    );
    const body = shownRows.map((name, row) =>
      element("tr", {}, [
        element("th", { text: cut(name, 40), title: name, attributes: { scope: "row" } }),
        ...shownColumns.map((_, column) => {
          const value = values[row * columns.length + column] ?? Number.NaN;
          return element("td", { text: Number.isNaN(value) ? "–" : String(Number(value.toPrecision(4))) });
        }),
      ]),
    );
    this.#body.replaceChildren(table({ class: "scores", caption: `${caption}.${note}` }, head, body));
  }
}
