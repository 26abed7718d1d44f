/**
 * @file Where the names of groups stand: above their group, else below or beside it, inside of the picture, and never over another name. A name
 * that finds no place is left out. Pure geometry, in pixels.
 */

import type { Size } from "./frame.ts";
import type { Place } from "./pick.ts";

export interface LabelBox {
  /** The middle of its group. */
  readonly at: Place;
  /** Of its text. */
  readonly width: number;
}

const height = 15;
const edge = 2;

/** The middle of each name, in the order of `labels`: earlier ones choose first. `radius` is that of a point. */
export function labelPlaces(labels: readonly LabelBox[], radius: number, size: Size): readonly (Place | undefined)[] {
  const taken: Place[] = [];
  const halves: number[] = [];
  return labels.map(({ at: [x, y], width }) => {
    const half = width / 2 + 3;
    const [above, beside] = [radius + 11, radius + 5 + half];
    const found = [
      [x, y - above],
      [x, y + above],
      [x + beside, y],
      [x - beside, y],
    ]
      .map(([across = 0, down = 0]): Place => [held(across, half, size.width), down])
      .find(([across, down]) => {
        const inside = down >= height / 2 + edge && down <= size.height - height / 2 - edge;
        const free = taken.every(
          ([otherX, otherY], i) =>
            Math.abs(otherY - down) >= height || Math.abs(otherX - across) >= half + (halves[i] ?? 0),
        );
        return inside && free;
      });
    if (found !== undefined) {
      taken.push(found);
      halves.push(half);
    }
    return found;
  });
}

/** Moved inwards as far as it takes to be whole. */
function held(middle: number, half: number, width: number): number {
  return Math.max(half + edge, Math.min(width - half - edge, middle));
}
