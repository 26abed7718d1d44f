/** @file The charts beside the maps: what each shows of the maps, and whether there is anything to show. */

import type { CurveChart, Series } from "../../charts/curveChart.ts";
import { type MapModel, pointOf } from "./mapModel.ts";

type Chart = Omit<CurveChart, "width" | "height" | "legend">;

export interface NamedChart extends Chart {
  readonly kind: "distance" | "length" | "loss";
}

/** Only those that have a curve. Series keep the style of their map in each of them. */
export function chartsOf(maps: readonly MapModel[]): readonly NamedChart[] {
  const series = (points: (map: MapModel) => Series["points"]): readonly Series[] =>
    maps.map((map, style) => ({ name: map.name, style, points: points(map) })).filter((each) => each.points.length > 0);
  const charts: readonly NamedChart[] = [
    {
      kind: "distance",
      title: "Held-out cells by distance to the rim",
      xLabel: "cells inwards of the rim",
      yLabel: "accuracy",
      scale: "share",
      series: series(({ grid }) => (grid?.facts.rings ?? []).map(({ distance, ...each }) => pointOf(distance, each))),
    },
    {
      kind: "length",
      title: "Unseen problems by length",
      xLabel: "digits of the longer operand",
      yLabel: "accuracy",
      scale: "share",
      series: series(({ lengths }) => lengths.map(({ length, ...each }) => pointOf(length, each))),
    },
    {
      kind: "loss",
      title: "Loss in training",
      xLabel: "step",
      yLabel: "nats per token",
      scale: "log",
      series: series(({ lossCurve }) => lossCurve.map(({ step, loss }) => ({ x: step, y: loss }))),
    },
  ];
  return charts.filter((chart) => chart.series.length > 0);
}
