/**
 * @file The latent view: one or two maps of the same points with one selection, a legend that filters, and what can be asked and done beside
 * them. What was drawn last stays until something else is.
 */

import { messageOf } from "../../src/core/base/errors.ts";
import { countText } from "../../src/core/format/figures.ts";
import type { Endpoint } from "../../src/protocol/endpoint.ts";
import type { Facet, LatentFormat, LatentViewContract } from "../../src/protocol/latentView.ts";
import type { Contract, Notice } from "../../src/protocol/request.ts";
import { owned } from "../../src/protocol/wire.ts";
import { element } from "../dom.ts";
import { Cloud } from "./cloud.ts";
import { latentKey } from "./keys.ts";
import { Maps } from "./maps.ts";
import { emptyPage, noticesOf } from "./pages.ts";
import { lookedAt, panesOf, withOrWithoutSecond } from "./paneLooks.ts";
import { saveView } from "./saving.ts";
import { bringIntoSight, wholeMap, zoomTo } from "./scatter/frame.ts";
import { isShown } from "./scatter/looks.ts";
import { countShown } from "./scene.ts";
import type { SideContext } from "./side/context.ts";
import { SidePanel } from "./sidePanel.ts";
import { type SideExport, sideBytes } from "./sideSaving.ts";
import { type Site, siteFor } from "./sites.ts";
import { type Look, mostKept } from "./state.ts";
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
  readonly #maps: Maps;
  readonly #body: HTMLElement;
  readonly #empty = element("div", { class: "empty", attributes: { hidden: true } });
  readonly #notices = element("div");
  readonly #status = element("footer", { class: "status", role: "status" });
  readonly #alert = element("span", { class: "word", role: "alert" });
  #look: Look;
  #cloud: Cloud | undefined;
  #selected: Set<number>;
  #stale = false;
  #opening: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LatentViewOptions) {
    this.#options = options;
    this.#look = options.look;
    this.#selected = new Set(this.#look.selected);
    const { endpoint } = options;
    this.#toolbar = new LatentToolbar(this.#look, {
      change: (look) => this.#change(look),
      choose: (source) => this.#ask(endpoint.request("choose", { source })),
      points: (points) => this.#ask(endpoint.request("reread", { points })),
      search: (text) => this.#select(this.#cloud?.search(text) ?? []),
      save: (format, scale) => void this.#save(format, scale),
      second: () => this.#toggleSecond(),
    });
    this.#maps = new Maps(endpoint, {
      choose: (point, add) => this.#choose(point, add),
      select: (points, add) => this.#select(add ? [...this.#selected, ...points] : points),
      zoom: (zoom) => this.#keep({ zoom }),
      drag: (x, y, phase) => this.#drag(x, y, phase),
      key: (event, nth) => this.#key(event, nth),
      site: (nth, site, model) => this.#setSite(nth, site, model),
      drawn: () => this.#change({}),
      hide: (facet, values) => this.#change({ hidden: { ...this.#look.hidden, [facet]: [...values] } }),
    });
    this.#side = new SidePanel(
      {
        choose: (point) => this.#choose(point, false),
        open: (point) => this.#open(point, true),
        select: (points) => this.#select(points),
        neighbours: (points) => this.#maps.neighbours(points),
        site: (site) => this.#setSite(0, site),
        color: (facet) => this.#change(facet === "" ? {} : { color: facet }),
        marks: (marks) => this.#maps.extra(marks),
        save: (saved) => this.#ask(this.#saveSide(saved)),
        fail: (error) => this.#fail(error),
      },
      (tab) => this.#change({ tab, side: true }),
    );
    this.#body = element("div", { class: "latent-body" }, [this.#maps.element, this.#side.element]);
    this.element = element("div", { class: "latent-view" }, [
      this.#toolbar.element,
      this.#notices,
      this.#body,
      this.#empty,
      this.#status,
    ]);
    this.element.addEventListener("keydown", (event) => this.#shortcut(event));
  }

  choices({ source, choices }: Notice<LatentViewContract, "choices">): void {
    this.#toolbar.sources(choices, source);
  }

  show({ points, source, message, runnable, busy }: Notice<LatentViewContract, "show">): void {
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
    if (other) this.#maps.forget();
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
    const { scatter, drawn } = this.#maps.panes[0];
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
    const reread = (): void => this.#ask(this.#options.endpoint.request("reread", { points: null }));
    this.#notices.replaceChildren(...noticesOf(this.#cloud.shown, stale ? reread : undefined));
    this.#body.classList.toggle("stale", stale);
  }

  /** The theme has changed. */
  redraw(): void {
    this.#maps.painting.forget();
    this.#change({});
  }

  /** Other points than those that the look was set for. */
  #begin(cloud: Cloud): void {
    this.#selected = new Set();
    this.#look = {
      ...this.#look,
      points: cloud.shown.id,
      panes: [],
      axes: [0, 1],
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
    const run = (): void => this.#ask(this.#options.endpoint.request("run", {}));
    this.#empty.replaceChildren(...emptyPage({ message, busy }, runnable ? run : undefined));
  }

  #keep(change: Partial<Look>): void {
    this.#look = { ...this.#look, ...change };
    this.#options.keep(this.#look);
  }

  /** Everything that follows from how somebody looks at the points. */
  #change(change: Partial<Look>): void {
    const cloud = this.#cloud;
    this.#keep({ ...change, selected: this.#selected.size <= mostKept ? [...this.#selected] : [] });
    this.#toolbar.show(this.#look, cloud, this.#maps.panes[0].drawn?.answer?.variance?.shares ?? []);
    if (cloud === undefined) return;
    this.#maps.show(cloud, this.#look, this.#selected);
    this.#side.show(this.#look.side ? this.#look.tab : undefined, this.#context(cloud));
    this.#showStatus(cloud);
  }

  #context(cloud: Cloud): SideContext {
    const { states, coloring } = this.#maps.painting;
    return {
      endpoint: this.#options.endpoint,
      cloud,
      coloring,
      drawn: this.#maps.panes[0].drawn,
      cursor: this.#look.cursor ?? undefined,
      selected: this.#selected,
      shown: (point) => isShown(states[point] ?? 0),
    };
  }

  #showStatus(cloud: Cloud): void {
    const shown = countShown(this.#maps.painting.states);
    const words = [
      `${countText(shown)} of ${countText(cloud.shown.total)} ${cloud.shown.unit}`,
      ...(this.#selected.size > 0 ? [`${countText(this.#selected.size)} selected`] : []),
    ];
    this.#status.replaceChildren(element("span", { text: words.join(" · ") }), this.#alert);
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
    this.#ask(this.#options.endpoint.request("open", { point, focus }));
  }

  #select(points: readonly number[]): void {
    this.#selected = new Set(points);
    if (points.length === 0) this.#toolbar.clearSearch();
    this.#change({});
  }

  #setSite(nth: number, site: Site, dir?: string): void {
    const cloud = this.#cloud;
    if (cloud === undefined) return;
    const looks = lookedAt(cloud.shown, this.#look.panes);
    const model = cloud.shown.models.find((each) => each.dir === dir);
    const changed = looks.map((each, i) => (i === nth ? { model: model ?? each.model, site } : each));
    this.#change({ panes: panesOf(changed) });
  }

  #toggleSecond(): void {
    if (this.#cloud === undefined) return;
    const { shown } = this.#cloud;
    this.#change({ panes: panesOf(withOrWithoutSecond(lookedAt(shown, this.#look.panes))) });
  }

  #drag(x: number, y: number, phase: "start" | "move" | "end"): void {
    if (phase === "end") {
      this.#side.touch.dragging.end();
      return;
    }
    if (this.#look.tab !== "touch" || !this.#look.side) this.#change({ tab: "touch", side: true });
    if (phase === "move") this.#side.touch.dragging.move(x, y);
  }

  /** On the n-th map. */
  #key(event: KeyboardEvent, nth: number): void {
    const key = latentKey(event);
    if (key === undefined) return;
    event.preventDefault();
    const { cursor } = this.#look;
    const { states } = this.#maps.painting;
    switch (key.kind) {
      case "open":
        if (cursor !== null) this.#open(cursor, true);
        return;
      case "toggle":
        if (cursor !== null) this.#choose(cursor, true);
        return;
      case "clear":
        this.#select([]);
        return;
      case "all":
        this.#select([...states.keys()].filter((point) => isShown(states[point] ?? 0)));
        return;
      case "invert":
        this.#select([...states.keys()].filter((point) => !this.#selected.has(point)));
        return;
      case "frame":
        this.#frame();
        return;
      case "second":
        this.#toggleSecond();
        return;
      case "layer":
        this.#step(nth, key.by);
        return;
      default:
        key satisfies never;
    }
  }

  /** The next layer of a map. */
  #step(nth: number, by: number): void {
    const looked = this.#cloud === undefined ? undefined : lookedAt(this.#cloud.shown, this.#look.panes)[nth];
    if (looked === undefined) return;
    this.#setSite(nth, siteFor({ ...looked.site, layer: Math.max(0, looked.site.layer + by) }, looked.model));
  }

  /** What is selected, as large as fits. */
  #frame(): void {
    const xy = this.#maps.panes[0].drawn?.xy;
    if (xy !== undefined)
      this.#change({
        zoom: zoomTo(xy, this.#selected.size > 0 ? this.#selected : [...this.#maps.painting.states.keys()]),
      });
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
      const { states } = this.#maps.painting;
      await saveView(
        {
          endpoint: this.#options.endpoint,
          panes: this.#maps.panes,
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

  async #saveSide(saved: SideExport): Promise<void> {
    const { name, format } = saved;
    await this.#options.endpoint.request("save", { name, format, bytes: owned(await sideBytes(saved)) });
  }

  /** Nothing waits for the answer. */
  #ask(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    console.warn(error);
    this.#alert.textContent = messageOf(error);
    setTimeout(() => this.#alert.replaceChildren(), 15_000);
  }
}
