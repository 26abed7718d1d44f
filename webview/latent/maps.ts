/**
 * @file The two maps with their legend: what is pointed at, marked and selected is so on both. Pointing, moving and zooming draw the canvases
 * alone, without a rendering.
 */

import { Fragment, type RefObject, type VNode } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { h } from "../kit/h.ts";
import { HoverCard } from "./hoverCard.ts";
import { Legend } from "./legend.ts";
import { MapPane } from "./mapPane.ts";
import type { Cloud } from "./model/cloud.ts";
import { type ChosenHookPoint, isDoubled } from "./model/hookPoints.ts";
import type { MapComputation } from "./model/mapComputation.ts";
import { type MapPlace, mapParams } from "./model/mapPlaces.ts";
import type { ViewState } from "./model/state.ts";
import { mark, type Painting, paint } from "./paint/painting.ts";
import type { Zoom } from "./scatter/frame.ts";
import type { Mark } from "./scatter/marks.ts";
import type { ScatterEvents, ScatterPane } from "./scatter/scatterPane.ts";

/** What others may have drawn on the maps. */
export interface MapsHandle {
  zoomTo(zoom: Zoom): void;
  /** How the first map is seen; undefined where there is none. */
  readonly first: ScatterPane | undefined;
  neighbors(points: readonly number[]): void;
  marks(marks: readonly Mark[]): void;
}

interface MapsProps {
  readonly cloud: Cloud;
  readonly state: ViewState;
  readonly places: readonly MapPlace[];
  readonly maps: readonly [MapComputation, MapComputation];
  readonly painting: Painting;
  readonly muted: string;
  readonly zoom: Zoom;
  readonly handle: RefObject<MapsHandle | null>;
  readonly choose: (point: number, add: boolean) => void;
  readonly select: (points: readonly number[], add: boolean) => void;
  readonly zoomed: (zoom: Zoom) => void;
  /** On the first map: a place of it. */
  readonly drag: ScatterEvents["drag"];
  /** On the n-th map. */
  readonly press: (event: KeyboardEvent, nth: number) => void;
  readonly look: (nth: number, hookPoint: ChosenHookPoint, model: string) => void;
  readonly hide: (column: string, values: readonly string[]) => void;
}

export function Maps(props: MapsProps): VNode {
  const { cloud, state, places, maps, painting, muted, handle } = props;
  const latest = useRef(props);
  latest.current = props;
  const hover = useMemo(() => new HoverCard(), []);
  const scatters = useRef<(ScatterPane | undefined)[]>([undefined, undefined]);
  /** What changes without a rendering. */
  const live = useRef<{ pointed: number | undefined; neighbors: readonly number[]; extra: readonly Mark[] }>({
    pointed: undefined,
    neighbors: [],
    extra: [],
  });

  const drawn = () =>
    latest.current.places.flatMap((_, nth) => {
      const [scatter, map] = [scatters.current[nth], latest.current.maps[nth]?.drawn];
      return scatter === undefined || map === undefined ? [] : [{ scatter, map, nth }];
    });
  const markAll = (): void => {
    const { cloud: points, state: now, painting: by } = latest.current;
    for (const { nth, ...each } of drawn())
      mark(each, points, now, by, { ...live.current, extra: nth === 0 ? live.current.extra : [] });
  };
  handle.current = {
    get first() {
      return scatters.current[0];
    },
    zoomTo(zoom) {
      for (const scatter of scatters.current) scatter?.zoomTo(zoom);
    },
    neighbors(points) {
      live.current.neighbors = points;
      markAll();
    },
    marks(marks) {
      live.current.extra = marks;
      markAll();
    },
  };
  const params = mapParams(state);
  useLayoutEffect(() => {
    for (const [nth, { model, hookPoint }] of places.entries()) void maps[nth]?.compute(model, hookPoint, params);
  });
  const shown = maps.map((map) => map.drawn);
  useLayoutEffect(() => {
    for (const { nth, ...each } of drawn()) paint(each, cloud.count, painting);
  }, [cloud, painting, ...shown, places.length]);
  useLayoutEffect(markAll);

  /** A map of queries and keys has every point twice. */
  const base = (point: number): number => point % cloud.count;
  const events = (nth: number): Omit<ScatterEvents, "seen"> => ({
    point(point, at) {
      const { cloud: points } = latest.current;
      const own = point === undefined ? undefined : base(point);
      if (own !== live.current.pointed) {
        live.current.pointed = own;
        markAll();
      }
      const scatter = scatters.current[nth];
      if (point === undefined || own === undefined || scatter === undefined) {
        hover.hide();
        return;
      }
      const map = maps[nth]?.drawn;
      scatter.element.append(hover.element);
      const isTwice = map !== undefined && isDoubled(map.hookPoint);
      hover.show(points, own, at, isTwice ? (point === own ? "query" : "key") : undefined);
    },
    choose: (point, add) => latest.current.choose(base(point), add),
    clear: () => latest.current.select([], false),
    outline: (points, add) => latest.current.select(points.map(base), add),
    zoom: (zoom) => latest.current.zoomed(zoom),
    drag: (x, y, phase) => nth === 0 && latest.current.drag(x, y, phase),
    key: (event) => latest.current.press(event, nth),
  });
  return h("div", { class: places.length > 1 ? "maps two" : "maps" }, [
    h(Legend, {
      coloring: painting.coloring,
      shape: cloud.column(state.shape),
      hidden: state.hidden,
      muted,
      hide: props.hide,
    }),
    places.map(({ model, hookPoint }, nth) => {
      const map = maps[nth];
      return map === undefined
        ? h(Fragment, null)
        : h(MapPane, {
            key: nth,
            label: nth === 0 ? "Map" : "Second map",
            map,
            models: cloud.shown.models,
            model,
            hookPoint,
            look: (to, dir) => latest.current.look(nth, to, dir),
            events: events(nth),
            opened(scatter) {
              scatters.current[nth] = scatter;
              if (scatter === undefined) return;
              scatter.zoomTo(latest.current.zoom);
            },
            tool: state.tool,
          });
    }),
  ]);
}
