/**
 * @file One map with its controls: which model, component and layer it looks at, the points, and how far their map can be believed. The last map
 * stays while another one is computed, and after a cancel or a failure it is marked as what it is.
 */

import { Cancelled, messageOf } from "../../src/core/base/errors.ts";
import type { Endpoint } from "../../src/protocol/endpoint.ts";
import type { LatentViewContract, Place, ShownModel } from "../../src/protocol/latentView.ts";
import type { Contract, Params, Result } from "../../src/protocol/request.ts";
import { element } from "../dom.ts";
import { button } from "../ui.ts";
import { fitted, unitOf } from "./scatter/frame.ts";
import { type ScatterEvents, ScatterPane } from "./scatter/scatterPane.ts";
import { SiteControls } from "./siteControls.ts";
import { pointSiteOf, type Site, siteName } from "./sites.ts";
import { mapWords } from "./words.ts";

export type MapAnswer = Result<LatentViewContract, "map">;
/** How a map is made, whatever it shows. */
export type MapParams = Omit<Params<LatentViewContract, "map">, "model" | "site">;

export interface MapPaneEvents extends ScatterEvents {
  /** Looks at another place from now on. */
  site(site: Site, model: string): void;
  /** Another map is there. */
  drawn(): void;
}

/** What is drawn, and of what. */
export interface DrawnMap {
  readonly site: Site;
  readonly model: ShownModel;
  /** As the engine gave it, and in the square of the map. */
  readonly raw: Float32Array;
  readonly xy: Float32Array;
  /** Of the square, in the engine's coordinates. */
  readonly unit: number;
  /** Null while it forms. */
  readonly answer: MapAnswer | null;
}

export class MapPane {
  readonly element: HTMLElement;
  readonly scatter: ScatterPane;
  readonly #endpoint: Endpoint<Contract, LatentViewContract>;
  readonly #events: MapPaneEvents;
  readonly #controls: SiteControls;
  readonly #title = element("strong", { class: "map-title" });
  readonly #words = element("span", { class: "map-words" });
  readonly #work = element("span", { class: "map-work", role: "status", attributes: { hidden: true } });
  readonly #bar = element("progress", { attributes: { max: 1, value: 0 } });
  readonly #doing = element("span");
  #drawn: DrawnMap | undefined;
  #computing: AbortController | undefined;
  #asked = "";

  constructor(label: string, endpoint: Endpoint<Contract, LatentViewContract>, events: MapPaneEvents) {
    this.#endpoint = endpoint;
    this.#events = events;
    this.scatter = new ScatterPane(label, events);
    this.#controls = new SiteControls(label, (site, model) => events.site(site, model));
    this.#work.append(
      this.#bar,
      this.#doing,
      button("Cancel", () => this.cancel()),
    );
    this.element = element("section", { class: "map-pane", attributes: { "aria-label": label } }, [
      element("div", { class: "map-head" }, [this.#controls.element, this.#title]),
      this.scatter.element,
      element("div", { class: "map-foot" }, [this.#words, this.#work]),
    ]);
  }

  get drawn(): DrawnMap | undefined {
    return this.#drawn;
  }

  get place(): Place | undefined {
    const drawn = this.#drawn;
    return drawn && { model: drawn.model.dir, site: pointSiteOf(drawn.site) };
  }

  controls(models: readonly ShownModel[], model: ShownModel, site: Site): void {
    this.#controls.show(models, model, site);
  }

  /** Draws another map, unless it is there or under way. Nothing is thrown: what went wrong is said below the map. */
  async compute(model: ShownModel, site: Site, params: MapParams): Promise<void> {
    const key = JSON.stringify([model.dir, site, params]);
    if (key === this.#asked) return;
    this.#asked = key;
    this.#computing?.abort();
    const computing = new AbortController();
    this.#computing = computing;
    // What comes at once needs no sign that something is under way.
    const slow = setTimeout(() => this.#progress("reading points", 0, 0), 180);
    try {
      const answer = await this.#endpoint.request(
        "map",
        { model: model.dir, site: pointSiteOf(site), ...params },
        {
          signal: computing.signal,
          onEvent: (event) => {
            if (computing.signal.aborted) return;
            clearTimeout(slow);
            if (event.kind === "progress") this.#progress(event.what, event.done, event.total);
            else {
              this.#progress("layout", event.done, event.total);
              this.#draw({ site, model, answer: null }, event.coordinates);
            }
          },
        },
      );
      if (computing.signal.aborted) return;
      this.#draw({ site, model, answer }, answer.coordinates);
      this.#say(mapWords(answer), "");
      this.#events.drawn();
    } catch (error) {
      if (computing.signal.aborted && this.#computing !== computing) return;
      this.#asked = "";
      const cancelled = error instanceof Cancelled;
      const before =
        this.#drawn === undefined ? "" : ` Shown is ${siteName(this.#drawn.site)}, as far as it was drawn.`;
      this.#say(`${cancelled ? "Cancelled." : messageOf(error)}${before}`, cancelled ? "stale" : "failed");
    } finally {
      clearTimeout(slow);
      if (this.#computing === computing) {
        this.#computing = undefined;
        this.#work.hidden = true;
      }
    }
  }

  cancel(): void {
    this.#computing?.abort();
  }

  /** Other points: nothing is drawn until their map is there. */
  forget(): void {
    this.#asked = "";
    this.#computing?.abort();
    this.#computing = undefined;
    this.#drawn = undefined;
    this.#words.textContent = "";
    this.#title.textContent = "";
  }

  #draw(of: Omit<DrawnMap, "raw" | "xy" | "unit">, raw: Float32Array): void {
    const xy = fitted(raw);
    this.#drawn = { ...of, raw, xy, unit: unitOf(raw) };
    this.#title.textContent = siteName(of.site);
    this.element.classList.toggle("forming", of.answer === null);
    this.scatter.show(xy, true);
    if (of.answer === null) this.#events.drawn();
  }

  #progress(what: string, done: number, total: number): void {
    this.#work.hidden = false;
    this.#doing.textContent =
      total > 0 ? `${what}, ${done.toLocaleString("en")} of ${total.toLocaleString("en")}` : what;
    if (total > 0) this.#bar.value = done / total;
    else this.#bar.removeAttribute("value");
  }

  #say(words: string, kind: "" | "stale" | "failed"): void {
    this.#words.textContent = words;
    this.element.classList.toggle("stale", kind !== "");
    this.#words.classList.toggle("word", kind === "failed");
    this.#words.title = words;
  }
}
