/** @file The point somebody stands at: what is known of it, and the points nearest to it where they really lie; of a selection, what it is made of. */

import { countText, numberText, percentText } from "../../../src/core/format/figures.ts";
import { element } from "../../dom.ts";
import { button } from "../../ui.ts";
import { colorOf } from "../coloring.ts";
import { swatch } from "../legend.ts";
import { isDoubled, pointSiteOf, siteName } from "../sites.ts";
import type { SideActions, SideContext, SideTab } from "./context.ts";

const neighbourCount = 10;

export class PointTab implements SideTab {
  readonly element = element("div", { class: "tab-body" });
  readonly #actions: SideActions;
  readonly #about = element("div");
  readonly #near = element("div");
  readonly #selection = element("div");
  #asked = "";

  constructor(actions: SideActions) {
    this.#actions = actions;
    this.element.append(this.#about, this.#near, this.#selection);
  }

  update(context: SideContext): void {
    const { cursor, cloud } = context;
    if (cursor === undefined || cursor >= cloud.count) {
      this.#about.replaceChildren(
        element("p", {
          class: "muted hint",
          text: "Click a point, or press an arrow key on the map. Enter opens it in the editor.",
        }),
      );
      this.#near.replaceChildren();
      this.#asked = "";
      this.#actions.neighbours([]);
    } else {
      this.#showPoint(context, cursor);
      void this.#showNear(context, cursor);
    }
    this.#showSelection(context);
  }

  leave(): void {
    this.#actions.neighbours([]);
    this.#asked = "";
  }

  #showPoint({ cloud, drawn, endpoint }: SideContext, point: number): void {
    const facts = cloud
      .facts(point)
      .flatMap(([name, value]) => [element("dt", { text: name }), element("dd", { text: value })]);
    const { unit } = cloud.shown;
    const group = unit === "items" || unit === "problems" ? "" : cloud.groupName(point);
    this.#about.replaceChildren(
      element("div", { class: "point-title", text: cloud.title(point) }),
      element("div", {
        class: "point-detail",
        text: cloud.shown.unit === "items" ? `∴ ${cloud.detail(point)}` : cloud.detail(point),
      }),
      ...(group === "" ? [] : [element("div", { class: "muted", text: group })]),
      element("dl", { class: "facts" }, facts),
      element("div", { class: "point-actions" }, [
        button("Open in Editor", () => this.#actions.open(point)),
        button("Show Attention", () => {
          const model = (drawn?.model ?? cloud.shown.models[0])?.dir ?? "";
          void endpoint.request("attention", { model, point }).catch((error: unknown) => this.#actions.fail(error));
        }),
      ]),
    );
  }

  async #showNear({ endpoint, cloud, coloring, drawn }: SideContext, point: number): Promise<void> {
    if (drawn === undefined) return;
    const { site, model } = drawn;
    const asked = JSON.stringify([
      cloud.shown.id,
      model.dir,
      site,
      point,
      coloring.facet?.name,
      coloring.entries[0]?.color,
    ]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    try {
      const { points, distances } = await endpoint.request("nearest", {
        model: model.dir,
        site: pointSiteOf(site),
        point,
        neighbours: neighbourCount,
      });
      if (asked !== this.#asked) return;
      const base = isDoubled(site) ? cloud.count : Number.POSITIVE_INFINITY;
      const rows = [...points].map((neighbour, i) => {
        const of = neighbour % Math.min(base, 2 * cloud.count);
        const row = element("button", { class: "near", attributes: { type: "button" } }, [
          swatch(colorOf(coloring, of), coloring.shapes?.[of] ?? 0),
          element("span", { class: "near-title", text: `${neighbour >= base ? "key: " : ""}${cloud.title(of)}` }),
          element("span", { class: "number", text: numberText(Number((distances[i] ?? 0).toPrecision(3))) }),
        ]);
        row.title = `${cloud.title(of)} ∴ ${cloud.detail(of)}`;
        row.addEventListener("click", () => this.#actions.choose(of));
        return row;
      });
      const own = coloring.facet && cloud.value(coloring.facet, point);
      const same = [...points].filter(
        (each) => coloring.facet && cloud.value(coloring.facet, each % cloud.count) === own,
      ).length;
      const share = own === undefined ? "" : ` ${same} of ${points.length} have the same ${coloring.facet?.name}.`;
      this.#near.replaceChildren(
        element("h2", { text: `Nearest in ${siteName(site)}` }),
        element("p", { class: "muted", text: `Where they really lie, not on the map.${share}` }),
        element("div", { class: "near-list" }, rows),
      );
      this.#actions.neighbours([...points].filter((each) => each < cloud.count));
    } catch (error) {
      if (asked === this.#asked) this.#actions.fail(error);
    }
  }

  #showSelection({ cloud, coloring, selected }: SideContext): void {
    const { facet, entries } = coloring;
    if (selected.size < 2) {
      this.#selection.replaceChildren();
      return;
    }
    const counts = new Map<string, number>();
    if (facet?.kind === "category")
      for (const point of selected) {
        const value = cloud.value(facet, point) ?? "–";
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    const bars = [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 12)
      .map(([value, count]) => {
        const bar = element("span", { class: "share-bar" });
        bar.style.setProperty("--share", String(count / selected.size));
        bar.style.setProperty("--paint", entries.find((each) => each.value === value)?.color ?? "currentColor");
        return element("div", { class: "share-row" }, [
          element("span", { class: "share-name", text: value, title: value }),
          bar,
          element("span", { class: "number", text: `${count} · ${percentText(count / selected.size)}` }),
        ]);
      });
    this.#selection.replaceChildren(
      element("h2", { text: `${countText(selected.size)} selected` }),
      ...(facet === undefined ? [] : [element("p", { class: "muted", text: `by ${facet.name}` })]),
      ...bars,
      button("Clear Selection", () => this.#actions.select([])),
    );
  }
}
