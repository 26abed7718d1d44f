/** @file The points that are shown and everything that is known of them, but where they lie. No DOM. */

import { numberText } from "../../../src/core/format/figures.ts";
import type { Column, ShownPoints } from "../../../src/protocol/latentView.ts";

export interface Labels {
  readonly names: string[];
  readonly of: Int32Array;
}

export class Cloud {
  readonly shown: ShownPoints;
  readonly count: number;
  #columns: readonly Column[];
  readonly #paths = new Map<number, readonly number[]>();

  constructor(shown: ShownPoints) {
    this.shown = shown;
    this.count = shown.titles.length;
    this.#columns = shown.columns;
    for (const [point, group] of shown.groups.entries()) {
      const path = this.#paths.get(group);
      if (path === undefined) this.#paths.set(group, [point]);
      else (path as number[]).push(point);
    }
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  /** In the place of one of the same name. */
  add(column: Column): void {
    const known = this.#columns.some(({ name }) => name === column.name);
    this.#columns = known
      ? this.#columns.map((each) => (each.name === column.name ? column : each))
      : [...this.#columns, column];
  }

  column(name: string | null): Column | undefined {
    return this.#columns.find((each) => each.name === name);
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

  /** What a column says of a point; undefined where nothing. */
  value(column: Column, point: number): string | undefined {
    if (column.kind === "category") return column.values[column.of[point] ?? -1];
    const value = column.of[point];
    return value === undefined || Number.isNaN(value) ? undefined : numberText(value);
  }

  /** Everything that is said of a point, in pairs. */
  facts(point: number): readonly (readonly [name: string, value: string])[] {
    return this.#columns.flatMap((column) => {
      const value = this.value(column, point);
      return value === undefined ? [] : [[column.name, value] as const];
    });
  }

  /** Classes for probes and clusters. */
  labels(name: string): Labels | undefined {
    const column = this.column(name);
    return column?.kind === "category" ? { names: [...column.values], of: column.of } : undefined;
  }

  /** The columns that can be classes: at least two values, and not nearly as many as points. */
  get classes(): readonly string[] {
    return this.#columns
      .filter((each) => each.kind === "category" && each.values.length >= 2 && each.values.length <= this.count / 2)
      .map(({ name }) => name);
  }

  /** Points whose text or facts hold all the words, whatever their case. */
  search(text: string): readonly number[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const found: number[] = [];
    for (let point = 0; point < this.count; point++) {
      const facts = this.#columns
        .map((column) => (column.kind === "category" ? (this.value(column, point) ?? "") : ""))
        .join(" ");
      const all = `${this.title(point)} ${this.detail(point)} ${this.groupName(point)} ${facts}`.toLowerCase();
      if (words.every((word) => all.includes(word))) found.push(point);
    }
    return found;
  }
}
