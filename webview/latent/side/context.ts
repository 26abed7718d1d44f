/** @file What the parts beside the map know and may do: the points, what is selected, the map that is drawn, and whom to ask. */

import type { Endpoint } from "../../../src/protocol/endpoint.ts";
import type { LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Contract } from "../../../src/protocol/request.ts";
import type { Cloud } from "../cloud.ts";
import type { Coloring } from "../coloring.ts";
import type { DrawnMap } from "../mapPane.ts";
import type { Mark } from "../scatter/marks.ts";
import type { SideExport } from "../sideSaving.ts";
import type { Site } from "../sites.ts";

export interface SideContext {
  readonly endpoint: Endpoint<Contract, LatentViewContract>;
  readonly cloud: Cloud;
  readonly coloring: Coloring;
  /** Of the first map. */
  readonly drawn: DrawnMap | undefined;
  readonly cursor: number | undefined;
  readonly selected: ReadonlySet<number>;
  readonly shown: (point: number) => boolean;
}

export interface SideActions {
  /** Goes to a point, as a click on it does. */
  choose(point: number): void;
  open(point: number): void;
  select(points: readonly number[]): void;
  /** Joined with the cursor on the map. */
  neighbours(points: readonly number[]): void;
  site(site: Site): void;
  color(facet: string): void;
  /** Drawn on the first map beside the points. */
  marks(marks: readonly Mark[]): void;
  /** Asks for a place and saves there. */
  save(saved: SideExport): void;
  fail(error: unknown): void;
}

/** One tab. `update` is called while it is in sight, after whatever changed. */
export interface SideTab {
  readonly element: HTMLElement;
  update(context: SideContext): void;
  /** Out of sight from now on. */
  leave?(): void;
}
