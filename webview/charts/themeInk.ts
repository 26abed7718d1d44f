/** @file The colors that charts and canvases are drawn with on screen: the theme's own. */

import { themeColor, themeKind } from "../theme.ts";
import { type Ink, paperInk, seriesOnDark, seriesOnLight } from "./svg.ts";

export function themeInk(body: HTMLElement): Ink {
  const kind = themeKind(body);
  const dark = kind === "dark" || kind === "high-contrast";
  const color = (id: string, otherwise: string): string => themeColor(body, id) || otherwise;
  const text = color("foreground", dark ? "#cccccc" : paperInk.text);
  return {
    text,
    muted: kind.startsWith("high") ? text : color("descriptionForeground", paperInk.muted),
    rule: color("panel.border", color("contrastBorder", paperInk.rule)),
    background: color("editor.background", dark ? "#1f1f1f" : paperInk.background),
    held: paperInk.held,
    series: dark ? seriesOnDark : seriesOnLight,
    font: getComputedStyle(body).fontFamily,
  };
}
