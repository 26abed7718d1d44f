/**
 * @file One head, or several as one, as a matrix: rows are the tokens that read, columns those that are read. The engine gives the part in
 * sight at the resolution of the screen; resting on a row fetches its exact numbers.
 */

import { percentText } from "../../src/core/format/figures.ts";
import { element, visibleText } from "../dom.ts";
import { drawCells } from "./cells.ts";
import type { Colors } from "./colors.ts";
import { margin } from "./matrixMargin.ts";
import { paintMatrix } from "./matrixPaint.ts";
import { CanvasPainter } from "./painter.ts";
import {
  Latest,
  type Numbers,
  type Pane,
  type PaneActions,
  type Picture,
  paintCanvas,
  type Situation,
} from "./pane.ts";
import type { Ramp } from "./ramp.ts";
import { sees } from "./state.ts";
import { holding, moved, type Window, wholeWindow, zoomed } from "./window.ts";

interface Cell {
  readonly query: number;
  readonly key: number;
}

interface Pin extends Cell {
  readonly share: number;
}

const range = ([from, to]: readonly [number, number]): [number, number] => [from, to];

export class MatrixPane implements Pane {
  readonly element: HTMLElement;
  readonly #actions: PaneActions;
  readonly #canvas = element("canvas", { class: "matrix", attributes: { tabindex: 0, role: "img" } });
  readonly #pins = element("div", { class: "pins", role: "list", attributes: { "aria-label": "Pinned cells" } });
  readonly #cells = document.createElement("canvas");
  readonly #tiles = new Latest();
  readonly #rows = new Latest();
  #situation: Situation | undefined;
  #window: Window | undefined;
  #tile:
    | { readonly window: Window; readonly rows: number; readonly columns: number; readonly bytes: Uint8Array }
    | undefined;
  #colored: { readonly bytes?: Uint8Array; readonly ramp?: Ramp } = {};
  #asked = "";
  #askedOf = "";
  #row: { readonly query: number; readonly probabilities: Float32Array } | undefined;
  #cross: Cell | undefined;
  #pinned: readonly Pin[] = [];
  #pinning = false;
  #drag: { readonly x: number; readonly y: number; readonly window: Window; moves: boolean } | undefined;
  #frame: number | undefined;

