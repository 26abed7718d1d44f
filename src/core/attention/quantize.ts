/**
 * @file Attention probabilities in one byte each, for drawing. The square root is what is rounded, so that small shares keep their
 * differences: a step is 0.8 % near 1 and 0.0015 % near 0.
 */

export function quantize(probability: number): number {
  return Math.round(255 * Math.sqrt(probability));
}

export function probabilityOf(byte: number): number {
  return (byte / 255) ** 2;
}
