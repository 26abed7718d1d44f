/** @file NumPy's file of one table. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */

/** Version 1.0: float32, [row, column]. */
export function npyOf(values: Float32Array, columns: number): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length / columns}, ${columns}), }`;
  const length = Math.ceil((10 + header.length + 1) / 64) * 64;
  const text = `${header.padEnd(length - 11)}\n`;
  const bytes = new Uint8Array(length + values.length * 4);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  for (const [i, value] of values.entries()) view.setFloat32(length + i * 4, value, true);
  return bytes;
}
