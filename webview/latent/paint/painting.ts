/** @file From what somebody has set to what a map draws: the colors, shapes and states of the points, the ink, and the marks about them. */

import { themeColor, themeKind } from "../../theme.ts";
import type { Cloud } from "../model/cloud.ts";
import { type Coloring, colorOf, type Ground, isDark } from "../model/coloring.ts";
import type { DrawnMap } from "../model/drawnMap.ts";
import { isDoubled } from "../model/hookPoints.ts";
import { doubled, groupLabels } from "../model/scene.ts";
import type { ViewState } from "../model/state.ts";
import type { MarkInk, Marks } from "../scatter/marks.ts";
import type { ScatterPane } from "../scatter/scatterPane.ts";

/** A path of more points would hide the map: of a longer one the part is drawn where somebody stands. */
const longestPath = { items: 0, problems: 0, steps: 60, tokens: 20 } as const;

/** A canvas, and the map that is drawn there. */
export interface Drawn {
  readonly scatter: ScatterPane;
  readonly map: DrawnMap;
}

export interface Painting {
  readonly coloring: Coloring;
  readonly shapes: Uint8Array;
  readonly states: Uint8Array;
  readonly ink: MarkInk;
}

export function paint({ scatter, map }: Drawn, count: number, { coloring, shapes, states, ink }: Painting): void {
  const looks = { colors: coloring.colors, shapes, states };
  const isTwice = isDoubled(map.hookPoint) && map.xy.length === 4 * count;
  // Queries are circles, keys triangles.
  const own = isTwice
    ? {
        colors: doubled(looks.colors),
        shapes: Uint8Array.from({ length: 2 * count }, (_, i) => (i < count ? 0 : 2)),
        states: doubled(looks.states),
      }
    : looks;
  scatter.look(own, coloring.palette, ink);
}

export function mark(
  { scatter, map }: Drawn,
  cloud: Cloud,
  state: Pick<ViewState, "cursor" | "names">,
  { coloring, states }: Painting,
  { pointed, neighbors, extra }: Pick<Marks, "pointed" | "neighbors" | "extra">,
): void {
  const cursor = state.cursor ?? undefined;
  const labels = state.names && !isDoubled(map.hookPoint) ? groupLabels(map.xy, coloring, states) : [];
  const inked = cursor === undefined ? extra : extra.map((each) => ({ ...each, color: colorOf(coloring, cursor) }));
  scatter.mark({ cursor, pointed, neighbors, path: pathAbout(cloud, cursor), labels, extra: inked });
}

/** Of the only problem where nobody stands anywhere yet. */
function pathAbout(cloud: Cloud, cursor: number | undefined): readonly number[] {
  const longest = longestPath[cloud.shown.unit];
  if (cursor === undefined) return cloud.shown.groupNames.length === 1 ? cloud.path(0).slice(0, longest) : [];
  const whole = cloud.path(cursor);
  const from = Math.max(0, Math.min(whole.indexOf(cursor) - longest / 2, whole.length - longest));
  return whole.slice(from, from + longest);
}

export function groundOf(body: HTMLElement): Ground {
  const kind = themeKind(body);
  const text = themeColor(body, "foreground") || (isDark(kind) ? "#cccccc" : "#3b3b3b");
  return {
    kind,
    background: themeColor(body, "editor.background") || (isDark(kind) ? "#1f1f1f" : "#ffffff"),
    text,
    muted: kind.startsWith("high") ? text : themeColor(body, "descriptionForeground") || "#888888",
  };
}

export function inkOf({ kind, background, text, muted }: Ground, body: HTMLElement): MarkInk {
  // The theme's own orange is too dark for lines on a dark map.
  const accent = isDark(kind) ? "#ffc14d" : "#b04a00";
  return { text, muted, background, accent, font: getComputedStyle(body).fontFamily };
}
