/** @file Where the rows of a long list stand, when each may have its own height: guessed until it was seen. No DOM. */

export class Offsets {
  #heights = new Float64Array(0);
  /** `#tops[i]` is the top of row i; the last is the height of all. Valid up to `#valid`. */
  #tops = new Float64Array(1);
  #valid = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get total(): number {
    return this.top(this.#count);
  }

  /** The list has `count` rows from now on; rows from `from` on are guessed again. */
  reset(count: number, guess: (index: number) => number, from = 0): void {
    if (count > this.#heights.length) this.#grow(count);
    for (let i = from; i < count; i++) this.#heights[i] = guess(i);
    this.#count = count;
    this.#valid = Math.min(this.#valid, from);
  }

  /** What a row's height really is. Returns by how much the guess was off. */
  measure(index: number, height: number): number {
    const before = this.#heights[index] ?? 0;
    if (before === height || index >= this.#count) return 0;
    this.#heights[index] = height;
    this.#valid = Math.min(this.#valid, index);
    return height - before;
  }

  top(index: number): number {
    for (let i = this.#valid; i < index; i++) this.#tops[i + 1] = (this.#tops[i] ?? 0) + (this.#heights[i] ?? 0);
    this.#valid = Math.max(this.#valid, index);
    return this.#tops[index] ?? 0;
  }

  /** The row that covers `y`; the last one below the end. */
  at(y: number): number {
    this.top(this.#count);
    let [low, high] = [0, Math.max(0, this.#count - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tops[middle] ?? 0) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #grow(count: number): void {
    const size = Math.max(count, this.#heights.length * 2);
    const [heights, tops] = [new Float64Array(size), new Float64Array(size + 1)];
    heights.set(this.#heights);
    tops.set(this.#tops);
    this.#heights = heights;
    this.#tops = tops;
  }
}
