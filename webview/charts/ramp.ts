/**
 * @file The colors of a case map. Both ramps are ordered by lightness alone, so that they are read by any color vision and in print: dark
 * is wrong, light is right; a difference is blue where the model is better than the oracle and orange where it is worse.
 */

import { interpolateLab, piecewise, rgb } from "d3";

const accuracyStops = ["#14213d", "#2b4f72", "#5a8c9b", "#a6c0ae", "#f4ecd8"];
const differenceStops = ["#7f3b08", "#d9822b", "#f3efe6", "#4f93c9", "#1b3b73"];

/** What a map's cells say: how often the model was right, what the oracle expects, or the one less the other. */
export const layers = ["accuracy", "oracle", "difference"] as const;
export type Layer = (typeof layers)[number];

export interface Ramp {
  readonly domain: readonly [number, number];
  /** The color of a value in the domain, as `#rrggbb`. */
  color(value: number): string;
}

/** As many colors as a pixel of eight bits can tell apart. */
const shades = 256;

function rampOf(stops: readonly string[], domain: readonly [number, number]): Ramp {
  const interpolate = piecewise(interpolateLab, [...stops]);
  const table = Array.from({ length: shades }, (_, index) => rgb(interpolate(index / (shades - 1))).formatHex());
  const [low, high] = domain;
  return {
    domain,
    color(value) {
      const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
      return table[Math.round(share * (shades - 1))] ?? "#000000";
    },
  };
}

const accuracy = rampOf(accuracyStops, [0, 1]);
const difference = rampOf(differenceStops, [-1, 1]);

export function rampFor(layer: Layer): Ramp {
  return layer === "difference" ? difference : accuracy;
}

/** Black or white, whichever is read on this color. */
export function inkOn(color: string): string {
  const { r, g, b } = rgb(color);
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#111111" : "#ffffff";
}
