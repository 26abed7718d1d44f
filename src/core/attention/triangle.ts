/** @file Matrices of attention, row after row: of tokens that see only earlier ones without what lies above the diagonal, else whole. */

/** Attention of every token of a run, by any combination of heads. */
export interface TokenMatrix {
  readonly length: number;
  /** Row after row. */
  readonly values: Float32Array;
  /** Row `i` from the first column on, as far as the token sees; a view. */
  row(i: number): Float32Array;
}

export class Triangle implements TokenMatrix {
  readonly length: number;
  readonly values: Float32Array;

  constructor(length: number) {
    this.length = length;
    this.values = new Float32Array((length * (length + 1)) / 2);
  }

  static bytesOf(length: number): number {
    return 2 * length * (length + 1);
  }

  /** Row `i`, from the first column to the diagonal; a view. */
  row(i: number): Float32Array {
    const start = (i * (i + 1)) / 2;
    return this.values.subarray(start, start + i + 1);
  }
}

export class Square implements TokenMatrix {
  readonly length: number;
  readonly values: Float32Array;

  constructor(length: number) {
    this.length = length;
    this.values = new Float32Array(length * length);
  }

  row(i: number): Float32Array {
    return this.values.subarray(i * this.length, (i + 1) * this.length);
  }
}
