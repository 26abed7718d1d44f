/**
 * @file Dragging a point through the latent space. While three points are selected, z moves in the plane through them. Otherwise, on a map of z by
 * PCA, the point moves in the map's plane, its other dimensions kept; on any other map z is that of the points nearest to the pointer, mixed. The
 * decoder concludes while it moves.
 */

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Place, pointInPlane, weighted, weightsAt } from "../../../src/core/math/plane.ts";
import { useAction } from "../../kit/answer.ts";
import { Concluder } from "../model/concluder.ts";
import { blended, type Latents, latentAt, Plane } from "../model/latents.ts";
import type { Mark } from "../scatter/marks.ts";
import { conclusionMark, textOf } from "./conclusionLine.ts";
import { modelOf } from "./conclusions.ts";
import type { SideActions, SideContext } from "./context.ts";
import { cornersOnMap, type ThreePoints, triangleMarks } from "./planeSection.ts";

/** How much of z a map's plane must explain to be one. */
const leastPlane = 0.05;

interface SteeringParts {
  readonly context: SideContext;
  readonly actions: SideActions;
  readonly latents: Latents;
  readonly point: number;
  readonly points: ThreePoints | undefined;
  /** Where the mark stands in the plane through three points. */
  readonly place: Place;
  readonly move: (place: Place) => void;
  readonly isFront: boolean;
}

/** Draws the marks on the first map and follows drags there. Returns how many conclusions a second come back. */
export function useSteering(parts: SteeringParts): number {
  const { context, actions, points, place, isFront } = parts;
  const latest = useRef(parts);
  latest.current = parts;
  const [rate, setRate] = useState(0);
  const { drawn } = context;
  /** Where a drag is on the map; undefined while nobody drags. */
  const dragged = useRef<Place>(undefined);
  const failed = useAction<never>();
  const plane = useRef<{ readonly of: Float32Array; readonly plane: Plane }>(undefined);

  const mark = (ghost: Mark | undefined): void => {
    const { points: three, context: now, actions: to } = latest.current;
    to.marks([...triangleMarks(three && cornersOnMap(three, now)), ...(ghost ? [ghost] : [])]);
  };
  useLayoutEffect(() => {
    if (!isFront) {
      actions.marks([]);
      return;
    }
    if (dragged.current !== undefined) return;
    const corners = points && cornersOnMap(points, context);
    const weights = points && weightsAt(place, points.plane.corners);
    const [x = 0, y = 0] = corners && weights ? weighted(corners, weights) : [];
    mark(corners && weights ? { x, y, color: "currentColor", kind: "ghost" } : undefined);
  }, [points, place, drawn?.xy, isFront]);

  const concluder = useMemo(
    () =>
      new Concluder(
        async (question) => {
          const model = modelOf(latest.current.context);
          if (model === undefined) return [];
          return (await latest.current.context.endpoint.request("conclude", { model, ...question })).conclusions;
        },
        (error) => void failed.run(() => Promise.reject(error)),
      ),
    [],
  );
  useLayoutEffect(() => {
    let said = "";
    const show = (): void => {
      if (dragged.current === undefined) return;
      const [x, y] = dragged.current;
      mark({ x, y, color: "currentColor", kind: "ghost", ...(said === "" ? {} : { text: said }) });
    };
    actions.drags.current = {
      move(x, y) {
        const z = latentFor([x, y]);
        if (z === undefined) return;
        dragged.current = [x, y];
        show();
        concluder.ask({ rows: [{ point: latest.current.point, rule: null }], z }, ([conclusion]) => {
          setRate(concluder.rate);
          if (conclusion === undefined || dragged.current === undefined) return;
          said = `${textOf(conclusion)}  ${conclusionMark(conclusion)}`;
          show();
        });
      },
      end() {
        dragged.current = undefined;
        said = "";
      },
    };
    return () => {
      actions.drags.current = null;
    };
  }, []);

  const latentFor = (to: Place): Float32Array | undefined => {
    const { context: now, latents, point, points: three, move } = latest.current;
    const map = now.drawn;
    if (map === undefined || map.xy.length !== (2 * latents.values.length) / latents.width) return undefined;
    const corners = three && cornersOnMap(three, now);
    const weights = corners && weightsAt(to, corners);
    if (three !== undefined && weights !== undefined) {
      const [a, b, c] = three.plane.corners;
      const [x = 0, y = 0] = weighted([a, b, c], weights);
      move([x, y]);
      return pointInPlane(three.plane, [x, y]);
    }
    const isPlane = map.hookPoint.component === "z" && map.answer?.variance != null;
    if (!isPlane) return blended(map.xy, latents, to);
    if (plane.current?.of !== map.xy) plane.current = { of: map.xy, plane: new Plane(map.xy, latents) };
    const { plane: found } = plane.current;
    if (found.explained < leastPlane) return blended(map.xy, latents, to);
    const [fromX, fromY] = [map.xy[2 * point] ?? 0, map.xy[2 * point + 1] ?? 0];
    return found.move(latentAt(latents, point), to[0] - fromX, to[1] - fromY);
  };
  return rate;
}
