/** @file A lower-triangular matrix, row after row without what lies above the diagonal: attention of tokens that see only earlier ones. */

export class Triangle {
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
