/**
 * @file One map with its controls: which model, component and layer it looks at, the points, and how far their map can be believed. Moving and
 * pointing draw only the canvas.
 */

import type { VNode } from "preact";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { countText } from "../../src/core/format/figures.ts";
import type { ShownModel } from "../../src/protocol/latentView.ts";
import { Button } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { AxesPane } from "./axesPane.ts";
import { HookPointControls } from "./hookPointControls.ts";
import { type ChosenHookPoint, hookPointName } from "./model/hookPoints.ts";
import type { MapComputation } from "./model/mapComputation.ts";
import { type ScatterEvents, ScatterPane } from "./scatter/scatterPane.ts";
import type { Tool } from "./scatter/tools.ts";

interface MapPaneProps {
  readonly label: string;
  readonly map: MapComputation;
  readonly models: readonly ShownModel[];
  readonly model: ShownModel;
  readonly hookPoint: ChosenHookPoint;
  readonly look: (hookPoint: ChosenHookPoint, model: string) => void;
  readonly events: Omit<ScatterEvents, "seen">;
  readonly tool: Tool;
  /** Given the canvas when it is there, undefined when it goes. */
  readonly opened: (scatter: ScatterPane | undefined) => void;
}

export function MapPane({ label, map, models, model, hookPoint, look, events, tool, opened }: MapPaneProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const scatter = useRef<ScatterPane>(undefined);
  const latest = useRef(events);
  latest.current = events;
  const [, draw] = useReducer((version: number) => version + 1, 0);
  useLayoutEffect(() => {
    if (place.current === null) return;
    const pane: ScatterPane = new ScatterPane(label, {
      point: (point, at) => latest.current.point(point, at),
      choose: (point, add) => latest.current.choose(point, add),
      clear: () => latest.current.clear(),
      outline: (points, add) => latest.current.outline(points, add),
      zoom: (zoom) => latest.current.zoom(zoom),
      drag: (x, y, phase) => latest.current.drag(x, y, phase),
      key: (event) => latest.current.key(event),
      seen: (zoom, size, ink) => axes.show(map.drawn, zoom, size, ink),
    });
    place.current.append(pane.element);
    const axes = new AxesPane(place.current);
    scatter.current = pane;
    opened(pane);
    map.changed = () => draw(undefined);
    return () => {
      map.changed = () => {};
      opened(undefined);
    };
  }, [map]);
  useLayoutEffect(() => {
    if (scatter.current !== undefined) scatter.current.tool = tool;
  }, [tool]);
  const { drawn, work, words, kind, isStopped } = map;
  useLayoutEffect(() => {
    // After a failure without a map, what is there are other points.
    if (drawn !== undefined) scatter.current?.show(drawn.xy, true);
    else if (kind === "failed") scatter.current?.show(new Float32Array(0), false);
  }, [drawn?.xy, kind]);
  const classes = ["map-pane", drawn?.answer === null ? "forming" : "", kind === "" ? "" : "stale"];
  return h("section", { class: classes.filter(Boolean).join(" "), "aria-label": label }, [
    h("div", { class: "map-head" }, [
      h(HookPointControls, { label, models, model, hookPoint, look }),
      h("strong", { class: "map-title" }, drawn === undefined ? "" : hookPointName(drawn.hookPoint)),
    ]),
    h("div", { ref: place, class: "plot" }),
    h("div", { class: "map-foot" }, [
      h("span", { class: kind === "failed" ? "map-words word" : "map-words", title: words }, words),
      h(Button, { hidden: !isStopped, click: () => map.retry() }, "Draw Again"),
      h("span", { class: "map-work", role: "status", hidden: work === undefined }, [
        work !== undefined && [
          h("progress", { max: 1, value: work.total > 0 ? work.done / work.total : undefined }),
          h("span", null, [
            work.total > 0 ? `${work.what}, ${countText(work.done)} of ${countText(work.total)}` : work.what,
          ]),
          h(Button, { click: () => map.cancel() }, "Cancel"),
        ],
      ]),
    ]),
  ]);
}
