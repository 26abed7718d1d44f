/**
 * @file Tokens of one step on the left, what was read to write them on the right, a line between them as strong as the share. Resting on a
 * token, or walking to it, leaves only its own lines.
 */

import { writersOf } from "../../src/core/attention/writers.ts";
import { percentText } from "../../src/core/format/figures.ts";
import { element, visibleText } from "../dom.ts";
import type { Colors } from "./colors.ts";
import { CanvasPainter, type Painter } from "./painter.ts";
import {
  cut,
  Latest,
  type Numbers,
  type Pane,
  type PaneActions,
  type Picture,
  paintCanvas,
  type Situation,
} from "./pane.ts";

const rowHeight = 18;

/** Widths of each side's names and of the room for lines between them. */
interface Widths {
  readonly column: number;
  readonly between: number;
}

/** As an exported picture has them; a narrow window gives less. */
const wide: Widths = { column: 150, between: 260 };

function widthsIn(room: number): Widths {
  const column = Math.max(90, Math.min(wide.column, room * 0.3));
  return { column, between: Math.max(60, Math.min(wide.between, room - 2 * column)) };
}

/** Without a step: the last tokens. */
const fewTokens = 24;
const mostRead = 60;
const leastShare = 0.01;

interface Drawn {
  /** Tokens that were written, and those that were read. */
  readonly written: readonly number[];
  readonly read: readonly number[];
  /** How many were read at all. */
  readonly readCount: number;
  /** [written, read] */
  readonly shares: readonly (readonly number[])[];
}

export class LinePane implements Pane {
  readonly element: HTMLElement;
  readonly #actions: PaneActions;
  readonly #canvas = element("canvas", { attributes: { tabindex: 0, role: "img" } });
  readonly #note = element("p", { class: "muted step-note" });
  readonly #latest = new Latest();
  #situation: Situation | undefined;
  #matrix:
    | { readonly range: readonly [number, number]; readonly length: number; readonly values: Float32Array }
    | undefined;
  #asked = "";
  /** The written, or the read, token whose lines alone are drawn. */
  #alone: { readonly side: "written" | "read"; readonly token: number } | undefined;

