/** @file The colors that canvases need, read from the theme once for each drawing. */

import { themeColor, themeKind } from "../../theme.ts";
import type { ViewState } from "../model/viewState.ts";
import type { Fonts } from "./painter.ts";
import { differenceOf, type Ramp, rampOf } from "./ramp.ts";

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
  /** The same for the same ramp. */
  readonly rampKey: string;
  /** Of a difference between -1 and 1. */
  readonly difference: (value: number) => string;
  readonly fonts: Fonts;
}

/** Of exported figures: dark on white, whatever the theme. */
export function paperColors({ scale, threshold }: Pick<ViewState, "scale" | "threshold">): Colors {
  return {
    background: "#ffffff",
    foreground: "#1a1a1a",
    muted: "#595959",
    unseen: "#f2f2f2",
    rule: "#c4c4c4",
    accent: "#b35806",
    wrong: "#a1260d",
    ramp: rampOf("light", "#ffffff", scale, threshold),
    rampKey: "paper",
    difference: differenceOf("light", "#ffffff"),
    fonts: { mono: "ui-monospace, Menlo, Consolas, monospace", sans: "system-ui, Arial, sans-serif" },
  };
}

/** `before`: its ramp is taken where it is the same, so that what was drawn with it is known to be drawn. */
export function colorsOf({ scale, threshold }: Pick<ViewState, "scale" | "threshold">, before?: Colors): Colors {
  const { body } = document;
  const of = (id: string, otherwise: string): string => themeColor(body, id) || otherwise;
  const kind = themeKind(body);
  const light = kind === "light" || kind === "high-contrast-light";
  const background = of("editor.background", light ? "#ffffff" : "#1f1f1f");
  const foreground = of("foreground", light ? "#3b3b3b" : "#cccccc");
  const rampKey = JSON.stringify([kind, background, scale, threshold]);
  return {
    background,
    foreground,
    muted: of("descriptionForeground", foreground),
    unseen: light ? "rgba(0, 0, 0, 0.05)" : "rgba(255, 255, 255, 0.05)",
    rule: light ? "rgba(0, 0, 0, 0.16)" : "rgba(255, 255, 255, 0.18)",
    accent: of("charts.orange", "#d18616"),
    wrong: of("rulescope.wrongForeground", "#f48771"),
    ramp: before?.rampKey === rampKey ? before.ramp : rampOf(kind, background, scale, threshold),
    rampKey,
    difference: differenceOf(kind, background),
    fonts: {
      mono: of("editor.font-family", "monospace"),
      sans: of("font-family", "sans-serif"),
    },
  };
}
