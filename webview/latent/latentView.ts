/**
 * @file The latent view: one or two maps of the same points with one selection, a legend that filters, and what can be asked and done beside
 * them. What was drawn last stays until something else is.
 */

import { messageOf } from "../../src/core/base/errors.ts";
import type { Endpoint } from "../../src/protocol/endpoint.ts";
import type { Facet, LatentFormat, LatentViewContract, ShownModel } from "../../src/protocol/latentView.ts";
import type { Contract, Notice } from "../../src/protocol/request.ts";
import { element } from "../dom.ts";
import { button, progress } from "../ui.ts";
import { Cloud } from "./cloud.ts";
import { HoverCard } from "./hoverCard.ts";
import { Legend } from "./legend.ts";
import { type MapPane, MapPane as MapPaneOf, type MapParams } from "./mapPane.ts";
import { Painting } from "./painting.ts";
import { saveView } from "./saving.ts";
import { bringIntoSight, wholeMap, zoomTo } from "./scatter/frame.ts";
import { isShown } from "./scatter/looks.ts";
import type { Mark } from "./scatter/marks.ts";
import { countShown } from "./scene.ts";
import type { SideContext } from "./side/context.ts";
import { SidePanel } from "./sidePanel.ts";
import { firstSite, type Site, secondSite, siteFor } from "./sites.ts";
import { type Look, mostKept, type PaneLook } from "./state.ts";
import { LatentToolbar } from "./toolbar.ts";

export interface LatentViewOptions {
  readonly endpoint: Endpoint<Contract, LatentViewContract>;
  readonly look: Look;
  readonly keep: (look: Look) => void;
}

/** While somebody runs through points with the arrow keys, the editor follows where they rest. */
const openMilliseconds = 120;

