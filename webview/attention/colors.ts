/** @file The colours that canvases need, read from the theme once for each drawing. */

import { themeColor, themeKind } from "../theme.ts";
import type { Fonts } from "./painter.ts";
import { type Ramp, rampOf } from "./ramp.ts";
import type { Look } from "./state.ts";

export interface Colors {
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  /** What no head can see. */
  readonly unseen: string;
  readonly rule: string;
  readonly accent: string;
  readonly wrong: string;
  readonly ramp: Ramp;
  readonly fonts: Fonts;
}

export function colorsOf({ scale, threshold }: Pick<Look, "scale" | "threshold">): Colors {
  const { body } = document;
  const of = (id: string, otherwise: string): string => themeColor(body, id) || otherwise;
  const kind = themeKind(body);
  const light = kind === "light" || kind === "high-contrast-light";
  const background = of("editor.background", light ? "#ffffff" : "#1f1f1f");
  const foreground = of("foreground", light ? "#3b3b3b" : "#cccccc");
  return {
    background,
    foreground,
    muted: of("descriptionForeground", foreground),
    unseen: light ? "rgba(0, 0, 0, 0.05)" : "rgba(255, 255, 255, 0.05)",
    rule: light ? "rgba(0, 0, 0, 0.16)" : "rgba(255, 255, 255, 0.18)",
    accent: of("charts.orange", "#d18616"),
    wrong: of("rulescope.wrongForeground", "#f48771"),
    ramp: rampOf(kind, background, scale, threshold),
    fonts: {
      mono: of("editor.font-family", "monospace"),
      sans: of("font-family", "sans-serif"),
    },
  };
}
