/** @file Making SVG elements of the document that is given, and what every chart is drawn with. */

type Attributes = Readonly<Record<string, string | number>>;

export type Make = <K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes?: Attributes,
  children?: readonly (Node | string)[],
) => SVGElementTagNameMap[K];

const namespace = "http://www.w3.org/2000/svg";

export function svgMaker(document: Pick<Document, "createElementNS">): Make {
  return (name, attributes = {}, children = []) => {
    const made = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes))
      made.setAttribute(key, typeof value === "number" ? String(rounded(value)) : value);
    made.append(...children);
    return made;
  };
}

/** To hundredths of a pixel. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The colors of a chart: the theme's on screen, black on white in a figure. */
export interface Ink {
  readonly text: string;
  readonly muted: string;
  readonly rule: string;
  readonly background: string;
  /** The outline of what was held out. */
  readonly held: string;
  readonly series: readonly string[];
  readonly font: string;
}

/** After Okabe and Ito: distinguished by people of any color vision. */
export const seriesOnLight = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#3a9bd1"] as const;
export const seriesOnDark = ["#56b4e9", "#ff9e4a", "#2cc295", "#e39ac4", "#e8d44d", "#9db7ff"] as const;

export const paperInk: Ink = {
  text: "#111111",
  muted: "#555555",
  rule: "#bbbbbb",
  background: "#ffffff",
  held: "#c1121f",
  series: seriesOnLight,
  font: "Helvetica, Arial, sans-serif",
};
