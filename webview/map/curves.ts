/** @file The curves beside the maps. */

import type { VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { curveChart, legendHeight } from "../charts/curveChart.ts";
import { Drawing } from "../charts/drawing.ts";
import type { Ink } from "../charts/svg.ts";
import { useSize } from "../kit/canvas.ts";
import { h } from "../kit/h.ts";
import { chartsOf } from "./model/curves.ts";
import type { MapModel } from "./model/mapModel.ts";

const chartHeight = 200;

export function Curves({ maps, ink }: { readonly maps: readonly MapModel[]; readonly ink: Ink }): VNode {
  const ref = useRef<HTMLElement>(null);
  const room = useSize(ref).width;
  const width = Math.max(260, Math.min(400, room - 16));
  const charts = useMemo(() => chartsOf(maps), [maps]);
  const draw = (): readonly Element[] =>
    charts.map((chart) => {
      const hasLegend = chart.series.length > 1;
      const height = chartHeight + (hasLegend ? legendHeight(chart.series, width) : 0);
      const made = curveChart({ ...chart, width, height, legend: hasLegend }, { document, ink });
      made.classList.add(chart.kind);
      return made;
    });
  return h("aside", { ref, class: "side", "aria-label": "Curves", hidden: charts.length === 0 }, [
    h(Drawing, { draw, of: [maps, ink, width] }),
  ]);
}
