/** @file NumPy's file of one table. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */

import { asciiBytes } from "./ascii.ts";

/** Version 1.0: float32, [row, column]. */
export function npyOf(values: Float32Array, columns: number): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length / columns}, ${columns}), }`;
  // The values lie on a multiple of 64 bytes: ten of signature and length, the header, blanks and a line's end.
  const start = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + values.byteLength);
  bytes.set([0x93, ...asciiBytes("NUMPY"), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(asciiBytes(`${header.padEnd(start - 11)}\n`), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start);
  return bytes;
}
