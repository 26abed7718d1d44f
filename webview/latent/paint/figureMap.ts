/** @file One map of a figure: its points, the names of groups and its axes, on white. */

import { paperInk, type svgMaker } from "../../charts/svg.ts";
import { axesOf } from "../model/axes.ts";
import { type coloringOf, colorOf, type Ground, shapesOf } from "../model/coloring.ts";
import type { DrawnMap } from "../model/drawnMap.ts";
import { hookPointName, isDoubled } from "../model/hookPoints.ts";
import { doubled, groupLabels } from "../model/scene.ts";
import { radiusOf, type Size, toScreen } from "../scatter/frame.ts";
import { labelPlaces } from "../scatter/labelPlaces.ts";
import { drawingOrder, stateBits } from "../scatter/looks.ts";
import { drawAxes } from "./drawAxes.ts";
import type { Figure } from "./figure.ts";

export const paper: Ground = { kind: "light", background: "#ffffff", text: "#111111", muted: "#777777" };

export interface MapAt {
  readonly make: ReturnType<typeof svgMaker>;
  readonly coloring: ReturnType<typeof coloringOf>;
  readonly left: number;
  readonly top: number;
  readonly letter: string;
}

export const mapSide = 520;
const grey = "#b8b8b8";

/** The map with its axes to the left of and below `left`, `top`. */
export function figureMap(
  { cloud, shape, states, zoom, names }: Figure,
  map: DrawnMap,
  { make, coloring, left, top, letter }: MapAt,
): Node[] {
  const twice = isDoubled(map.hookPoint);
  const all = twice ? doubled(states) : states;
  const order = drawingOrder(all);
  const radius = radiusOf(order.length, zoom);
  const column = cloud.column(shape);
  const shapes = column === undefined ? coloring.shapes : shapesOf(column, cloud.count);
  const side = mapSide;
  const size = { width: side, height: side };
  /** One path for all circles of a color; other shapes one by one. */
  const circles = new Map<string, string[]>();
  const others: Node[] = [];
  for (const point of order) {
    const [x, y] = toScreen(map.xy[2 * point] ?? 0, map.xy[2 * point + 1] ?? 0, zoom, size);
    if (x < 0 || y < 0 || x > side || y > side) continue;
    const of = point % cloud.count;
    const ink = ((all[point] ?? 0) & stateBits.dimmed) !== 0 ? grey : colorOf(coloring, of);
    const at = twice ? (point >= cloud.count ? 2 : 0) : (shapes?.[of] ?? 0);
    if (at === 0) {
      const known = circles.get(ink);
      const d = `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
      if (known === undefined) circles.set(ink, [d]);
      else known.push(d);
    } else
      others.push(
        make("use", {
          href: `#shape${at}`,
          fill: ink,
          transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${radius.toFixed(2)})`,
        }),
      );
  }
  const axes = axesOf(map, zoom, size);
  return [
    make("text", { x: left, y: top - 7, "font-size": 13, "font-weight": 600, fill: paper.text }, [
      `${letter}${hookPointName(map.hookPoint)}`,
    ]),
    make("svg", { x: left, y: top, width: side, height: side, viewBox: `0 0 ${side} ${side}` }, [
      make("rect", { x: 0.5, y: 0.5, width: side - 1, height: side - 1, fill: "none", stroke: paperInk.rule }),
      ...[...circles].map(([stroke, d]) =>
        make("path", {
          d: d.join(""),
          stroke,
          "stroke-width": (2 * radius).toFixed(2),
          "stroke-linecap": "round",
          fill: "none",
          opacity: 0.82,
        }),
      ),
      make("g", { opacity: 0.82 }, others),
      ...(names && !twice ? nameTexts(map, { coloring, states, zoom, radius, size, make }) : []),
    ]),
    ...(axes === undefined
      ? []
      : [make("g", { transform: `translate(${left},${top})` }, drawAxes(axes, size, make, { ...paperInk, ...paper }))]),
  ];
}

interface Named extends Pick<Figure, "states" | "zoom">, Pick<MapAt, "coloring" | "make"> {
  readonly radius: number;
  readonly size: Size;
}

/** The names of groups, placed as on screen. */
function nameTexts(map: DrawnMap, { coloring, states, zoom, radius, size, make }: Named): readonly SVGElement[] {
  const labels = groupLabels(map.xy, coloring, states);
  const boxes = labels.map(({ x, y, text }) => ({ at: toScreen(x, y, zoom, size), width: 6.8 * text.length }));
  const places = labelPlaces(boxes, radius, size);
  return labels.flatMap(({ text, color: fill }, i) => {
    const [x, y] = places[i] ?? [];
    if (x === undefined || y === undefined) return [];
    const bold = { "text-anchor": "middle", "font-size": 12, "font-weight": 600, fill };
    const halo = { stroke: paper.background, "stroke-width": 3, "paint-order": "stroke" };
    return [make("text", { x, y: y + 4, ...bold, ...halo }, [text])];
  });
}
