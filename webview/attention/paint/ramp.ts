/**
 * @file Weights to colors: one ramp from the editor's background over blue to its far end of lightness. Lightness only ever grows (or falls,
 * in light themes), so it can be told without seeing hues. No DOM.
 */

import { interpolateLab, piecewise } from "d3";
import type { ThemeKind } from "../../theme.ts";
import type { Scale } from "../model/viewState.ts";

export interface Ramp {
  /** The color of a weight, as CSS writes it. */
  readonly css: (weight: number) => string;
  /** Black or white, whichever can be read on the color of a weight. */
  readonly ink: (weight: number) => string;
  /** The same as bytes, [256][red, green, blue], by `position`. */
  readonly bytes: Uint8ClampedArray;
  /** 0 to 255. */
  readonly position: (weight: number) => number;
}

/** Below this a logarithmic scale shows nothing. */
const least = 1e-4;

export function rampOf(kind: ThemeKind, background: string, scale: Scale, threshold: number): Ramp {
  const dark = kind === "dark" || kind === "high-contrast";
  const stops = dark
    ? [background || "#1f1f1f", "#17517e", "#2d8fd0", "#86d2ff", "#fdf3d0"]
    : [background || "#ffffff", "#b9dcf5", "#5aa9de", "#14639e", "#0a2540"];
  const color = piecewise(interpolateLab, stops);
  const css = Array.from({ length: 256 }, (_, i) => color(i / 255));
  const bytes = new Uint8ClampedArray(256 * 3);
  for (const [i, text] of css.entries()) bytes.set(channels(text), i * 3);
  const position = (weight: number): number =>
    weight < threshold || weight <= 0 ? 0 : Math.round(255 * Math.min(1, scaled(weight, scale)));
  const inks = css.map(inkOn);
  return {
    css: (weight) => css[position(weight)] ?? "",
    ink: (weight) => inks[position(weight)] ?? "",
    bytes,
    position,
  };
}

/** From orange over the background to blue, which every kind of color vision tells apart. */
export function differenceOf(kind: ThemeKind, background: string): (value: number) => string {
  const dark = kind === "dark" || kind === "high-contrast";
  const [less, more] = dark ? ["#ffa657", "#79c0ff"] : ["#b35806", "#0b5cad"];
  const [below, above] = [interpolateLab(background, less), interpolateLab(background, more)];
  return (value) => (value < 0 ? below(Math.sqrt(Math.min(1, -value))) : above(Math.sqrt(Math.min(1, value))));
}

export function scaled(weight: number, scale: Scale): number {
  switch (scale) {
    case "linear":
      return weight;
    case "root":
      return Math.sqrt(weight);
    case "log":
      return Math.max(0, 1 - Math.log10(Math.max(weight, least)) / Math.log10(least));
  }
}

/** Weights for the legend's ends and middle. */
export const legendWeights = [0.01, 0.1, 0.25, 0.5, 1] as const;

/** By WCAG's relative luminance: at 0.179 black and white stand out alike, by 4.6 to 1. */
function inkOn(rgb: string): string {
  const [red = 0, green = 0, blue = 0] = channels(rgb).map((it) =>
    it <= 10.31475 ? it / 3294.6 : ((it / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

function channels(rgb: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = (rgb.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}
