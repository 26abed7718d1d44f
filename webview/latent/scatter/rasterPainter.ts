/**
 * @file Draws points with the processor: each is a small stamp, blended pixel by pixel into one picture that is put on the canvas whole. A
 * canvas' own shapes would take ten times as long.
 */

import { scaleOf } from "./frame.ts";
import { distanceTo, type Looks, type Palette, shapeNames, stateBits } from "./looks.ts";
import type { Drawing, PointPainter } from "./painter.ts";

/** The pixels that a shape covers. */
interface Stamp {
  /** How far it reaches from its middle. */
  readonly half: number;
  /** Of each pixel, from the middle: to the right, and in the picture. */
  readonly columns: Int32Array;
  readonly offsets: Int32Array;
  /** 0 to 256. */
  readonly coverage: Uint16Array;
}

/** While something moves, from this many points on they are plain squares. */
const manyPoints = 20_000;

const opacity = { usual: 0.82, dimmed: 0.4, selected: 1 };

export class RasterPainter implements PointPainter {
  readonly kind = "canvas";
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #from = new Float32Array(0);
  #to = new Float32Array(0);
  #looks: Looks | undefined;
  #sorted: Sorted | undefined;
  #image: ImageData | undefined;
  #pixels = new Uint32Array(0);
  #stamps: { readonly key: string; readonly all: readonly Stamp[] } = { key: "", all: [] };

  constructor(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
    this.#canvas = canvas;
    this.#context = context;
  }

  move(from: Float32Array, to: Float32Array): void {
    this.#from = from as Float32Array<ArrayBuffer>;
    this.#to = to as Float32Array<ArrayBuffer>;
    this.#sorted = undefined;
  }

  look(looks: Looks): void {
    this.#looks = looks;
    this.#sorted = undefined;
  }

