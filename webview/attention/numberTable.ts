/** @file The numbers of the tab in front as a table, for who reads instead of looks: made when it is opened, and again while it is open. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAction } from "../kit/answer.ts";
import { h } from "../kit/h.ts";
import { Table } from "../kit/table.ts";
import { cut } from "./paint/painter.ts";
import type { Numbers } from "./paint/picture.ts";

/** What a table shows at most; the rest is in the exports. */
const mostRows = 60;
const mostColumns = 40;
const settleMilliseconds = 300;

interface NumberTableProps {
  /** Another value whenever the numbers may have changed. */
  readonly version: unknown;
  readonly numbers: () => Promise<Numbers | undefined>;
}

export function NumberTable({ version, numbers }: NumberTableProps): VNode {
  const [isOpen, setOpen] = useState(false);
  const made = useAction<Numbers | undefined>();
  useEffect(() => {
    if (!isOpen) return;
    const timer = setTimeout(() => void made.run(numbers), made.answer.state === "idle" ? 0 : settleMilliseconds);
    return () => clearTimeout(timer);
  }, [isOpen, version]);
  return h("details", { class: "explain", onToggle: ({ currentTarget }) => setOpen(currentTarget.open) }, [
    h("summary", null, "The numbers as a table"),
    h("div", { class: "number-table" }, [
      isOpen && made.answer.value && h(NumberRows, made.answer.value),
      made.answer.state === "ready" &&
        made.answer.value === undefined &&
        h("p", { class: "muted" }, "There are no numbers yet: choose a step or a token first."),
    ]),
  ]);
}

function NumberRows({ rows, columns, values, caption }: Numbers): VNode {
  const [shownRows, shownColumns] = [rows.slice(0, mostRows), columns.slice(0, mostColumns)];
  const isCut = shownRows.length < rows.length || shownColumns.length < columns.length;
  const note = isCut
    ? ` Showing ${shownRows.length} of ${rows.length} rows and ${shownColumns.length} of ${columns.length} columns; the exports hold all.`
    : "";
  return h(
    Table,
    {
      class: "scores",
      caption: `${caption}.${note}`,
      head: ["", ...shownColumns].map((text) => h("th", { scope: "col", title: text }, cut(text, 24))),
    },
    [
      shownRows.map((name, row) =>
        h("tr", null, [
          h("th", { scope: "row", title: name }, cut(name, 40)),
          shownColumns.map((_, column) => {
            const value = values[row * columns.length + column] ?? Number.NaN;
            return h("td", null, Number.isNaN(value) ? "–" : String(Number(value.toPrecision(4))));
          }),
        ]),
      ),
    ],
  );
}
