/** @file A small table of numbers as colors with the numbers in them: probe accuracy by layer and component, a confusion matrix. Pure. */

import { inkOn } from "./ramp.ts";
import { type Ink, svgMaker } from "./svg.ts";

export interface HeatChart {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [row][column]; undefined where there is none. `share`: 0 to 1, for the color. */
  readonly cell: (row: number, column: number) => { readonly share: number; readonly text: string } | undefined;
  readonly color: (share: number) => string;
  readonly width: number;
  /** Cells are not smaller than this; then the chart is wider. */
  readonly leastCell?: number;
  readonly cellHeight?: number;
  /** Outlined, as [row, column]. */
  readonly marked?: readonly [number, number] | undefined;
  /** What a cell says when somebody rests on it. */
  readonly about?: (row: number, column: number) => string;
}

const letter = 6.2;
const most = { row: 120, column: 90 };

/** Each cell is a group with `data-row` and `data-column`. */
export function heatChart(
  chart: HeatChart,
  { document, ink }: { readonly document: Pick<Document, "createElementNS">; readonly ink: Ink },
): SVGSVGElement {
  const { title, rows, columns, cell, color, marked, about, leastCell = 24, cellHeight = 24 } = chart;
  const make = svgMaker(document);
  const left = Math.min(most.row, 8 + letter * Math.max(...rows.map(({ length }) => length), 1));
  const cellWidth = Math.max(leastCell, Math.floor((chart.width - left - 4) / Math.max(1, columns.length)));
  const upright = columns.some(({ length }) => length * letter > cellWidth);
  const top = upright ? Math.min(most.column, 8 + letter * Math.max(...columns.map(({ length }) => length), 1)) : 18;
  const width = left + columns.length * cellWidth + 4;
  const height = top + rows.length * cellHeight + 4;
  const short = (text: string, room: number): string => {
    const letters = Math.max(3, Math.floor((room - 8) / letter));
    return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
  };
  const cells = rows.flatMap((_, row) =>
    columns.flatMap((_, column) => {
      const found = cell(row, column);
      if (found === undefined) return [];
      const [x, y] = [left + column * cellWidth, top + row * cellHeight];
      const fill = color(found.share);
      return [
        make("g", { "data-row": row, "data-column": column, class: "heat-cell" }, [
          make("rect", { x: x + 0.5, y: y + 0.5, width: cellWidth - 1, height: cellHeight - 1, rx: 2, fill }),
          make(
            "text",
            { x: x + cellWidth / 2, y: y + cellHeight / 2 + 4, "text-anchor": "middle", fill: inkOn(fill) },
            [found.text],
          ),
          ...(about === undefined ? [] : [make("title", {}, [about(row, column)])]),
        ]),
      ];
    }),
  );
  const outline =
    marked === undefined
      ? []
      : [
          make("rect", {
            x: left + marked[1] * cellWidth,
            y: top + marked[0] * cellHeight,
            width: cellWidth,
            height: cellHeight,
            rx: 2,
            fill: "none",
            stroke: ink.text,
            "stroke-width": 2,
          }),
        ];
  return make(
    "svg",
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "font-family": ink.font,
      "font-size": 11,
      role: "img",
      "aria-label": title,
    },
    [
      ...columns.map((text, column) => {
        const x = left + (column + 0.5) * cellWidth;
        return upright
          ? make("text", { x, y: top - 5, fill: ink.muted, transform: `rotate(-90 ${x + 3} ${top - 5})` }, [
              short(text, top),
            ])
          : make("text", { x, y: top - 6, fill: ink.muted, "text-anchor": "middle" }, [text]);
      }),
      ...rows.map((text, row) =>
        make(
          "text",
          { x: left - 6, y: top + row * cellHeight + cellHeight / 2 + 4, fill: ink.muted, "text-anchor": "end" },
          [short(text, left)],
        ),
      ),
      ...cells,
      ...outline,
    ],
  );
}
