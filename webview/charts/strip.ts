/**
 * @file The response at a glance: for each step how doubtful the model was (the deepest doubt among its tokens), with the steps that are
 * not correct marked below. Pure: numbers to geometry, geometry to an SVG element of the document that is given.
 */

import { area, curveStepAfter, scaleLinear } from "d3";

export interface StripStep {
  /** From 0, certain, to 1. */
  readonly doubt: number;
  readonly mark: "correct" | "wrong" | "unread";
}

export interface StripMark {
  readonly x: number;
  readonly mark: "wrong" | "unread";
}

export interface StripGeometry {
  readonly width: number;
  readonly height: number;
  /** The outline of the doubt, as an SVG path. */
  readonly outline: string;
  readonly marks: readonly StripMark[];
}

/** Room for the marks, below the outline. */
const markHeight = 7;

/** Steps that share a column of pixels are shown by the most doubtful and the worst of them. */
export function stripGeometry(steps: readonly StripStep[], width: number, height: number): StripGeometry {
  const columns = Math.max(1, Math.min(steps.length, Math.floor(width)));
  const doubts = new Float64Array(columns);
  const marks = new Map<number, StripMark["mark"]>();
  for (const [index, { doubt, mark }] of steps.entries()) {
    const column = Math.floor((index * columns) / steps.length);
    doubts[column] = Math.max(doubts[column] ?? 0, doubt);
    if (mark === "wrong" || (mark === "unread" && !marks.has(column))) marks.set(column, mark);
  }
  const x = scaleLinear([0, columns], [0, width]);
  const base = height - markHeight;
  const y = scaleLinear([0, 1], [base, 0]).clamp(true);
  const outline = area<number>()
    .x((_, index) => x(Math.min(index, columns)))
    .y0(base)
    .y1((doubt) => y(doubt))
    .curve(curveStepAfter)
    .digits(1);
  return {
    width,
    height,
    outline: steps.length === 0 ? "" : (outline([...doubts, doubts.at(-1) ?? 0]) ?? ""),
    marks: [...marks].map(([column, mark]) => ({ x: x(column + 0.5), mark })),
  };
}

/** The step under a place of the strip. */
export function stepAt(x: number, width: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor((x / Math.max(1, width)) * count)));
}

/** Where the middle of a step is. */
export function xOfStep(step: number, width: number, count: number): number {
  return ((step + 0.5) / Math.max(1, count)) * width;
}

const namespace = "http://www.w3.org/2000/svg";

export function drawStrip(geometry: StripGeometry, document: Document): SVGSVGElement {
  const { width, height, outline, marks } = geometry;
  const make = <K extends keyof SVGElementTagNameMap>(
    name: K,
    attributes: Readonly<Record<string, string | number>>,
  ): SVGElementTagNameMap[K] => {
    const made = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    return made;
  };
  const svg = make("svg", {
    class: "strip",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    preserveAspectRatio: "none",
  });
  const base = height - markHeight;
  svg.append(
    make("line", { class: "strip-base", x1: 0, x2: width, y1: base, y2: base }),
    make("path", { class: "strip-doubt", d: outline }),
    ...marks.map(({ x, mark }) =>
      mark === "wrong"
        ? make("path", { class: "strip-wrong", d: `M${x},${base + 1.5}l3,5.5h-6z` })
        : make("circle", { class: "strip-unread", cx: x, cy: base + 4.5, r: 2 }),
    ),
    make("line", { class: "strip-now", x1: -9, x2: -9, y1: 0, y2: height }),
  );
  return svg;
}
