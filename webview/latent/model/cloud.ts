/** @file The points that are shown and everything that is known of them, but where they lie. No DOM. */

import { numberText } from "../../../src/core/format/figures.ts";
import type { Facet, ShownPoints } from "../../../src/protocol/latentView.ts";

export interface Labels {
  readonly names: string[];
  readonly of: Int32Array;
}

export class Cloud {
  readonly shown: ShownPoints;
  readonly count: number;
  #facets: readonly Facet[];
  readonly #paths = new Map<number, readonly number[]>();

  constructor(shown: ShownPoints) {
    this.shown = shown;
    this.count = shown.titles.length;
    this.#facets = shown.facets;
    for (const [point, group] of shown.groups.entries()) {
      const path = this.#paths.get(group);
      if (path === undefined) this.#paths.set(group, [point]);
      else (path as number[]).push(point);
    }
  }

  get facets(): readonly Facet[] {
    return this.#facets;
  }

  /** In the place of one of the same name. */
  add(facet: Facet): void {
    const known = this.#facets.some(({ name }) => name === facet.name);
    this.#facets = known
      ? this.#facets.map((each) => (each.name === facet.name ? facet : each))
      : [...this.#facets, facet];
  }

  facet(name: string | null): Facet | undefined {
    return this.#facets.find((each) => each.name === name);
  }

  title(point: number): string {
    return this.shown.titles[point] ?? "";
  }

  detail(point: number): string {
    return this.shown.details[point] ?? "";
  }

  groupName(point: number): string {
    return this.shown.groupNames[this.shown.groups[point] ?? -1] ?? "";
  }

  /** The points of the same problem, in the order of its steps. */
  path(point: number): readonly number[] {
    return this.#paths.get(this.shown.groups[point] ?? -1) ?? [];
  }

  /** What a facet says of a point; undefined where nothing. */
  value(facet: Facet, point: number): string | undefined {
    if (facet.kind === "category") return facet.values[facet.of[point] ?? -1];
    const value = facet.of[point];
    return value === undefined || Number.isNaN(value) ? undefined : numberText(value);
  }

  /** Everything that is said of a point, in pairs. */
  facts(point: number): readonly (readonly [name: string, value: string])[] {
    return this.#facets.flatMap((facet) => {
      const value = this.value(facet, point);
      return value === undefined ? [] : [[facet.name, value] as const];
    });
  }

  /** Classes for probes and clusters. */
  labels(name: string): Labels | undefined {
    const facet = this.facet(name);
    return facet?.kind === "category" ? { names: [...facet.values], of: facet.of } : undefined;
  }

  /** The facets that can be classes: at least two values, and not nearly as many as points. */
  get classes(): readonly string[] {
    return this.#facets
      .filter((each) => each.kind === "category" && each.values.length >= 2 && each.values.length <= this.count / 2)
      .map(({ name }) => name);
  }

  /** Points whose text or facts hold all the words, whatever their case. */
  search(text: string): readonly number[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const found: number[] = [];
    for (let point = 0; point < this.count; point++) {
      const facts = this.#facets
        .map((facet) => (facet.kind === "category" ? (this.value(facet, point) ?? "") : ""))
        .join(" ");
      const all = `${this.title(point)} ${this.detail(point)} ${this.groupName(point)} ${facts}`.toLowerCase();
      if (words.every((word) => all.includes(word))) found.push(point);
    }
    return found;
  }
}
