/** @file Which place of which model a map looks at: component, layer, head. The layer is a slider, so that one can run through the layers. */

import type { ShownModel } from "../../src/protocol/latentView.ts";
import { element } from "../dom.ts";
import { dropdown, slider } from "../ui.ts";
import {
  type Component,
  componentNames,
  componentsOf,
  firstSite,
  hasHeads,
  layersOf,
  type Site,
  siteFor,
} from "./sites.ts";

export class SiteControls {
  readonly element = element("div", { class: "site" });
  readonly #changed: (site: Site, model: string) => void;
  readonly #label: string;
  readonly #slider: HTMLInputElement;
  readonly #layer: HTMLElement;
  readonly #layerText = element("output", { class: "layer-text" });
  #built = "";
  #component: HTMLElement | undefined;
  #head: HTMLElement | undefined;
  #site: Site = { component: "z", layer: 0, head: null };
  #model: ShownModel | undefined;

  constructor(label: string, changed: (site: Site, model: string) => void) {
    this.#changed = changed;
    this.#label = label;
    this.#slider = slider(`Layer, ${label}`, (layer) => this.#change({ layer }));
    this.#layer = element("label", { class: "layer" }, [
      element("span", { class: "muted", text: "layer" }),
      this.#slider,
      this.#layerText,
    ]);
  }

  show(models: readonly ShownModel[], model: ShownModel, site: Site): void {
    this.#site = site;
    this.#model = model;
    const built = JSON.stringify([
      models.map(({ dir }) => dir),
      model.dir,
      hasHeads(site.component),
      site.component === "attention.queryKey",
    ]);
    if (built !== this.#built) {
      this.#built = built;
      this.#build(models, model, site);
    }
    Object.assign(this.#component ?? {}, { value: site.component });
    if (this.#head) Object.assign(this.#head, { value: String(site.head ?? "all") });
    const layers = layersOf(site.component, model);
    this.#layer.hidden = layers < 2;
    this.#slider.max = String(Math.max(0, layers - 1));
    this.#slider.value = String(site.layer);
    this.#slider.setAttribute("aria-valuetext", `layer ${site.layer + 1} of ${layers}`);
    this.#layerText.textContent = `${site.layer + 1}/${layers}`;
  }

  #build(models: readonly ShownModel[], model: ShownModel, site: Site): void {
    const choices = componentsOf(model).map((value) => ({ value, text: componentNames[value] }));
    this.#component = dropdown<Component>(`Component, ${this.#label}`, choices, site.component, (component) =>
      this.#change({ component }),
    );
    this.#component.classList.add("component");
    const parts: HTMLElement[] = [];
    if (models.length > 1) {
      const names = models.map(({ dir, name }) => ({ value: dir, text: name }));
      parts.push(dropdown(`Model, ${this.#label}`, names, model.dir, (dir) => this.#choose(models, dir)));
    }
    parts.push(this.#component, this.#layer);
    this.#head = undefined;
    if (hasHeads(site.component) && model.heads > 0) {
      const heads = Array.from({ length: model.heads }, (_, head) => ({
        value: String(head),
        text: `head ${head + 1}`,
      }));
      const all = site.component === "attention.queryKey" ? [] : [{ value: "all", text: "all heads" }];
      this.#head = dropdown(`Head, ${this.#label}`, [...all, ...heads], String(site.head ?? "all"), (value) =>
        this.#change({ head: value === "all" ? null : Number(value) }),
      );
      parts.push(this.#head);
    }
    this.element.replaceChildren(...parts);
  }

  #change(change: Partial<Site>): void {
    if (this.#model !== undefined) this.#changed(siteFor({ ...this.#site, ...change }, this.#model), this.#model.dir);
  }

  #choose(models: readonly ShownModel[], dir: string): void {
    const model = models.find((each) => each.dir === dir);
    if (model !== undefined)
      this.#changed(model.kind === this.#model?.kind ? siteFor(this.#site, model) : firstSite(model), dir);
  }
}
