/**
 * @file Which axes a map has, as it is seen: of principal components two with their values, or two arrows where the map was turned onto another
 * one; of t-SNE and UMAP, whose coordinates mean nothing, only a scale. Numbers and words, no DOM.
 */

import { scaleLinear } from "d3";
import { percentText } from "../../../src/core/format/figures.ts";
import { type Size, scaleOf, toMap, wholeMap, type Zoom } from "../scatter/frame.ts";
import type { DrawnMap } from "./drawnMap.ts";

export interface Tick {
  /** In pixels from the left or from the top. */
  readonly at: number;
  readonly text: string;
}

export interface Axis {
  readonly title: string;
  readonly ticks: readonly Tick[];
}

export interface Bar {
  readonly pixels: number;
  readonly text: string;
}

export interface Arrow {
  readonly title: string;
  /** Of length 1 on screen, y downwards. */
  readonly direction: readonly [x: number, y: number];
}

export type Axes =
  | { readonly kind: "straight"; readonly across: Axis; readonly up: Axis }
  | { readonly kind: "turned"; readonly arrows: readonly [Arrow, Arrow]; readonly bar: Bar }
  | { readonly kind: "scale"; readonly bar: Bar };

/** About one tick in so many pixels. */
const tickEvery = { across: 90, up: 60 };
/** The longest bar. */
const barRoom = 110;
/** A turn by less than this can be seen by nobody. */
const straightEnough = 1e-3;

type Mapped = Pick<DrawnMap, "fit"> & {
  readonly answer: Pick<NonNullable<DrawnMap["answer"]>, "axes" | "variance" | "parameters"> | null;
};

/** Undefined while a map forms: what its coordinates are is known at its end. */
export function axesOf({ answer, fit }: Mapped, zoom: Zoom, size: Size): Axes | undefined {
  if (answer === null) return undefined;
  const pixels = scaleOf(zoom, size);
  const { axes, variance } = answer;
  if (axes === null || variance === null) return { kind: "scale", bar: shareBar(2 * pixels) };
  const { origin, first, second } = axes;
  const length = Math.hypot(...first);
  const numbers = componentsOf(answer);
  const title = (at: 0 | 1): string => `component ${numbers[at]} (${percentText(variance.shown[at])} of the variance)`;
  const bend = Math.max(Math.abs(first[1]), Math.abs(second[0]));
  if (bend > straightEnough * length) {
    const arrow = ([x, y]: readonly [number, number], at: 0 | 1): Arrow => ({
      title: `${numbers[at]} · ${percentText(variance.shown[at])}`,
      direction: [x / length, -y / length],
    });
    return {
      kind: "turned",
      arrows: [arrow(first, 0), arrow(second, 1)],
      bar: lengthBar((pixels * length) / fit.unit),
    };
  }
  // From a place on screen to the component's value there, and back.
  const [left, top] = toMap(0, 0, zoom, size);
  const [right, bottom] = toMap(size.width, size.height, zoom, size);
  const valueAt = (place: number, axis: 0 | 1): number => {
    const step = axis === 0 ? first[0] : second[1];
    return (place * fit.unit + fit.middle[axis] - origin[axis]) / step;
  };
  return {
    kind: "straight",
    across: {
      title: title(0),
      ticks: ticksOf([valueAt(left, 0), valueAt(right, 0)], size.width, tickEvery.across),
    },
    up: {
      title: title(1),
      ticks: ticksOf([valueAt(top, 1), valueAt(bottom, 1)], size.height, tickEvery.up),
    },
  };
}

/** As words, for captions and for those who do not see the axes; "" while a map forms. */
export function axesWords(map: Mapped): string {
  const axes = axesOf(map, wholeMap, { width: 100, height: 100 });
  switch (axes?.kind) {
    case undefined:
      return "";
    case "straight":
      return `Across: ${axes.across.title}; upwards: ${axes.up.title}`;
    case "turned":
      return `Turned onto the first map: components ${axes.arrows.map(({ title }) => title).join(" and ")} of the variance lie aslant`;
    case "scale":
      return "Its coordinates mean nothing by themselves, only who is near whom";
  }
}

/** Which components are shown, counted from 1. */
function componentsOf({
  parameters,
}: {
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
}): readonly [string, string] {
  const [first = "1", second = "2"] = String(parameters.axes ?? "1,2").split(",");
  return [first, second];
}

function ticksOf(domain: readonly [number, number], length: number, every: number): readonly Tick[] {
  if (length <= 0 || !domain.every(Number.isFinite) || domain[0] === domain[1]) return [];
  const scale = scaleLinear(domain, [0, length]);
  const count = Math.max(2, Math.round(length / every));
  const format = scale.tickFormat(count);
  return scale.ticks(count).map((value) => ({ at: scale(value), text: format(value) }));
}

/** In units of the space: `pixels` is how long one of them is. */
function lengthBar(pixels: number): Bar {
  const length = roundBelow(barRoom / pixels);
  return { pixels: length * pixels, text: `distance ${scaleLinear([0, length], [0, 1]).tickFormat(1)(length)}` };
}

/** As a share of the whole map, which is `pixels` wide. */
function shareBar(pixels: number): Bar {
  const share = Math.min(0.5, roundBelow(barRoom / pixels));
  return { pixels: share * pixels, text: `${percentText(share)} of the map` };
}

/** The largest of 1, 2, 5, 10, … and their tenths that is not above. */
function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [5, 2, 1].find((each) => each * power <= value) ?? 1;
  return factor * power;
}
