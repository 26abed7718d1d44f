/** @file The two maps with their legend, painted from one look: what is pointed at, marked and selected is so on both. */

import type { Endpoint } from "../../src/protocol/endpoint.ts";
import type { LatentViewContract } from "../../src/protocol/latentView.ts";
import type { Contract } from "../../src/protocol/request.ts";
import { element } from "../dom.ts";
import type { Cloud } from "./cloud.ts";
import { HoverCard } from "./hoverCard.ts";
import { Legend } from "./legend.ts";
import { MapPane } from "./mapPane.ts";
import { Painting } from "./painting.ts";
import { lookedAt, mapParams } from "./paneLooks.ts";
import type { Zoom } from "./scatter/frame.ts";
import type { Mark } from "./scatter/marks.ts";
import { isDoubled, type Site } from "./sites.ts";
import type { Look } from "./state.ts";

export interface MapsEvents {
  choose(point: number, add: boolean): void;
  select(points: readonly number[], add: boolean): void;
  zoom(zoom: Zoom): void;
  /** On the first map: a place of it. */
  drag(x: number, y: number, phase: "start" | "move" | "end"): void;
  /** On the n-th map. */
  key(event: KeyboardEvent, nth: number): void;
  site(nth: number, site: Site, model: string): void;
  drawn(): void;
  hide(facet: string, values: readonly string[]): void;
}

export class Maps {
  readonly element = element("div", { class: "maps" });
  readonly panes: readonly [MapPane, MapPane];
  readonly painting = new Painting();
  readonly #events: MapsEvents;
  readonly #legend: Legend;
  readonly #hover = new HoverCard();
  #cloud: Cloud | undefined;
  #look: Look | undefined;
  #pointed: number | undefined;
  /** Joined with the point somebody stands at. */
  #neighbours: readonly number[] = [];
  #extra: readonly Mark[] = [];

  constructor(endpoint: Endpoint<Contract, LatentViewContract>, events: MapsEvents) {
    this.#events = events;
    this.#legend = new Legend(events);
    this.panes = [this.#makePane(endpoint, 0), this.#makePane(endpoint, 1)];
    this.element.append(this.#legend.element, ...this.panes.map((pane) => pane.element));
  }

  show(cloud: Cloud, look: Look, selected: ReadonlySet<number>): void {
    this.#cloud = cloud;
    this.#look = look;
    const looks = lookedAt(cloud.shown, look.panes);
    const params = mapParams(look);
    this.element.classList.toggle("two", looks.length > 1);
    for (const [i, pane] of this.panes.entries()) {
      const own = looks[i];
      pane.element.hidden = own === undefined;
      if (own === undefined) continue;
      pane.controls(cloud.shown.models, own.model, own.site);
      pane.scatter.tool = look.tool;
      pane.scatter.zoomTo(look.zoom);
      void pane.compute(own.model, own.site, params);
    }
    this.painting.paint(this.panes, cloud, look, selected);
    this.#legend.show({ ...this.painting, hidden: look.hidden, shape: cloud.facet(look.shape) });
    this.#mark();
  }

  forget(): void {
    for (const pane of this.panes) pane.forget();
  }

  neighbours(points: readonly number[]): void {
    this.#neighbours = points;
    this.#mark();
  }

  extra(marks: readonly Mark[]): void {
    this.#extra = marks;
    this.#mark();
  }

  #makePane(endpoint: Endpoint<Contract, LatentViewContract>, nth: 0 | 1): MapPane {
    const events = this.#events;
    const pane: MapPane = new MapPane(nth === 0 ? "Map" : "Second map", endpoint, {
      point: (point, at) => this.#point(pane, point, at),
      choose: (point, add) => events.choose(this.#base(point), add),
      clear: () => events.select([], false),
      outline: (points, add) =>
        events.select(
          points.map((point) => this.#base(point)),
          add,
        ),
      zoom: (zoom) => {
        for (const each of this.panes) each.scatter.zoomTo(zoom);
        events.zoom(zoom);
      },
      drag: (x, y, phase) => {
        if (nth === 0) events.drag(x, y, phase);
      },
      key: (event) => events.key(event, nth),
      site: (site, model) => events.site(nth, site, model),
      drawn: () => events.drawn(),
    });
    return pane;
  }

  /** A map of queries and keys has every point twice. */
  #base(point: number): number {
    return point % (this.#cloud?.count ?? 1);
  }

  #point(pane: MapPane, point: number | undefined, at: readonly [number, number]): void {
    const base = point === undefined ? undefined : this.#base(point);
    if (base !== this.#pointed) {
      this.#pointed = base;
      this.#mark();
    }
    if (point === undefined || base === undefined || this.#cloud === undefined) {
      this.#hover.hide();
      return;
    }
    pane.scatter.element.append(this.#hover.element);
    const twice = pane.drawn !== undefined && isDoubled(pane.drawn.site);
    this.#hover.show(this.#cloud, base, at, twice ? (point === base ? "query" : "key") : undefined);
  }

  #mark(): void {
    if (this.#cloud === undefined || this.#look === undefined) return;
    const marks = { pointed: this.#pointed, neighbours: this.#neighbours, extra: this.#extra };
    this.painting.mark(this.panes, this.#cloud, this.#look, marks);
  }
}
