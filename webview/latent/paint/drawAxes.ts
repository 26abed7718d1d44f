/** @file The axes of a map as SVG, on screen and in figures alike. Pure: what `axesOf` says to elements of the document that is given. */

import { type Ink, type Make, rounded } from "../../charts/svg.ts";
import type { Arrow, Axes, Bar } from "../model/axes.ts";
import type { Size } from "../scatter/frame.ts";

/** What straight axes need beside and below a map, in pixels. */
export const axisRoom = { left: 44, bottom: 34 };

type DrawnInk = Pick<Ink, "text" | "muted" | "background">;

/** About the map's own corner: straight axes are drawn to the left of it and below it, everything else over it. */
export function drawAxes(axes: Axes, size: Size, make: Make, ink: DrawnInk): readonly SVGElement[] {
  switch (axes.kind) {
    case "straight":
      return [...straight(axes, size, make, ink)];
    case "turned": {
      const { arrows, bar } = axes;
      return [...compass(arrows, size, make, ink), ...scaleBar(bar, size, make, ink)];
    }
    case "scale":
      return [...scaleBar(axes.bar, size, make, ink)];
    default:
      return axes satisfies never;
  }
}

function* straight(
  { across, up }: Extract<Axes, { kind: "straight" }>,
  { width, height }: Size,
  make: Make,
  ink: DrawnInk,
): Generator<SVGElement> {
  yield make("path", { d: `M0 0V${height}H${width}`, fill: "none", stroke: ink.muted });
  for (const { at, text } of across.ticks) {
    yield make("line", { x1: at, x2: at, y1: height, y2: height + 4, stroke: ink.muted });
    const anchor = at < 12 ? "start" : at > width - 12 ? "end" : "middle";
    yield make("text", { x: at, y: height + 15, fill: ink.muted, "text-anchor": anchor }, [text]);
  }
  for (const { at, text } of up.ticks) {
    yield make("line", { x1: -4, x2: 0, y1: at, y2: at, stroke: ink.muted });
    yield make("text", { x: -7, y: Math.max(8, at + 3.5), fill: ink.muted, "text-anchor": "end" }, [text]);
  }
  yield make("text", { x: width / 2, y: height + 29, fill: ink.text, "text-anchor": "middle" }, [
    shortened(across.title, width),
  ]);
  yield make(
    "text",
    {
      transform: `translate(${-axisRoom.left + 10},${height / 2}) rotate(-90)`,
      fill: ink.text,
      "text-anchor": "middle",
    },
    [shortened(up.title, height)],
  );
}

const letter = 6;

/** What stands in brackets is left out where there is no room for it. */
function shortened(title: string, room: number): string {
  return title.length * letter <= room ? title : title.replace(/ of the variance/, "");
}

const arm = 30;

/** Which way each component goes, from one corner. */
function* compass(arrows: readonly Arrow[], { height }: Size, make: Make, ink: DrawnInk): Generator<SVGElement> {
  const [x, y] = [arm + 56, height - arm - 44];
  for (const { title, direction } of arrows) {
    const [right, down] = direction;
    const [toX, toY] = [x + right * arm, y + down * arm];
    const [backX, backY] = [toX - right * 6, toY - down * 6];
    yield make("path", {
      d: `M${rounded(x)} ${rounded(y)}L${rounded(toX)} ${rounded(toY)}M${rounded(backX - down * 4)} ${rounded(backY + right * 4)}L${rounded(toX)} ${rounded(toY)}L${rounded(backX + down * 4)} ${rounded(backY - right * 4)}`,
      fill: "none",
      stroke: ink.text,
      "stroke-width": 1.4,
    });
    const anchor = right > 0.35 ? "start" : right < -0.35 ? "end" : "middle";
    yield haloed(make, ink, { x: toX + right * 6, y: toY + down * 10 + 4, anchor, text: title });
  }
}

function* scaleBar({ pixels, text }: Bar, { height }: Size, make: Make, ink: DrawnInk): Generator<SVGElement> {
  const [x, y] = [12, height - 10];
  yield make("path", {
    d: `M${x} ${rounded(y - 4)}V${rounded(y)}H${rounded(x + pixels)}V${rounded(y - 4)}`,
    fill: "none",
    stroke: ink.text,
    "stroke-width": 1.4,
  });
  yield haloed(make, ink, { x, y: y - 8, anchor: "start", text });
}

interface Words {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly text: string;
}

/** Read over points as well. */
function haloed(make: Make, ink: DrawnInk, { x, y, anchor, text }: Words): SVGElement {
  const halo = { stroke: ink.background, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
  return make("text", { x, y, fill: ink.text, "text-anchor": anchor, ...halo }, [text]);
}
