/** @file How points look, as bytes: a color of a palette of 256, a shape, and a state. No DOM. */

/** Bits: the legend or a filter hides it; something is selected and it is not; it is selected. */
export type PointStates = Uint8Array;
export const stateBits = { hidden: 1, dimmed: 2, selected: 4 } as const;

export function isShown(state: number): boolean {
  return (state & stateBits.hidden) === 0;
}

export const shapeNames = ["circle", "square", "triangle", "diamond", "plus", "cross", "wedge"] as const;
export type ShapeName = (typeof shapeNames)[number];

export interface Looks {
  /** [point] index into the palette. */
  readonly colors: Uint8Array;
  /** [point] index into `shapeNames`. */
  readonly shapes: Uint8Array;
  /** [point] */
  readonly states: PointStates;
  /** Which point is drawn when: below first. */
  readonly order: Uint32Array;
}

/** [256][red, green, blue]; `dimmed` is the color of what is not selected. */
export interface Palette {
  readonly colors: Uint8Array;
  readonly dimmed: readonly [number, number, number];
  readonly background: readonly [number, number, number];
  readonly outline: readonly [number, number, number];
}

/**
 * Drawn in a mixed order, so that no group covers another only because it comes later; what is not selected below what is. The mixing is
 * the same each time: a multiplication modulo the next power of two visits each point once.
 */
export function drawingOrder(states: PointStates): Uint32Array {
  const { length } = states;
  let modulus = 1;
  while (modulus < length) modulus *= 2;
  const layers: number[][] = [[], [], []];
  for (let i = 0, point = 0; i < modulus; i++, point = (point + 0x9e3779b1) % modulus) {
    const state = states[point];
    if (point >= length || state === undefined || !isShown(state)) continue;
    layers[(state & stateBits.selected) !== 0 ? 2 : (state & stateBits.dimmed) !== 0 ? 0 : 1]?.push(point);
  }
  return Uint32Array.from(layers.flat());
}

/** How far a place is outside of a shape of radius 1, below 0 inside. The same formulas stand in the shader of `glPainter.ts`. */
export function distanceTo(shape: ShapeName, x: number, y: number): number {
  const [ax, ay] = [Math.abs(x), Math.abs(y)];
  switch (shape) {
    case "circle":
      return Math.hypot(x, y) - 1;
    case "square":
      return Math.max(ax, ay) - 0.88;
    case "diamond":
      return (ax + ay - 1.25) * Math.SQRT1_2;
    case "triangle":
      return Math.max(0.868 * ax - 0.496 * y - 0.57, y - 0.6);
    case "wedge":
      return Math.max(0.868 * ax + 0.496 * y - 0.57, -y - 0.6);
    case "plus":
      return Math.max(Math.min(ax, ay) - 0.34, Math.max(ax, ay) - 1.1);
    case "cross": {
      const [u, v] = [Math.abs(x + y) * Math.SQRT1_2, Math.abs(x - y) * Math.SQRT1_2];
      return Math.max(Math.min(u, v) - 0.34, Math.max(u, v) - 1.15);
    }
  }
}

/** The outline of a shape of radius 1 about the middle, as an SVG path; the same as `distanceTo` says. */
export function shapePath(shape: ShapeName): string {
  switch (shape) {
    case "circle":
      return "M-1 0A1 1 0 1 0 1 0A1 1 0 1 0 -1 0Z";
    case "square":
      return "M-.88-.88H.88V.88H-.88Z";
    case "diamond":
      return "M0-1.25 1.25 0 0 1.25-1.25 0Z";
    case "triangle":
      return "M0-1.15 1 .6H-1Z";
    case "wedge":
      return "M0 1.15 1-.6H-1Z";
    case "plus":
      return "M-.34-1.1H.34V-.34H1.1V.34H.34V1.1H-.34V.34H-1.1V-.34H-.34Z";
    case "cross":
      return "M-.57-1.05 0-.48 .57-1.05 1.05-.57 .48 0 1.05 .57 .57 1.05 0 .48-.57 1.05-1.05 .57-.48 0-1.05-.57Z";
  }
}