  constructor(actions: PaneActions) {
    this.#actions = actions;
    const hint = element("p", {
      class: "muted step-note",
      text: "Rows read, columns are read. Wheel: zoom; drag: move; click: pin a cell; arrows move the cross, + − 0 zoom, Enter pins.",
    });
    this.element = element("div", { class: "pane matrix-pane" }, [this.#canvas, this.#pins, hint]);
    const canvas = this.#canvas;
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointerleave", () => this.#drag ?? this.#point(undefined));
    canvas.addEventListener("dblclick", () => this.#show(undefined));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#ask()).observe(this.element);
  }

  update(situation: Situation): void {
    const before = this.#situation;
    this.#situation = situation;
    if (before?.shown.run.id !== situation.shown.run.id) {
      this.#window = undefined;
      this.#tile = undefined;
      this.#pinned = [];
      this.#cross = undefined;
    }
    if (JSON.stringify(before?.set) !== JSON.stringify(situation.set)) {
      this.#row = undefined;
      this.#pinned = [];
    }
    this.#ask();
    this.#redraw();
  }

  focus(): void {
    this.#canvas.focus();
  }

  rest(): void {
    if (this.#tiles.isPending) this.#asked = "";
    this.#tiles.stop();
  }

  picture(colors: Colors): Picture | undefined {
    const situation = this.#situation && { ...this.#situation, colors };
    const tile = this.#tile;
    if (situation === undefined || tile === undefined) return undefined;
    const cells = document.createElement("canvas");
    drawCells(cells, tile.bytes, { ...tile, ramp: colors.ramp });
    const side = Math.max(240, Math.min(720, this.#size()));
    return {
      width: side + margin.left,
      height: side + margin.bottom,
      isShares: true,
      caption: `Attention, tokens ${tile.window.queries.join(" to ")} (rows) by ${tile.window.keys.join(" to ")} (columns); ${tile.rows} by ${tile.columns} cells, each the largest of its tokens.`,
      paint: (painter) => paintMatrix(painter, situation, { window: tile.window, side, cells, pins: this.#pinned }),
    };
  }

  async numbers(): Promise<Numbers | undefined> {
    const situation = this.#situation;
    if (situation === undefined) return undefined;
    const { queries, keys } = this.#windowOf(situation);
    const { weights: probabilities } = await this.#actions.ask("attentionMatrix", {
      run: situation.shown.run.id,
      set: situation.set,
      queries: range(queries),
      keys: range(keys),
    });
    const names = ([from, to]: readonly [number, number]): string[] =>
      situation.shown.run.shape.tokens.slice(from, to).map(({ text }, i) => `${from + i} ${visibleText(text)}`);
    return {
      rows: names(queries),
      columns: names(keys),
      values: probabilities,
      caption: "Attention probabilities; rows read, columns are read",
    };
  }

  #length(): number {
    return this.#situation?.shown.run.shape.tokens.length ?? 0;
  }

  #windowOf({ look }: Situation): Window {
    const window = this.#window ?? wholeWindow(this.#length());
    const [from, to] = window.keys;
    return look.hideFirst && from === 0 && to > 1 ? { ...window, keys: [1, to] } : window;
  }

  #size(): number {
    const { clientWidth, clientHeight } = this.element;
    const pins = this.#pins.offsetHeight;
    return Math.max(120, Math.min(clientWidth - margin.left - 16, clientHeight - margin.bottom - pins - 48));
  }

  #ask(): void {
    const situation = this.#situation;
    if (situation === undefined || this.element.hidden || !this.element.isConnected || this.#length() === 0) return;
    const window = this.#windowOf(situation);
    const resolution = Math.min(1024, Math.max(64, Math.ceil(this.#size() / 64) * 64));
    const run = JSON.stringify([situation.shown.run.id, situation.set]);
    const key = JSON.stringify([run, window, resolution]);
    if (key === this.#asked) return;
    // One at a time while somebody moves: the newest is asked for when the last is there.
    if (this.#tiles.isPending && this.#askedOf === run) return;
    this.#asked = key;
    this.#askedOf = run;
    const params = {
      run: situation.shown.run.id,
      set: situation.set,
      queries: range(window.queries),
      keys: range(window.keys),
      rows: resolution,
      columns: resolution,
    };
    void this.#tiles.take(
      (signal) => this.#actions.ask("attentionTile", params, signal),
      ({ rows, columns, bytes }) => {
        this.#tile = { window, rows, columns, bytes };
        this.#redraw();
        queueMicrotask(() => this.#ask());
      },
    );
  }

  #redraw(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
  }

  #draw(): void {
    const situation = this.#situation;
    const tile = this.#tile;
    if (situation === undefined || this.element.hidden) return;
    const side = this.#size();
    const context = paintCanvas(this.#canvas, side + margin.left, side + margin.bottom);
    if (context === null) return;
    const painter = new CanvasPainter(context, situation.colors.fonts);
    // Colouring takes longer than everything else in a frame.
    if (tile !== undefined && (this.#colored.bytes !== tile.bytes || this.#colored.ramp !== situation.colors.ramp)) {
      this.#colored = { bytes: tile.bytes, ramp: situation.colors.ramp };
      drawCells(this.#cells, tile.bytes, { ...tile, ramp: situation.colors.ramp });
    }
    paintMatrix(painter, situation, {
      window: this.#windowOf(situation),
      side,
      cells: tile === undefined ? undefined : this.#cells,
      drawn: tile?.window,
      cross: this.#cross,
      pins: this.#pinned,
    });
    this.#canvas.setAttribute(
      "aria-label",
      `Attention of ${this.#length()} tokens. ${this.#words() ?? "Move the cross with the arrow keys."}`,
    );
  }

  #show(window: Window | undefined): void {
    this.#window = window;
    this.#ask();
    this.#redraw();
  }

  #place(event: MouseEvent): { readonly x: number; readonly y: number } {
    const side = this.#size();
    return { x: (event.offsetX - margin.left) / side, y: event.offsetY / side };
  }

  #cellAt(event: MouseEvent): Cell | undefined {
    const situation = this.#situation;
    const { x, y } = this.#place(event);
    if (situation === undefined || x < 0 || x >= 1 || y < 0 || y >= 1) return undefined;
    const { queries, keys } = this.#windowOf(situation);
    return {
      query: Math.floor(queries[0] + y * (queries[1] - queries[0])),
      key: Math.floor(keys[0] + x * (keys[1] - keys[0])),
    };
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const { x, y } = this.#place(event);
    const clamp = (value: number): number => Math.max(0, Math.min(1, value));
    const window = this.#window ?? wholeWindow(this.#length());
    this.#show(zoomed(window, event.deltaY > 0 ? 1.25 : 0.8, { x: clamp(x), y: clamp(y) }, this.#length()));
  }

  #down(event: PointerEvent): void {
    this.#canvas.setPointerCapture(event.pointerId);
    this.#drag = {
      x: event.offsetX,
      y: event.offsetY,
      window: this.#window ?? wholeWindow(this.#length()),
      moves: false,
    };
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag === undefined) {
      this.#point(this.#cellAt(event));
      return;
    }
    const [dx, dy] = [event.offsetX - drag.x, event.offsetY - drag.y];
    if (Math.abs(dx) + Math.abs(dy) > 4) drag.moves = true;
    if (!drag.moves) return;
    const { queries, keys } = drag.window;
    const side = this.#size();
    const by = (pixels: number, [from, to]: readonly [number, number]): number => (-pixels / side) * (to - from);
    this.#show(moved(drag.window, by(dy, queries), by(dx, keys), this.#length()));
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    this.#drag = undefined;
    if (drag?.moves === false) {
      this.#point(this.#cellAt(event));
      this.#pin();
      if (this.#cross) this.#actions.token(this.#cross.query);
    }
  }

  #point(cell: Cell | undefined): void {
    if (cell?.query === this.#cross?.query && cell?.key === this.#cross?.key) return;
    this.#cross = cell;
    this.#redraw();
    if (cell === undefined) return;
    if (this.#row?.query !== cell.query) {
      const { query } = cell;
      const situation = this.#situation;
      if (situation === undefined) return;
      const { set, shown } = situation;
      void this.#rows.take(
        (signal) =>
          this.#actions.ask("attentionRow", { run: shown.run.id, set, token: query, direction: "out" }, signal),
        ({ weights: probabilities }) => {
          this.#row = { query, probabilities };
          this.#tell();
          if (this.#pinning) this.#pin();
        },
      );
    } else this.#tell();
  }

  #tell(): void {
    const words = this.#words();
    if (words !== undefined) this.#actions.say(words);
  }

  /** `Token 41 "9" reads 31 % at token 12 "9"` */
  #words(): string | undefined {
    const cross = this.#cross;
    const shape = this.#situation?.shown.run.shape;
    if (cross === undefined || shape === undefined) return undefined;
    const { tokens } = shape;
    const name = (token: number): string => `token ${token} “${visibleText(tokens[token]?.text ?? "")}”`;
    if (!sees(shape, cross))
      return shape.slot && cross.query === 0
        ? `${name(0)} is no token: it is read and reads nothing.`
        : `${name(cross.query)} cannot see ${name(cross.key)}, which comes later.`;
    const value = this.#row?.query === cross.query ? this.#row.probabilities[cross.key] : undefined;
    return value === undefined
      ? undefined
      : `${name(cross.query)} reads ${percentText(value)} (${value.toPrecision(4)}) at ${name(cross.key)}.`;
  }

  /** Pins the cell of the cross or takes its pin away; as soon as its number is there. */
  #pin(): void {
    const cross = this.#cross;
    this.#pinning = false;
    const shape = this.#situation?.shown.run.shape;
    if (cross === undefined || shape === undefined || !sees(shape, cross)) return;
    if (this.#row?.query !== cross.query) {
      this.#pinning = true;
      return;
    }
    const known = this.#pinned.some(({ query, key }) => query === cross.query && key === cross.key);
    const value = this.#row.probabilities[cross.key] ?? 0;
    this.#pinned = known
      ? this.#pinned.filter(({ query, key }) => query !== cross.query || key !== cross.key)
      : [...this.#pinned, { ...cross, share: value }];
    this.#drawPins();
    this.#redraw();
  }

  #drawPins(): void {
    const tokens = this.#situation?.shown.run.shape.tokens ?? [];
    const name = (token: number): string => `${token} ${visibleText(tokens[token]?.text ?? "")}`;
    this.#pins.replaceChildren(
      ...this.#pinned.map((pin) => {
        const away = element("button", { class: "unpin", text: "×", title: "Take the pin away" });
        away.addEventListener("click", () => {
          this.#pinned = this.#pinned.filter((other) => other !== pin);
          this.#drawPins();
          this.#redraw();
        });
        return element("span", { class: "pin", role: "listitem" }, [
          element("code", { text: `${name(pin.query)} → ${name(pin.key)}` }),
          ` ${percentText(pin.share)} `,
          away,
        ]);
      }),
    );
  }

  #key(event: KeyboardEvent): void {
    const length = this.#length();
    const situation = this.#situation;
    if (situation === undefined || length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const window = this.#window ?? wholeWindow(length);
    const middle = { x: 0.5, y: 0.5 };
    const from = this.#cross ?? { query: situation.token ?? length - 1, key: 0 };
    const by = event.shiftKey ? 10 : 1;
    const clamp = (token: number): number => Math.max(0, Math.min(length - 1, token));
    const to = (query: number, key: number): void => {
      const cell = { query: clamp(query), key: clamp(key) };
      this.#window = holding(window, cell.query, cell.key, length);
      this.#ask();
      this.#point(cell);
    };
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => to(from.query + by, from.key),
      ArrowUp: () => to(from.query - by, from.key),
      ArrowRight: () => to(from.query, from.key + by),
      ArrowLeft: () => to(from.query, from.key - by),
      "+": () => this.#show(zoomed(window, 0.7, middle, length)),
      "-": () => this.#show(zoomed(window, 1.4, middle, length)),
      "0": () => this.#show(undefined),
      Enter: () => this.#pin(),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }
}
