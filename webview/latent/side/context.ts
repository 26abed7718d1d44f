/** @file What the parts beside the map know and may do: the points, what is selected, the map that is drawn, and whom to ask. */

import type { RefObject } from "preact";
import type { Endpoint } from "../../../src/protocol/endpoint.ts";
import type { LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Contract } from "../../../src/protocol/request.ts";
import type { Ink } from "../../charts/svg.ts";
import type { Cloud } from "../model/cloud.ts";
import type { Coloring } from "../model/coloring.ts";
import type { DrawnMap } from "../model/drawnMap.ts";
import type { ChosenHookPoint } from "../model/hookPoints.ts";
import type { SideExport } from "../paint/sideSaving.ts";
import type { Mark } from "../scatter/marks.ts";

export interface SideContext {
  readonly endpoint: Endpoint<Contract, LatentViewContract>;
  readonly cloud: Cloud;
  readonly coloring: Coloring;
  readonly ink: Ink;
  /** Of the first map. */
  readonly drawn: DrawnMap | undefined;
  readonly cursor: number | undefined;
  readonly selected: ReadonlySet<number>;
  readonly shown: (point: number) => boolean;
}

export interface SideActions {
  /** Goes to a point, as a click on it does. */
  readonly choose: (point: number) => void;
  readonly open: (point: number) => void;
  readonly attention: (model: string, point: number) => void;
  readonly select: (points: readonly number[]) => void;
  /** Joined with the cursor on the map. */
  readonly neighbors: (points: readonly number[]) => void;
  readonly hookPoint: (hookPoint: ChosenHookPoint) => void;
  /** Colors the points by a column. */
  readonly color: (column: string) => void;
  /** Points have another column from now on. */
  readonly columnAdded: () => void;
  /** Drawn on the first map beside the points. */
  readonly marks: (marks: readonly Mark[]) => void;
  /** Asks for a place and saves there. */
  readonly save: (saved: SideExport) => void;
  /** Told of drags on the first map while points are steered. */
  readonly drags: RefObject<Drags | null>;
}

/** A drag on the first map, at places of its square. */
export interface Drags {
  move(x: number, y: number): void;
  end(): void;
}

export interface SideTabProps {
  readonly context: SideContext;
  readonly actions: SideActions;
  /** It is in sight: behind others nothing is asked. */
  readonly isFront: boolean;
}
