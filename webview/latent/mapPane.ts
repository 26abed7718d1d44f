/**
 * @file One map with its controls: which model, component and layer it looks at, the points, and how far their map can be believed. The last map
 * stays while another one is computed, and after a cancel or a failure it is marked as what it is.
 */

import { Cancelled, messageOf } from "../../src/core/base/errors.ts";
import { countText } from "../../src/core/format/figures.ts";
import type { Endpoint } from "../../src/protocol/endpoint.ts";
import type { LatentViewContract, Place, ShownModel } from "../../src/protocol/latentView.ts";
import type { Contract, Params, Result } from "../../src/protocol/request.ts";
import { element } from "../dom.ts";
import { button } from "../ui.ts";
import { AxesPane } from "./axesPane.ts";
import { type Fit, fitOf, fitted } from "./scatter/frame.ts";
import { type ScatterEvents, ScatterPane } from "./scatter/scatterPane.ts";
import { SiteControls } from "./siteControls.ts";
import { pointSiteOf, type Site, siteName } from "./sites.ts";
import { formingWords, mapWords, methodWords } from "./words.ts";

export type MapAnswer = Result<LatentViewContract, "map">;
/** How a map is made, whatever it shows. */
export type MapParams = Omit<Params<LatentViewContract, "map">, "model" | "site">;

export interface MapPaneEvents extends Omit<ScatterEvents, "seen"> {
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
  readonly fit: Fit;
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
  readonly #again = button("Draw Again", () => this.#retry());
  #drawn: DrawnMap | undefined;
  #computing: AbortController | undefined;
  #asked = "";
  /** What was asked last, for another try. */
  #last: readonly [model: ShownModel, site: Site, params: MapParams] | undefined;

  constructor(label: string, endpoint: Endpoint<Contract, LatentViewContract>, events: MapPaneEvents) {
    this.#endpoint = endpoint;
    this.#events = events;
    this.scatter = new ScatterPane(label, {
      ...events,
      seen: (zoom, size, ink) => axes.show(this.#drawn, zoom, size, ink),
    });
    const axes = new AxesPane(this.scatter.element);
    this.#controls = new SiteControls(label, (site, model) => events.site(site, model));
    this.#work.append(
      this.#bar,
      this.#doing,
      button("Cancel", () => this.cancel()),
    );
    this.#again.hidden = true;
    this.element = element("section", { class: "map-pane", attributes: { "aria-label": label } }, [
      element("div", { class: "map-head" }, [this.#controls.element, this.#title]),
      axes.element,
      element("div", { class: "map-foot" }, [this.#words, this.#again, this.#work]),
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

  /**
   * Draws another map, unless it is there, under way, or was given up: that begins again only when somebody asks for it. Nothing is thrown: what
   * went wrong is said below the map.
   */
  async compute(model: ShownModel, site: Site, params: MapParams): Promise<void> {
    const key = JSON.stringify([model.dir, site, params]);
    if (key === this.#asked) return;
    this.#asked = key;
    this.#last = [model, site, params];
    this.#again.hidden = true;
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
              if (event.total > 1) this.#say(formingWords(params.method.kind), "");
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
      const cancelled = error instanceof Cancelled;
      this.#say(`${cancelled ? "Cancelled." : messageOf(error)}${this.#shownStill()}`, cancelled ? "stale" : "failed");
      this.#again.hidden = false;
      if (this.#drawn === undefined) this.scatter.show(new Float32Array(0), false); // what is there are other points
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

  #retry(): void {
    if (this.#last === undefined) return;
    this.#asked = "";
    void this.compute(...this.#last);
  }

  #shownStill(): string {
    if (this.#drawn === undefined) return "";
    const { site, answer } = this.#drawn;
    if (answer === null) return ` ${siteName(site)} is drawn as far as it came.`;
    return ` Still drawn is ${siteName(site)} by ${methodWords(answer)}.`;
  }

  /** Other points: nothing is drawn until their map is there. */
  forget(): void {
    this.#asked = "";
    this.#last = undefined;
    this.#again.hidden = true;
    this.#computing?.abort();
    this.#computing = undefined;
    this.#drawn = undefined;
    this.#say("", "stale");
    this.#title.textContent = "";
  }

  #draw(of: Omit<DrawnMap, "raw" | "xy" | "fit">, raw: Float32Array): void {
    const fit = fitOf(raw);
    const xy = fitted(raw, fit);
    this.#drawn = { ...of, raw, xy, fit };
    this.#title.textContent = siteName(of.site);
    this.element.classList.toggle("forming", of.answer === null);
    this.scatter.show(xy, true);
    if (of.answer === null) this.#events.drawn();
  }

  #progress(what: string, done: number, total: number): void {
    this.#work.hidden = false;
    this.#doing.textContent = total > 0 ? `${what}, ${countText(done)} of ${countText(total)}` : what;
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
