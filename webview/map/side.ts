/** @file The curves beside the maps. */

import { curveChart, legendHeight } from "../charts/curveChart.ts";
import type { Ink } from "../charts/svg.ts";
import { element } from "../dom.ts";
import { chartsOf } from "./charts.ts";
import type { MapModel } from "./mapModel.ts";

const chartHeight = 200;

export class Side {
  readonly element = element("aside", { class: "side", attributes: { "aria-label": "Curves" } });
  #frame: number | undefined;

  onResize(changed: () => void): void {
    let width = 0;
    new ResizeObserver(([entry]) => {
      const now = Math.round(entry?.contentRect.width ?? 0);
      if (now !== width) changed();
      width = now;
    }).observe(this.element);
  }

  /** Drawn with the next frame. */
  show(maps: readonly MapModel[], ink: Ink): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const charts = chartsOf(maps);
      this.element.hidden = charts.length === 0;
      const width = Math.max(260, Math.min(400, this.element.clientWidth - 16));
      this.element.replaceChildren(
        ...charts.map((chart) => {
          const legend = chart.series.length > 1;
          const height = chartHeight + (legend ? legendHeight(chart.series, width) : 0);
          const made = curveChart({ ...chart, width, height, legend }, { document, ink });
          made.classList.add(chart.kind);
          return made;
        }),
      );
    });
  }
}
