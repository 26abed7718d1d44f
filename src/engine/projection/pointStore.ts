/**
 * @file The point sets of this process, within a fixed memory: the one used longest ago goes first. Their values lie in shared memory, so that
 * a worker reads them without a copy.
 */

import { UserError } from "../../core/base/errors.ts";
import { countText, sizeText } from "../../core/format/figures.ts";

export interface Points {
  readonly id: string;
  readonly points: number;
  readonly width: number;
  /** [point, width]; finite numbers only. */
  readonly values: Float32Array;
  /** Columns that are the same for all points. */
  readonly constant: number;
}

/** 1 GiB: 100,000 points of width 2,560, or all layers and components of a few thousand. */
const defaultBytes = 2 ** 30;

export class PointStore {
  readonly #limit: number;
  /** The one used longest ago first. */
  readonly #sets = new Map<string, Points>();
  #bytes = 0;

  constructor(limit = defaultBytes) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Throws a UserError when the set is not there. */
  get(id: string): Points {
    const found = this.find(id);
    if (found !== undefined) return found;
    throw new UserError(
      "points-gone",
      "These points are no longer in memory.",
      "Collect them again: choose the layer once more, or reopen the view.",
    );
  }

  find(id: string): Points | undefined {
    const found = this.#sets.get(id);
    if (found === undefined) return undefined;
    this.#sets.delete(id);
    this.#sets.set(id, found);
    return found;
  }

  /** `values` is from `sharedFloats`. Throws a UserError when the set is larger than all that may be kept. */
  keep(id: string, values: Float32Array, width: number): Points {
    this.refuseTooMany(values.length / width, width);
    const set: Points = { id, points: values.length / width, width, values, constant: constantColumns(values, width) };
    this.release(id);
    this.#sets.set(id, set);
    this.#bytes += values.byteLength;
    for (const [oldest] of this.#sets) {
      if (this.#bytes <= this.#limit) break;
      this.release(oldest);
    }
    return set;
  }

  release(id: string): void {
    this.#bytes -= this.#sets.get(id)?.values.byteLength ?? 0;
    this.#sets.delete(id);
  }

  refuseTooMany(points: number, width: number): void {
    const bytes = points * width * Float32Array.BYTES_PER_ELEMENT;
    if (bytes <= this.#limit) return;
    throw new UserError(
      "points-too-many",
      `${countText(points)} points of ${countText(width)} values take ${sizeText(bytes)}, more than the ${sizeText(this.#limit)} that are reserved for points.`,
      "Take fewer points: fewer problems, or only some steps of each.",
    );
  }
}

export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

function constantColumns(values: Float32Array, width: number): number {
  const varies = new Uint8Array(width);
  let constant = width;
  for (let at = width; at < values.length && constant > 0; at += width)
    for (let j = 0; j < width; j++) {
      if (varies[j] === 1 || values[at + j] === values[j]) continue;
      varies[j] = 1;
      constant--;
    }
  return constant;
}
