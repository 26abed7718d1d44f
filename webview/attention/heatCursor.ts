/** @file Which cell of a heat map somebody points at, with the pointer or with the arrow keys. */

import type { HeatCell } from "./heatMap.ts";

/** Rows and columns that an arrow key moves by. */
export const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};

export interface HeatCursorOptions {
  /** The cell at a point of the canvas, in CSS pixels. */
  readonly at: (x: number, y: number) => HeatCell | undefined;
  /** Cells of the map that is shown; undefined while none is. */
  readonly size: () => { readonly rows: number; readonly columns: number } | undefined;
  /** When another cell is pointed at, or none. */
  readonly moved: () => void;
}

export class HeatCursor {
  readonly #options: HeatCursorOptions;
  #cell: HeatCell | undefined;

  constructor(canvas: HTMLCanvasElement, options: HeatCursorOptions) {
    this.#options = options;
    canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => this.#point(options.at(offsetX, offsetY)));
    canvas.addEventListener("pointerleave", () => this.#point(undefined));
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  get cell(): HeatCell | undefined {
    return this.#cell;
  }

  /** For another map: points at nothing, and says nothing. */
  clear(): void {
    this.#cell = undefined;
  }

  #point(cell: HeatCell | undefined): void {
    if (cell?.row === this.#cell?.row && cell?.column === this.#cell?.column) return;
    this.#cell = cell;
    this.#options.moved();
  }

  #key(event: KeyboardEvent): void {
    const size = this.#options.size();
    const by = arrows[event.key];
    if (size === undefined || by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { row, column } = this.#cell ?? { row: 0, column: 0 };
    const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
    this.#point({ row: clamp(row + by[0], size.rows), column: clamp(column + by[1], size.columns) });
  }
}
