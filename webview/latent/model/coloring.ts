/**
 * @file What a column looks like: eight colors that people of any color vision tell apart, and where a column has more values, the same colors
 * again with another shape. Numbers have a ramp that is ordered by lightness. No DOM.
 */

import { interpolateLab, piecewise, rgb } from "d3";
import type { Column } from "../../../src/protocol/latentView.ts";
import type { ThemeKind } from "../../theme.ts";
import type { Palette } from "../scatter/looks.ts";
import { shapeNames } from "../scatter/looks.ts";

export const colorsOnDark = [
  "#80b2ff",
  "#e98d12",
  "#13c975",
  "#c75db3",
  "#d9e970",
  "#8563fd",
  "#97f8f2",
  "#7a7a7a",
] as const;
export const colorsOnLight = [
  "#147fff",
  "#9b2602",
  "#46995b",
  "#e50790",
  "#a98f02",
  "#59087a",
  "#009fc5",
  "#353535",
] as const;

/** Of the palette: the colors of categories from 0, shades of numbers after them, and what has no value. */
const firstShade = 32;
const shades = 220;
const noneColor = 255;

/** More values than these cannot be told apart; the others share a grey. */
export const mostValues = colorsOnDark.length * shapeNames.length;

export interface LegendEntry {
  readonly value: string;
  readonly count: number;
  /** As CSS writes it. */
  readonly color: string;
  /** Index into `shapeNames`. */
  readonly shape: number;
}

export interface Coloring {
  readonly column: Column | undefined;
  /** [point] */
  readonly colors: Uint8Array;
  /** [point] where colors alone do not tell the values apart. */
  readonly shapes: Uint8Array | undefined;
  readonly palette: Palette;
  readonly entries: readonly LegendEntry[];
  /** Of numbers: the ends of the ramp. */
  readonly range: { readonly low: number; readonly high: number; readonly stops: readonly string[] } | undefined;
}

export interface Ground {
  readonly kind: ThemeKind;
  readonly background: string;
  readonly text: string;
  readonly muted: string;
}

export function isDark(kind: ThemeKind): boolean {
  return kind === "dark" || kind === "high-contrast";
}

export function coloringOf(column: Column | undefined, count: number, ground: Ground): Coloring {
  const categories = isDark(ground.kind) ? colorsOnDark : colorsOnLight;
  const stops = isDark(ground.kind)
    ? ["#3b2f7d", "#7a4fb5", "#d0679d", "#f7a072", "#fdf0b0"]
    : ["#fbd98a", "#ee8f5a", "#c6497f", "#72328f", "#20154d"];
  const ramp = piecewise(interpolateLab, stops);
  const table = Array.from({ length: 256 }, (_, i) => {
    if (i < categories.length) return categories[i] ?? ground.text;
    return i >= firstShade && i < firstShade + shades ? ramp((i - firstShade) / (shades - 1)) : ground.muted;
  });
  const palette: Palette = {
    colors: Uint8Array.from(table.flatMap((color) => channels(color))),
    dimmed: channels(mix(ground.muted, ground.background, 0.6)),
    background: channels(ground.background),
    outline: channels(ground.text),
  };
  const common = { column, palette };
  if (column === undefined)
    return { ...common, colors: new Uint8Array(count), shapes: undefined, entries: [], range: undefined };
  if (column.kind === "number") return { ...common, ...numbers(column.of, stops) };
  const colors = new Uint8Array(count).fill(noneColor);
  const shapes = new Uint8Array(count);
  const counts = new Array<number>(column.values.length).fill(0);
  for (let point = 0; point < count; point++) {
    const value = column.of[point] ?? -1;
    if (value < 0) continue;
    counts[value] = (counts[value] ?? 0) + 1;
    if (value >= mostValues) continue;
    colors[point] = value % categories.length;
    shapes[point] = Math.floor(value / categories.length);
  }
  const entries = column.values.map((value, i) => ({
    value,
    count: counts[i] ?? 0,
    color: i < mostValues ? (categories[i % categories.length] ?? ground.muted) : ground.muted,
    shape: i < mostValues ? Math.floor(i / categories.length) : 0,
  }));
  return {
    ...common,
    colors,
    shapes: column.values.length > categories.length ? shapes : undefined,
    entries,
    range: undefined,
  };
}

function numbers(
  of: Float32Array,
  stops: readonly string[],
): Pick<Coloring, "colors" | "shapes" | "entries" | "range"> {
  let [low, high] = [Infinity, -Infinity];
  for (const value of of) {
    if (Number.isNaN(value)) continue;
    [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const extent = high - low || 1;
  const colors = Uint8Array.from(of, (value) =>
    Number.isNaN(value) ? noneColor : firstShade + Math.round(((value - low) / extent) * (shades - 1)),
  );
  const range = low > high ? undefined : { low, high, stops };
  return { colors, shapes: undefined, entries: [], range };
}

/** Shapes of a column of their own: the seventh and later values share the last one, which the legend says. */
export function shapesOf(column: Column, count: number): Uint8Array {
  const last = shapeNames.length - 1;
  if (column.kind === "category")
    return Uint8Array.from({ length: count }, (_, point) => Math.max(0, Math.min(last, column.of[point] ?? 0)));
  return new Uint8Array(count);
}

/** The color of a point as CSS writes it. */
export function colorOf({ colors, palette }: Pick<Coloring, "colors" | "palette">, point: number): string {
  const at = (colors[point] ?? noneColor) * 3;
  return `rgb(${palette.colors[at]}, ${palette.colors[at + 1]}, ${palette.colors[at + 2]})`;
}

function channels(color: string): [number, number, number] {
  const { r, g, b } = rgb(color);
  return [Math.round(r) || 0, Math.round(g) || 0, Math.round(b) || 0];
}

function mix(over: string, under: string, share: number): string {
  return interpolateLab(under, over)(share);
}