  /** Places in the order of drawing: memory that is read from one end to the other takes half the time. */
  #inOrder({ order, colors, states }: Looks): Sorted {
    if (this.#sorted !== undefined) return this.#sorted;
    const [from, to] = [this.#from, this.#to];
    const pick = (places: Float32Array): Float32Array => {
      const made = new Float32Array(2 * order.length);
      for (const [i, point] of order.entries()) {
        made[2 * i] = places[2 * point] ?? 0;
        made[2 * i + 1] = places[2 * point + 1] ?? 0;
      }
      return made;
    };
    const sortedTo = pick(to);
    const inks = Uint16Array.from(order, (point) =>
      ((states[point] ?? 0) & stateBits.dimmed) !== 0 ? dimmedInk : (colors[point] ?? 0),
    );
    this.#sorted = { to: sortedTo, from: from === to ? sortedTo : pick(from), inks };
    return this.#sorted;
  }

  draw({ zoom, size, ratio, radius, mix, palette, moving }: Drawing): void {
    const [width, height] = [Math.max(1, Math.round(size.width * ratio)), Math.max(1, Math.round(size.height * ratio))];
    this.#resize(width, height);
    const pixels = this.#pixels;
    pixels.fill(packed(palette.background));
    const looks = this.#looks;
    if (looks !== undefined && this.#to.length >= 2) {
      const scale = scaleOf(zoom, size) * ratio;
      const place = {
        scale,
        left: width / 2 - zoom.x * scale,
        top: height / 2 + zoom.y * scale,
        mix: this.#from.length === this.#to.length ? mix : 1,
      };
      if (moving && looks.order.length > manyPoints)
        this.#squares(looks, palette, place, Math.round(radius * ratio * 1.5));
      else this.#stampAll(looks, palette, place, radius * ratio);
    }
    if (this.#image !== undefined) this.#context.putImageData(this.#image, 0, 0);
  }

  dispose(): void {
    this.#image = undefined;
    this.#pixels = new Uint32Array(0);
  }

  #resize(width: number, height: number): void {
    if (this.#image?.width === width && this.#image.height === height) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#image = this.#context.createImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  /** Opaque squares: what a hundred thousand points need to move without stutter. */
  #squares(looks: Looks, palette: Palette, place: Place, side: number): void {
    const { width, height } = this.#canvas;
    const pixels = this.#pixels;
    const { from, to, inks: which } = this.#inOrder(looks);
    const { scale, left, top, mix } = place;
    const inks = inksOf(palette);
    inks[dimmedInk] = packed(blendOf(palette.dimmed, palette.background, opacity.dimmed));
    const wide = Math.max(1, side);
    const half = wide >> 1;
    for (let i = 0; i < which.length; i++) {
      let x = to[2 * i] as number;
      let y = to[2 * i + 1] as number;
      if (mix < 1) {
        x = (from[2 * i] as number) * (1 - mix) + x * mix;
        y = (from[2 * i + 1] as number) * (1 - mix) + y * mix;
      }
      const atX = ((left + x * scale) | 0) - half;
      const atY = ((top - y * scale) | 0) - half;
      if (atX < 0 || atY < 0 || atX + wide > width || atY + wide > height) continue;
      const ink = inks[which[i] as number] as number;
      for (let row = 0, at = atY * width + atX; row < wide; row++, at += width)
        for (let column = 0; column < wide; column++) pixels[at + column] = ink;
    }
  }

  #stampAll({ order, colors, shapes, states }: Looks, palette: Palette, place: Place, radius: number): void {
    const { width } = this.#canvas;
    const [pixels, from, to] = [this.#pixels, this.#from, this.#to];
    const { scale, left, top, mix } = place;
    const stamps = this.#stampsOf(radius, width);
    const inks = inksOf(palette);
    const [dimmed, rim] = [packed(palette.dimmed), packed(palette.outline)];
    for (let i = 0; i < order.length; i++) {
      const point = order[i] as number;
      let x = to[2 * point] as number;
      let y = to[2 * point + 1] as number;
      if (mix < 1) {
        x = (from[2 * point] as number) * (1 - mix) + x * mix;
        y = (from[2 * point + 1] as number) * (1 - mix) + y * mix;
      }
      const state = states[point] as number;
      const shape = (shapes[point] as number) * 2;
      const selected = (state & stateBits.selected) !== 0;
      const isDimmed = (state & stateBits.dimmed) !== 0;
      const ink = isDimmed ? dimmed : (inks[colors[point] as number] as number);
      const alpha = selected ? opacity.selected : isDimmed ? opacity.dimmed : opacity.usual;
      const [px, py] = [left + x * scale, top - y * scale];
      if (selected) stampOne(pixels, width, stamps[shape + 1] as Stamp, px, py, rim, 1);
      stampOne(pixels, width, stamps[shape] as Stamp, px, py, ink, alpha);
    }
  }

  /** Of each shape two: itself, and a larger one that is its outline when it is selected. */
  #stampsOf(radius: number, width: number): readonly Stamp[] {
    const key = `${radius.toFixed(2)} ${width}`;
    if (this.#stamps.key !== key) {
      const outline = Math.max(1, radius * 0.3);
      const all = shapeNames.flatMap((shape) => [
        stampOf(shape, radius, width),
        stampOf(shape, radius + outline, width),
      ]);
      this.#stamps = { key, all };
    }
    return this.#stamps.all;
  }
}

/** Points in the order of drawing. */
interface Sorted {
  readonly from: Float32Array;
  readonly to: Float32Array;
  /** Index of the ink. */
  readonly inks: Uint16Array;
}

/** After those of the palette. */
const dimmedInk = 256;

interface Place {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  readonly mix: number;
}

function stampOf(shape: (typeof shapeNames)[number], radius: number, width: number): Stamp {
  const half = Math.ceil(radius * 1.25 + 0.5);
  const found: { readonly column: number; readonly row: number; readonly coverage: number }[] = [];
  for (let row = -half; row <= half; row++)
    for (let column = -half; column <= half; column++) {
      const distance = distanceTo(shape, column / radius, row / radius) * radius;
      const coverage = Math.round(256 * Math.max(0, Math.min(1, 0.5 - distance)));
      if (coverage > 0) found.push({ column, row, coverage });
    }
  return {
    half,
    columns: Int32Array.from(found, ({ column }) => column),
    offsets: Int32Array.from(found, ({ column, row }) => row * width + column),
    coverage: Uint16Array.from(found, ({ coverage }) => coverage),
  };
}

/** A pixel that would fall outside of the picture is left out. */
function stampOne(
  pixels: Uint32Array,
  width: number,
  stamp: Stamp,
  x: number,
  y: number,
  ink: number,
  opacity: number,
): void {
  const { half, columns, offsets, coverage } = stamp;
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < -half || column >= width + half) return;
  const inside = column >= half && column < width - half;
  const at = row * width + column;
  const [redBlue, green] = [ink & 0xff00ff, ink & 0x00ff00];
  for (let i = 0; i < offsets.length; i++) {
    if (!inside && (column + (columns[i] as number) < 0 || column + (columns[i] as number) >= width)) continue;
    const place = at + (offsets[i] as number);
    const below = pixels[place];
    if (below === undefined) continue;
    const alpha = ((coverage[i] as number) * opacity) | 0;
    // Two channels at a time; 256 is all of the ink.
    const mixed =
      (((redBlue * alpha + (below & 0xff00ff) * (256 - alpha)) >>> 8) & 0xff00ff) |
      (((green * alpha + (below & 0x00ff00) * (256 - alpha)) >>> 8) & 0x00ff00);
    pixels[place] = mixed | 0xff000000;
  }
}

function inksOf({ colors }: Palette): Uint32Array {
  const inks = new Uint32Array(dimmedInk + 1);
  for (let i = 0; i < 256; i++) inks[i] = packed([colors[3 * i] ?? 0, colors[3 * i + 1] ?? 0, colors[3 * i + 2] ?? 0]);
  return inks;
}

/** As the bytes of a picture lie in memory: red first, on little-endian processors, which all that run VS Code are. */
function packed([red, green, blue]: readonly [number, number, number]): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

function blendOf(
  over: readonly [number, number, number],
  under: readonly [number, number, number],
  share: number,
): [number, number, number] {
  const mix = (i: 0 | 1 | 2): number => Math.round(over[i] * share + under[i] * (1 - share));
  return [mix(0), mix(1), mix(2)];
}
