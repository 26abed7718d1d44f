/** @file A figure as a document of its own: a drawing on paper, and its caption below it in lines. */

import { type Ink, type Make, paperInk } from "./svg.ts";
import { wrapped } from "./wrapped.ts";

export interface Captioned {
  readonly caption: string;
  readonly title?: string;
  readonly width: number;
  /** Where the drawing ends. */
  readonly bottom: number;
  /** Room beside and below the caption. */
  readonly gap: number;
  readonly ink?: Ink;
}

const line = 14;
const fontSize = 11;
/** Of the caption's letters on average, with room for a wider font than ours. */
const letter = 6.4;

/** A whole SVG document. */
export function captionedSvg(
  make: Make,
  { caption, title, width, bottom, gap, ink = paperInk }: Captioned,
  drawing: readonly Node[],
): SVGSVGElement {
  const lines = wrapped(caption, Math.floor((width - 2 * gap) / letter));
  const height = bottom + lines.length * line + gap;
  return make(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      "font-family": ink.font,
      "font-size": fontSize,
    },
    [
      ...(title === undefined ? [] : [make("title", {}, [title])]),
      make("desc", {}, [caption]),
      make("rect", { width, height, fill: ink.background }),
      ...drawing,
      ...lines.map((text, i) => make("text", { x: gap, y: bottom + (i + 1) * line, fill: ink.text }, [text])),
    ],
  );
}
