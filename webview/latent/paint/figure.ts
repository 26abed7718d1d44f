/** @file The figure that is exported: the maps as they are seen, their legend and a caption that says what made them, on white. */

import { countText } from "../../../src/core/format/figures.ts";
import { captionedSvg } from "../../charts/captioned.ts";
import { svgMaker } from "../../charts/svg.ts";
import { axesWords } from "../model/axes.ts";
import type { Cloud } from "../model/cloud.ts";
import { coloringOf } from "../model/coloring.ts";
import type { DrawnMap } from "../model/drawnMap.ts";
import { hookPointName } from "../model/hookPoints.ts";
import { mapWords, parameterWords } from "../model/words.ts";
import type { Zoom } from "../scatter/frame.ts";
import { shapeNames, shapePath, stateBits } from "../scatter/looks.ts";
import { axisRoom } from "./drawAxes.ts";
import { figureMap, mapSide, paper } from "./figureMap.ts";

export interface Figure {
  readonly cloud: Cloud;
  readonly maps: readonly DrawnMap[];
  readonly color: string | null;
  readonly shape: string | null;
  readonly states: Uint8Array;
  readonly zoom: Zoom;
  readonly names: boolean;
  readonly stale: boolean;
}

const gap = 16;
const legendRow = 16;

/** A whole SVG document. */
export function figureSvg(figure: Figure, document: Pick<Document, "createElementNS">): SVGSVGElement {
  const { cloud, maps, color } = figure;
  const make = svgMaker(document);
  const coloring = coloringOf(cloud.column(color), cloud.count, paper);
  const step = axisRoom.left + mapSide + gap;
  const width = maps.length * step + gap;
  const entries = coloring.entries.filter(({ count }) => count > 0);
  const perRow = Math.max(1, Math.floor((width - 2 * gap) / 150));
  const legendHeight =
    (entries.length > 0 ? Math.ceil(entries.length / perRow) * legendRow + legendRow : 0) + (coloring.range ? 40 : 0);
  const top = gap + 18;
  const legendTop = top + mapSide + axisRoom.bottom + gap;
  const legend = [
    ...(coloring.column
      ? [make("text", { x: gap, y: legendTop, "font-weight": 600, fill: paper.text }, [coloring.column.name])]
      : []),
    ...entries.flatMap(({ value, color: fill, shape, count }, i) => {
      const [x, y] = [gap + (i % perRow) * 150, legendTop + legendRow + Math.floor(i / perRow) * legendRow];
      const text = `${value.length > 18 ? `${value.slice(0, 17)}…` : value} ${count}`;
      return [
        make("path", {
          d: shapePath(shapeNames[shape] ?? "circle"),
          fill,
          transform: `translate(${x + 5} ${y - 4}) scale(4.5)`,
        }),
        make("text", { x: x + 14, y, fill: paper.text }, [text]),
      ];
    }),
    ...(coloring.range === undefined
      ? []
      : [
          ...Array.from({ length: 40 }, (_, i) =>
            make("rect", {
              x: gap + i * 4,
              y: legendTop + 8,
              width: 4.2,
              height: 10,
              fill: `rgb(${[0, 1, 2].map((c) => coloring.palette.colors[3 * (32 + Math.round((i / 39) * 219)) + c]).join(",")})`,
            }),
          ),
          make("text", { x: gap, y: legendTop + 30, fill: paper.muted }, [
            String(Number(coloring.range.low.toPrecision(4))),
          ]),
          make("text", { x: gap + 160, y: legendTop + 30, fill: paper.muted, "text-anchor": "end" }, [
            String(Number(coloring.range.high.toPrecision(4))),
          ]),
        ]),
  ];
  const symbols = shapeNames.map((shape, i) => make("path", { id: `shape${i}`, d: shapePath(shape) }));
  return captionedSvg(
    make,
    {
      caption: captionOf(figure),
      title: `${cloud.shown.name}: ${maps.map(({ hookPoint }) => hookPointName(hookPoint)).join(" and ")}`,
      width,
      bottom: legendTop + legendHeight,
      gap,
    },
    [
      make("defs", {}, symbols),
      ...maps.flatMap((map, i) =>
        figureMap(figure, map, {
          make,
          coloring,
          left: gap + axisRoom.left + i * step,
          top,
          letter: maps.length > 1 ? `(${String.fromCharCode(97 + i)}) ` : "",
        }),
      ),
      ...legend,
    ],
  );
}

/** What is seen, what made it, and how far it can be believed. */
export function captionOf({ cloud, maps, color, states, stale }: Figure): string {
  const selected = states.reduce((sum, state) => sum + ((state & stateBits.selected) !== 0 ? 1 : 0), 0);
  const hidden = states.reduce((sum, state) => sum + ((state & stateBits.hidden) !== 0 ? 1 : 0), 0);
  const parts = [
    `${cloud.shown.name}, ${countText(cloud.count)} of ${countText(cloud.shown.total)} points`,
    ...(color === null ? [] : [`colored by ${color}`]),
    ...(selected > 0 ? [`${selected} selected, the others grey`] : []),
    ...(hidden > 0 ? [`${hidden} hidden by the legend`] : []),
  ];
  const each = maps.map((map, i) => {
    const { hookPoint, model, answer } = map;
    const letter = maps.length > 1 ? `(${String.fromCharCode(97 + i)}) ` : "";
    const made = answer === null ? "not finished" : `${parameterWords(answer)}; ${mapWords(answer)}. ${axesWords(map)}`;
    return `${letter}${hookPointName(hookPoint)} of ${model.name} (${model.hash.slice(0, 12)}): ${made}.`;
  });
  return `${parts.join(", ")}. ${each.join(" ")} ${cloud.shown.provenance}.${stale ? " What the points come from has changed since." : ""}`;
}