  constructor(actions: PaneActions) {
    this.#actions = actions;
    this.element = element("div", { class: "pane line-pane" }, [
      element("div", { class: "line-scroller" }, [this.#canvas]),
      this.#note,
    ]);
    this.#canvas.addEventListener("pointermove", (event) => this.#isolate(this.#at(event)));
    this.#canvas.addEventListener("pointerleave", () => this.#isolate(undefined));
    this.#canvas.addEventListener("click", (event) => {
      const at = this.#at(event);
      if (at) actions.token(at.token);
    });
    this.#canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  update(situation: Situation): void {
    this.#situation = situation;
    if (this.element.hidden) return;
    const { shown, set, step } = situation;
    const { tokens } = shown.run.shape;
    const own = step === null ? undefined : shown.run.steps[step]?.tokens;
    const first = shown.run.latent === null ? tokens.length - fewTokens : 0;
    const [from, to] = own && own[0] < own[1] ? own : [Math.max(this.#first(situation), first), tokens.length];
    const key = JSON.stringify([shown.run.id, set, from, to]);
    if (key !== this.#asked && to > from && tokens.length > 1) {
      this.#asked = key;
      const written: [number, number] = [Math.max(this.#first(situation), from), to];
      const queries: [number, number] = shown.run.shape.causal ? [...writersOf(written)] : written;
      const params = { run: shown.run.id, set, queries, keys: [0, tokens.length] satisfies [number, number] };
      void this.#latest.take(
        (signal) => this.#actions.ask("attentionMatrix", params, signal),
        ({ weights: probabilities }) => {
          this.#matrix = { range: written, length: tokens.length, values: probabilities };
          this.#alone = undefined;
          this.#draw();
        },
      );
    }
    this.#draw();
  }

  /** The first token that something was read for. */
  #first({ shown }: Situation): number {
    const { causal, slot } = shown.run.shape;
    return causal ? (slot ? 2 : 1) : 0;
  }

  focus(): void {
    this.#canvas.focus();
  }

  rest(): void {
    if (this.#latest.isPending) this.#asked = "";
    this.#latest.stop();
  }

  picture(colors: Colors): Picture | undefined {
    const situation = this.#situation && { ...this.#situation, colors };
    const drawn = this.#drawn();
    if (situation === undefined || drawn === undefined) return undefined;
    return {
      ...sizeOf(drawn, wide),
      isShares: true,
      caption: `Left: tokens of ${situation.step === null ? (situation.shown.run.latent === null ? "the end of the response" : "the item") : `step ${situation.step + 1}`}; right: tokens that were read to write them (${drawn.read.length} of ${drawn.readCount}).`,
      paint: (painter) => paint(painter, situation, drawn, { widths: wide, alone: this.#alone }),
    };
  }

  async numbers(): Promise<Numbers | undefined> {
    const situation = this.#situation;
    const drawn = this.#drawn();
    if (situation === undefined || drawn === undefined) return undefined;
    const name = (token: number): string =>
      `${token} ${visibleText(situation.shown.run.shape.tokens[token]?.text ?? "")}`;
    return {
      rows: drawn.written.map(name),
      columns: drawn.read.map(name),
      values: Float32Array.from(drawn.shares.flat()),
      caption: "Shares of attention at the tokens that wrote each row's token",
    };
  }

  /** The tokens read most by any of the written ones, in the text's order. */
  #drawn(): Drawn | undefined {
    const matrix = this.#matrix;
    const situation = this.#situation;
    if (matrix === undefined || situation === undefined) return undefined;
    const { range, length, values } = matrix;
    const written = Array.from({ length: range[1] - range[0] }, (_, i) => range[0] + i);
    const least = Math.max(leastShare, situation.look.threshold);
    const strongest = Array.from({ length }, (_, key) => {
      if (situation.look.hideFirst && key === 0) return 0;
      return written.reduce((most, _token, row) => Math.max(most, values[row * length + key] ?? 0), 0);
    });
    const all = strongest.flatMap((most, key) => (most >= least ? [key] : []));
    const read = [...all]
      .sort((a, b) => (strongest[b] ?? 0) - (strongest[a] ?? 0))
      .slice(0, mostRead)
      .sort((a, b) => a - b);
    return {
      written,
      read,
      readCount: all.length,
      shares: written.map((_, row) => read.map((key) => values[row * length + key] ?? 0)),
    };
  }

  #draw(): void {
    const situation = this.#situation;
    const drawn = this.#drawn();
    if (situation === undefined || drawn === undefined || this.element.hidden) return;
    const widths = this.#widths();
    const { width, height } = sizeOf(drawn, widths);
    const context = paintCanvas(this.#canvas, width, height);
    if (context === null) return;
    paint(new CanvasPainter(context, situation.colors.fonts), situation, drawn, { widths, alone: this.#alone });
    const latent = situation.shown.run.latent !== null;
    const last = latent ? "the item" : `the last ${drawn.written.length} tokens`;
    const of = situation.step === null ? last : `step ${situation.step + 1}`;
    const causal = situation.shown.run.shape.causal;
    this.#note.textContent = `Left: tokens of ${of}, in order. Right: what was read ${causal ? "to write them" : "at them"}, ${drawn.read.length} of ${drawn.readCount} tokens above ${percentText(Math.max(leastShare, situation.look.threshold))}. Rest on a token to see its lines alone; ↑ ↓ walk.`;
    const words = this.#words(drawn, situation);
    this.#canvas.setAttribute(
      "aria-label",
      words ?? `Lines between the tokens of ${of} and what was read to write them.`,
    );
    if (words !== undefined) this.#actions.say(words);
  }

  #words({ written, read, shares }: Drawn, { shown }: Situation): string | undefined {
    const alone = this.#alone;
    if (alone === undefined) return undefined;
    const name = (token: number): string => `“${visibleText(shown.run.shape.tokens[token]?.text ?? "")}” (${token})`;
    const list = (pairs: readonly { readonly token: number; readonly value: number }[]): string =>
      [...pairs]
        .sort((a, b) => b.value - a.value)
        .slice(0, 4)
        .map(({ token, value }) => `${percentText(value)} ${name(token)}`)
        .join(", ");
    if (alone.side === "written") {
      const row = shares[written.indexOf(alone.token)] ?? [];
      return `${shown.run.shape.causal ? `To write ${name(alone.token)} the model` : `At ${name(alone.token)} the encoder`} read ${list(read.map((token, i) => ({ token, value: row[i] ?? 0 })))}.`;
    }
    const at = read.indexOf(alone.token);
    return `${name(alone.token)} was read to write ${list(written.map((token, i) => ({ token, value: shares[i]?.[at] ?? 0 })))}.`;
  }

  #at(event: MouseEvent): { readonly side: "written" | "read"; readonly token: number } | undefined {
    const drawn = this.#drawn();
    if (drawn === undefined) return undefined;
    const { column, between } = this.#widths();
    const side =
      event.offsetX < column + between / 4
        ? "written"
        : event.offsetX > column + (3 * between) / 4
          ? "read"
          : undefined;
    if (side === undefined) return undefined;
    const token = drawn[side][Math.floor((event.offsetY - offsetOf(drawn, side)) / rowHeight)];
    return token === undefined ? undefined : { side, token };
  }

  #widths(): Widths {
    return widthsIn(this.element.clientWidth - 28);
  }

  #isolate(alone: { readonly side: "written" | "read"; readonly token: number } | undefined): void {
    if (alone?.side === this.#alone?.side && alone?.token === this.#alone?.token) return;
    this.#alone = alone;
    this.#draw();
  }

  #key(event: KeyboardEvent): void {
    const drawn = this.#drawn();
    if (drawn === undefined) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const side = this.#alone?.side ?? "written";
    const at = this.#alone === undefined ? (by > 0 ? -1 : drawn[side].length) : drawn[side].indexOf(this.#alone.token);
    const token = drawn[side][Math.max(0, Math.min(drawn[side].length - 1, at + by))];
    if (token !== undefined) this.#isolate({ side, token });
  }
}

function sizeOf(
  { written, read }: Drawn,
  { column, between }: Widths,
): { readonly width: number; readonly height: number } {
  return { width: 2 * column + between, height: Math.max(written.length, read.length, 1) * rowHeight + 8 };
}

/** The shorter side stands in the middle of the longer one's height. */
function offsetOf(drawn: Drawn, side: "written" | "read"): number {
  const rows = Math.max(drawn.written.length, drawn.read.length);
  return 4 + ((rows - drawn[side].length) * rowHeight) / 2;
}

function paint(
  painter: Painter,
  { shown, colors, look, token: chosen }: Situation,
  drawn: Drawn,
  {
    widths: { column, between },
    alone,
  }: {
    readonly widths: Widths;
    readonly alone: { readonly side: string; readonly token: number } | undefined;
  },
): void {
  const { written, read, shares } = drawn;
  const { tokens } = shown.run.shape;
  const y = (side: "written" | "read", row: number): number => offsetOf(drawn, side) + (row + 0.5) * rowHeight;
  const shown_ = (w: number, r: number): boolean =>
    alone === undefined || (alone.side === "written" ? written[w] === alone.token : read[r] === alone.token);
  for (const [w, row] of shares.entries())
    for (const [r, value] of row.entries()) {
      if (value < Math.max(0.004, look.threshold) || !shown_(w, r)) continue;
      painter.line(
        column + 4,
        y("written", w),
        column + between - 4,
        y("read", r),
        colors.ramp.css(value),
        0.5 + 4 * value,
      );
    }
  const name = (token: number): string => cut(visibleText(tokens[token]?.text ?? ""), 14);
  const color = (side: string, token: number): string =>
    token === chosen || (alone?.side === side && alone.token === token) ? colors.foreground : colors.muted;
  for (const [row, token] of written.entries())
    painter.text(column, y("written", row), `${name(token)}`, {
      color: color("written", token),
      anchor: "end",
      size: 12,
    });
  for (const [row, token] of read.entries()) {
    painter.text(column + between, y("read", row), name(token), { color: color("read", token), size: 12 });
    painter.text(2 * column + between - 4, y("read", row), placeOf(shown.run, token), {
      color: colors.muted,
      anchor: "end",
      size: 9,
      mono: false,
    });
  }
}

/** Where a token stands: `line 9`, `problem`, `step 3`. */
function placeOf(run: Situation["shown"]["run"], token: number): string {
  const holds = ([from, to]: readonly [number, number]): boolean => token >= from && token < to;
  if (run.latent !== null) {
    if (run.shape.slot && token === 0) return "z";
    return token < run.shape.promptTokens ? "premises" : "conclusion";
  }
  const line = run.lines.find(({ tokens }) => holds(tokens));
  if (line) return `line ${line.line}`;
  if (run.problem && holds(run.problem)) return "problem";
  const step = run.steps.findIndex(({ tokens }) => holds(tokens));
  return step < 0 ? "" : `step ${step + 1}`;
}