export class LatentView {
  readonly element: HTMLElement;
  readonly #options: LatentViewOptions;
  readonly #toolbar: LatentToolbar;
  readonly #side: SidePanel;
  readonly #legend: Legend;
  readonly #hover = new HoverCard();
  readonly #panes: readonly [MapPane, MapPane];
  readonly #painting = new Painting();
  readonly #maps = element("div", { class: "maps" });
  readonly #body: HTMLElement;
  readonly #empty = element("div", { class: "empty", attributes: { hidden: true } });
  readonly #notices = element("div");
  readonly #status = element("footer", { class: "status", role: "status" });
  readonly #alert = element("span", { class: "word", role: "alert" });
  #look: Look;
  #cloud: Cloud | undefined;
  #selected: Set<number>;
  #pointed: number | undefined;
  #neighbours: readonly number[] = [];
  #extra: readonly Mark[] = [];
  #stale = false;
  #opening: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LatentViewOptions) {
    this.#options = options;
    this.#look = options.look;
    this.#selected = new Set(this.#look.selected);
    const { endpoint } = options;
    this.#toolbar = new LatentToolbar(this.#look, {
      change: (look) => this.#change(look),
      choose: (source) => void endpoint.request("choose", { source }).catch((error) => this.#fail(error)),
      points: (points) => void endpoint.request("reread", { points }).catch((error) => this.#fail(error)),
      search: (text) => this.#select(this.#cloud?.search(text) ?? []),
      save: (format, scale) => void this.#save(format, scale),
      second: () => this.#toggleSecond(),
    });
    this.#legend = new Legend({
      hide: (facet, values) => this.#change({ hidden: { ...this.#look.hidden, [facet]: [...values] } }),
    });
    this.#side = new SidePanel(
      {
        choose: (point) => this.#choose(point, false),
        open: (point) => this.#open(point, true),
        select: (points) => this.#select(points),
        neighbours: (points) => {
          this.#neighbours = points;
          this.#paintMarks();
        },
        site: (site) => this.#setSite(0, site),
        color: (facet) => this.#change(facet === "" ? {} : { color: facet }),
        marks: (marks) => {
          this.#extra = marks;
          this.#paintMarks();
        },
        fail: (error) => this.#fail(error),
      },
      (tab) => this.#change({ tab, side: true }),
    );
    this.#panes = [this.#makePane(0), this.#makePane(1)];
    this.#maps.append(this.#legend.element, ...this.#panes.map((pane) => pane.element));
    this.#body = element("div", { class: "latent-body" }, [this.#maps, this.#side.element]);
    this.element = element("div", { class: "latent-view" }, [
      this.#toolbar.element,
      this.#notices,
      this.#body,
      this.#empty,
      this.#status,
    ]);
    this.element.addEventListener("keydown", (event) => this.#shortcut(event));
  }

  show({ points, source, choices, message, runnable, busy }: Notice<LatentViewContract, "show">): void {
    this.#toolbar.sources(choices, source);
    if (source !== "" && source !== this.#look.source) this.#keep({ source });
    if (busy && this.#cloud !== undefined) return; // the last picture stays
    if (points === null) {
      if (!busy) this.#cloud = undefined;
      this.#showEmpty(message, runnable, busy);
      return;
    }
    this.#empty.hidden = true;
    this.#body.hidden = false;
    const other = points.id !== this.#cloud?.shown.id;
    const [judged] = this.#cloud?.facets.filter(({ name }) => name === "verdict") ?? [];
    this.#cloud = new Cloud(points);
    if (!other && judged !== undefined) this.#cloud.add(judged);
    if (points.id !== this.#look.points) this.#begin(this.#cloud);
    if (other) for (const pane of this.#panes) pane.forget();
    this.setStale(points.id, false);
    this.#change({});
  }

  addFacet(points: string, facet: Facet): void {
    if (this.#cloud?.shown.id !== points) return;
    this.#cloud.add(facet);
    this.#change({});
  }

  /** Somebody stands at this point elsewhere. */
  reveal(points: string, point: number | null): void {
    if (this.#cloud?.shown.id !== points || point === null || point === this.#look.cursor) return;
    this.#look = { ...this.#look, cursor: point };
    const { scatter, drawn } = this.#panes[0];
    if (drawn !== undefined) {
      const { zoom, size } = scatter.seen;
      this.#look = {
        ...this.#look,
        zoom: bringIntoSight(zoom, drawn.xy[2 * point] ?? 0, drawn.xy[2 * point + 1] ?? 0, size),
      };
    }
    this.#change({});
  }

  setStale(points: string, stale: boolean): void {
    if (this.#cloud?.shown.id !== points) return;
    this.#stale = stale;
    const { notices } = this.#cloud.shown;
    this.#notices.replaceChildren(
      ...(stale
        ? [
            element("div", { class: "notice", role: "status" }, [
              "The file has changed since these points were made.",
              button("Show As It Is Now", () => {
                const count = this.#cloud?.count ?? 1000;
                void this.#options.endpoint.request("reread", { points: count }).catch((error) => this.#fail(error));
              }),
            ]),
          ]
        : []),
      ...notices.map((text) => element("div", { class: "notice", text })),
    );
    this.#body.classList.toggle("stale", stale);
  }

  /** The theme has changed. */
  redraw(): void {
    this.#painting.forget();
    this.#change({});
  }

  /** Other points than those that the look was set for. */
  #begin(cloud: Cloud): void {
    this.#selected = new Set();
    this.#look = {
      ...this.#look,
      points: cloud.shown.id,
      panes: [],
      color: cloud.shown.color,
      shape: null,
      hidden: {},
      cursor: null,
      zoom: wholeMap,
    };
  }

  #showEmpty(message: string | null, runnable: boolean, busy: boolean): void {
    this.#body.hidden = true;
    this.#empty.hidden = false;
    this.#status.replaceChildren();
    this.#empty.replaceChildren(
      element("h1", { text: busy ? "Reading points…" : "No points yet" }),
      ...(busy ? [progress("Reading points")] : [element("p", { text: message ?? "Choose above what to show." })]),
      ...(runnable
        ? [
            button(
              "Run All Problems",
              () => void this.#options.endpoint.request("run", {}).catch((error) => this.#fail(error)),
              "primary",
            ),
          ]
        : []),
    );
  }

  #makePane(nth: 0 | 1): MapPane {
    const pane: MapPane = new MapPaneOf(nth === 0 ? "Map" : "Second map", this.#options.endpoint, {
      point: (point, at) => this.#point(pane, point, at),
      choose: (point, add) => this.#choose(this.#base(point), add),
      clear: () => this.#select([]),
      outline: (points, add) => {
        const found = points.map((point) => this.#base(point));
        this.#select(add ? [...this.#selected, ...found] : found);
      },
      zoom: (zoom) => {
        this.#keep({ zoom });
        for (const each of this.#panes) each.scatter.zoomTo(zoom);
      },
      drag: (x, y, phase) => this.#drag(pane, x, y, phase),
      key: (event) => this.#key(event),
      site: (site, model) => this.#setSite(nth, site, model),
      drawn: () => this.#change({}),
    });
    pane.scatter.element.append(...(nth === 0 ? [this.#hover.element] : []));
    return pane;
  }

  /** A map of queries and keys has every point twice. */
  #base(point: number): number {
    return point % (this.#cloud?.count ?? 1);
  }

  #keep(change: Partial<Look>): void {
    this.#look = { ...this.#look, ...change };
    this.#options.keep(this.#look);
  }

  /** Everything that follows from how somebody looks at the points. */
  #change(change: Partial<Look>): void {
    const cloud = this.#cloud;
    this.#keep({ ...change, selected: this.#selected.size <= mostKept ? [...this.#selected] : [] });
    this.#toolbar.show(this.#look, cloud);
    if (cloud === undefined) return;
    const looks = this.#paneLooks(cloud);
    const params = this.#params();
    for (const [i, pane] of this.#panes.entries()) {
      const look = looks[i];
      pane.element.hidden = look === undefined;
      if (look === undefined) continue;
      pane.controls(cloud.shown.models, look.model, look.site);
      pane.scatter.tool = this.#look.tool;
      pane.scatter.zoomTo(this.#look.zoom);
      void pane.compute(look.model, look.site, params);
    }
    this.#painting.paint(this.#panes, cloud, this.#look, this.#selected);
    this.#legend.show({ ...this.#painting, hidden: this.#look.hidden, shape: cloud.facet(this.#look.shape) });
    this.#paintMarks();
    this.#side.show(this.#look.side ? this.#look.tab : undefined, this.#context(cloud));
    this.#showStatus(cloud);
  }

  #paneLooks(cloud: Cloud): readonly { readonly model: ShownModel; readonly site: Site }[] {
    const { models } = cloud.shown;
    const [first] = models;
    if (first === undefined) return [];
    const looks = this.#look.panes.length === 0 ? [{ model: null, ...firstSite(first) }] : this.#look.panes;
    return looks.map((look: PaneLook) => {
      const model = models.find(({ dir }) => dir === look.model) ?? first;
      return { model, site: siteFor(look, model) };
    });
  }

  #params(): MapParams {
    const { method, perplexity, iterations, neighbours, minDistance, cosine, standardize, seed, aligned } = this.#look;
    const how =
      method === "pca"
        ? { kind: method }
        : method === "tsne"
          ? { kind: method, perplexity, iterations }
          : { kind: method, neighbours, minDistance };
    return { method: how, metric: cosine ? "cosine" : "euclidean", standardize, seed, aligned };
  }

  #context(cloud: Cloud): SideContext {
    const { states, coloring } = this.#painting;
    return {
      endpoint: this.#options.endpoint,
      cloud,
      coloring,
      drawn: this.#panes[0].drawn,
      cursor: this.#look.cursor ?? undefined,
      selected: this.#selected,
      shown: (point) => isShown(states[point] ?? 0),
    };
  }

  #paintMarks(): void {
    const cloud = this.#cloud;
    if (cloud === undefined) return;
    this.#painting.mark(this.#panes, cloud, this.#look, {
      pointed: this.#pointed,
      neighbours: this.#neighbours,
      extra: this.#extra,
    });
  }

  #showStatus(cloud: Cloud): void {
    const shown = countShown(this.#painting.states);
    const words = [
      `${shown.toLocaleString("en")} of ${cloud.shown.total.toLocaleString("en")} ${cloud.shown.unit}`,
      ...(this.#selected.size > 0 ? [`${this.#selected.size.toLocaleString("en")} selected`] : []),
    ];
    this.#status.replaceChildren(element("span", { text: words.join(" · ") }), this.#alert);
  }

  #point(pane: MapPane, point: number | undefined, at: readonly [number, number]): void {
    const base = point === undefined ? undefined : this.#base(point);
    if (base !== this.#pointed) {
      this.#pointed = base;
      this.#paintMarks();
    }
    if (point === undefined || base === undefined || this.#cloud === undefined) {
      this.#hover.hide();
      return;
    }
    pane.scatter.element.append(this.#hover.element);
    const half = pane.drawn?.site.component === "attention.queryKey" ? (point === base ? "query" : "key") : undefined;
    this.#hover.show(this.#cloud, base, at, half);
  }

  #choose(point: number, add: boolean): void {
    if (add) {
      if (this.#selected.has(point)) this.#selected.delete(point);
      else this.#selected.add(point);
    }
    this.#change({ cursor: point });
    clearTimeout(this.#opening);
    this.#opening = setTimeout(() => this.#open(point, false), openMilliseconds);
  }

  #open(point: number, focus: boolean): void {
    clearTimeout(this.#opening);
    void this.#options.endpoint.request("open", { point, focus }).catch((error) => this.#fail(error));
  }

  #select(points: readonly number[]): void {
    this.#selected = new Set(points);
    if (points.length === 0) this.#toolbar.clearSearch();
    this.#change({});
  }

  #setSite(nth: 0 | 1, site: Site, model?: string): void {
    const cloud = this.#cloud;
    if (cloud === undefined) return;
    const panes = this.#paneLooks(cloud).map((each, i) =>
      i === nth ? { model: model ?? each.model.dir, ...site } : { model: each.model.dir, ...each.site },
    );
    this.#change({ panes });
  }

  #toggleSecond(): void {
    const cloud = this.#cloud;
    const [first] = cloud === undefined ? [] : this.#paneLooks(cloud);
    if (cloud === undefined || first === undefined) return;
    const one = { model: first.model.dir, ...first.site };
    const other = cloud.shown.models[1] ?? first.model;
    const two = other === first.model ? secondSite(first.model, first.site) : siteFor(first.site, other);
    this.#change({ panes: this.#look.panes.length > 1 ? [one] : [one, { model: other.dir, ...two }] });
  }

  #drag(pane: MapPane, x: number, y: number, phase: "start" | "move" | "end"): void {
    if (pane !== this.#panes[0]) return;
    if (phase === "end") {
      this.#side.touch.dragging.end();
      return;
    }
    if (this.#look.tab !== "touch" || !this.#look.side) this.#change({ tab: "touch", side: true });
    if (phase === "move") this.#side.touch.dragging.move(x, y);
  }

  /** On a map. */
  #key(event: KeyboardEvent): void {
    const { key } = event;
    const { cursor } = this.#look;
    if (key === "Enter" && cursor !== null) this.#open(cursor, true);
    else if (key === " " && cursor !== null) this.#choose(cursor, true);
    else if (key === "Escape") this.#select([]);
    else if (key === "a")
      this.#select([...this.#painting.states.keys()].filter((point) => isShown(this.#painting.states[point] ?? 0)));
    else if (key === "i") this.#select([...this.#painting.states.keys()].filter((point) => !this.#selected.has(point)));
    else if (key === "f") this.#frame();
    else if (key === "2") this.#toggleSecond();
    else if (key === "[" || key === "]") this.#step(key === "]" ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /** The next layer of the first map. */
  #step(by: number): void {
    const cloud = this.#cloud;
    const [first] = cloud === undefined ? [] : this.#paneLooks(cloud);
    if (first !== undefined)
      this.#setSite(0, siteFor({ ...first.site, layer: Math.max(0, first.site.layer + by) }, first.model));
  }

  /** What is selected, as large as fits. */
  #frame(): void {
    const xy = this.#panes[0].drawn?.xy;
    if (xy !== undefined)
      this.#change({ zoom: zoomTo(xy, this.#selected.size > 0 ? this.#selected : [...this.#painting.states.keys()]) });
  }

  #shortcut(event: KeyboardEvent): void {
    if (event.key !== "/" || event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.target instanceof HTMLElement && event.target.tagName === "VSCODE-TEXT-FIELD") return;
    event.preventDefault();
    this.#toolbar.focusSearch();
  }

  async #save(format: LatentFormat, scale: number): Promise<void> {
    const cloud = this.#cloud;
    if (cloud === undefined) return;
    try {
      const { states } = this.#painting;
      await saveView(
        {
          endpoint: this.#options.endpoint,
          panes: this.#panes,
          cloud,
          look: this.#look,
          states,
          selected: this.#selected,
          stale: this.#stale,
        },
        format,
        scale,
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    console.warn(error);
    this.#alert.textContent = messageOf(error);
    setTimeout(() => this.#alert.replaceChildren(), 15_000);
  }
}
