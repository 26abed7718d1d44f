/**
 * @file A plane as a figure: colored cells for what is concluded in each part of it, the triangle of the three points that span it, and where
 * somebody stands. Pure: data to an SVG element of the document that is given.
 */

import { type Ink, rounded, svgMaker } from "./svg.ts";

type Place = readonly [x: number, y: number];

export interface PlaneCell {
  /** Undefined: no color of its own. */
  readonly color: string | undefined;
  /** Hatched: what is concluded there does not follow. */
  readonly wrong: boolean;
  readonly about: string;
}

export interface PlaneChart {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** Row by row from the top; undefined where nothing is known yet. */
  readonly cell: (row: number, column: number) => PlaneCell | undefined;
  /** In pixels, with their letters. */
  readonly corners: readonly { readonly at: Place; readonly letter: string }[];
  readonly here: Place | undefined;
}

export function planeChart(
  { title, width, height, columns, rows, cell, corners, here }: PlaneChart,
  { document, ink }: { readonly document: Pick<Document, "createElementNS">; readonly ink: Ink },
): SVGSVGElement {
  const make = svgMaker(document);
  const [wide, high] = [width / columns, height / rows];
  const cells = Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const found = cell(row, column);
    if (found === undefined) return [];
    const box = { x: column * wide, y: row * high, width: wide + 0.4, height: high + 0.4 };
    const about = make("title", {}, [found.about]);
    if (!found.wrong) return [make("rect", { ...box, fill: found.color ?? ink.muted }, [about])];
    return [
      make("g", {}, [
        about,
        make("rect", { ...box, fill: ink.background }),
        make("path", {
          d: `M${rounded(box.x)} ${rounded(box.y + high)}L${rounded(box.x + wide)} ${rounded(box.y)}`,
          stroke: ink.muted,
          "stroke-opacity": 0.7,
        }),
      ]),
    ];
  }).flat();
  const triangle = `${corners.map(({ at: [x, y] }, i) => `${i === 0 ? "M" : "L"}${rounded(x)} ${rounded(y)}`).join("")}Z`;
  const halo = { stroke: ink.background, "stroke-width": 3, "paint-order": "stroke" };
  return make(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": title,
      "font-family": ink.font,
      "font-size": 12,
    },
    [
      make("g", { opacity: 0.55 }, cells),
      make("path", { d: triangle, fill: "none", stroke: ink.background, "stroke-width": 3, "stroke-opacity": 0.7 }),
      make("path", { d: triangle, fill: "none", stroke: ink.text, "stroke-width": 1.2 }),
      ...corners.flatMap(({ at: [x, y], letter }) => [
        make("circle", { cx: x, cy: y, r: 4.5, fill: ink.text, stroke: ink.background, "stroke-width": 1.5 }),
        make(
          "text",
          {
            x: x + (x > width - 20 ? -9 : 9),
            y: y < 16 ? y + 14 : y - 6,
            fill: ink.text,
            "font-weight": 600,
            "text-anchor": x > width - 20 ? "end" : "start",
            ...halo,
          },
          [letter],
        ),
      ]),
      ...(here === undefined
        ? []
        : [
            make("circle", { cx: here[0], cy: here[1], r: 8, fill: "none", stroke: ink.background, "stroke-width": 5 }),
            make("circle", { cx: here[0], cy: here[1], r: 8, fill: "none", stroke: ink.text, "stroke-width": 2.2 }),
            make("circle", { cx: here[0], cy: here[1], r: 2, fill: ink.text }),
          ]),
    ],
  );
}
