/** @file From how somebody looks at points to bytes that a map draws, computed again only where something changed. */

import { themeColor, themeKind } from "../theme.ts";
import type { Cloud } from "./cloud.ts";
import { type Coloring, coloringOf, colorOf, type Ground, isDark, shapesOf } from "./coloring.ts";
import type { MapPane } from "./mapPane.ts";
import type { MarkInk, Marks } from "./scatter/marks.ts";
import { doubled, groupLabels, statesOf } from "./scene.ts";
import { isDoubled } from "./sites.ts";
import type { Look } from "./state.ts";

/** A path of more points would hide the map: of a longer one the part is drawn where somebody stands. */
const longestPath = { items: 0, problems: 0, steps: 60, tokens: 20 } as const;

export class Painting {
  coloring: Coloring = coloringOf(undefined, 0, groundOf());
  states: Uint8Array = new Uint8Array(0);
  muted = "#888888";
  #colored = "";
  #ink: MarkInk = inkOf(groundOf());
  #shapes: Uint8Array = new Uint8Array(0);

  /** The theme has changed. */
  forget(): void {
    this.#colored = "";
  }

  paint(panes: readonly MapPane[], cloud: Cloud, look: Look, selected: ReadonlySet<number>): void {
    const facet = cloud.facet(look.color);
    const shape = cloud.facet(look.shape);
    const colored = `${cloud.shown.id} ${look.color} ${look.shape} ${cloud.facets.length} ${facet?.of.byteLength}`;
    if (colored !== this.#colored || facet !== this.coloring.facet) {
      this.#colored = colored;
      const ground = groundOf();
      this.muted = ground.muted;
      this.#ink = inkOf(ground);
      this.coloring = coloringOf(facet, cloud.count, ground);
      this.#shapes =
        shape === undefined ? (this.coloring.shapes ?? new Uint8Array(cloud.count)) : shapesOf(shape, cloud.count);
    }
    this.states = statesOf(cloud, look.hidden, selected);
    const looks = { colors: this.coloring.colors, shapes: this.#shapes, states: this.states };
    for (const { scatter, drawn } of panes) {
      if (drawn === undefined) continue;
      const twice = isDoubled(drawn.site) && drawn.xy.length === 4 * cloud.count;
      // Queries are circles, keys triangles.
      const own = twice
        ? {
            colors: doubled(looks.colors),
            shapes: Uint8Array.from({ length: 2 * cloud.count }, (_, i) => (i < cloud.count ? 0 : 2)),
            states: doubled(looks.states),
          }
        : looks;
      scatter.look(own, this.coloring.palette, this.#ink);
    }
  }

  mark(
    panes: readonly MapPane[],
    cloud: Cloud,
    look: Look,
    { pointed, neighbours, extra }: Pick<Marks, "pointed" | "neighbours" | "extra">,
  ): void {
    const cursor = look.cursor ?? undefined;
    const path = pathAbout(cloud, cursor);
    for (const [i, { scatter, drawn }] of panes.entries()) {
      if (drawn === undefined) continue;
      const twice = isDoubled(drawn.site);
      const labels = look.names && !twice ? groupLabels(drawn.xy, this.coloring, this.states) : [];
      const inked = extra.map((mark) =>
        cursor === undefined ? mark : { ...mark, color: colorOf(this.coloring, cursor) },
      );
      scatter.mark({ cursor, pointed, neighbours, path, labels, extra: i === 0 ? inked : [] });
    }
  }
}

/** Of the only problem where nobody stands anywhere yet. */
function pathAbout(cloud: Cloud, cursor: number | undefined): readonly number[] {
  const longest = longestPath[cloud.shown.unit];
  if (cursor === undefined) return cloud.shown.groupNames.length === 1 ? cloud.path(0).slice(0, longest) : [];
  const whole = cloud.path(cursor);
  const from = Math.max(0, Math.min(whole.indexOf(cursor) - longest / 2, whole.length - longest));
  return whole.slice(from, from + longest);
}

function groundOf(): Ground {
  const { body } = document;
  const kind = themeKind(body);
  const dark = isDark(kind);
  const text = themeColor(body, "foreground") || (dark ? "#cccccc" : "#3b3b3b");
  return {
    kind,
    background: themeColor(body, "editor.background") || (dark ? "#1f1f1f" : "#ffffff"),
    text,
    muted: kind.startsWith("high") ? text : themeColor(body, "descriptionForeground") || "#888888",
  };
}

function inkOf({ kind, background, text, muted }: Ground): MarkInk {
  const { body } = document;
  // The theme's own orange is too dark for lines on a dark map.
  const accent = isDark(kind) ? "#ffc14d" : "#b04a00";
  return { text, muted, background, accent, font: getComputedStyle(body).fontFamily };
}
