/** @file The pure parts of the attention view: the window on a matrix, shares of steps, scales, and NumPy's format. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf, npyOf } from "../../webview/attention/export.ts";
import { rampOf, scaled } from "../../webview/attention/ramp.ts";
import { holding, moved, wholeWindow, zoomed } from "../../webview/attention/window.ts";

test("a window zooms around a place and never leaves the tokens", () => {
  const whole = wholeWindow(100);
  const half = zoomed(whole, 0.5, { x: 0, y: 1 }, 100);
  assert.deepEqual(half, { queries: [50, 100], keys: [0, 50] });
  assert.deepEqual(zoomed(half, 4, { x: 0.5, y: 0.5 }, 100), whole);
  assert.deepEqual(moved(half, 30, -30, 100), half);
  assert.deepEqual(moved(half, -20, 20, 100), { queries: [30, 80], keys: [20, 70] });
  assert.deepEqual(zoomed(half, 0.001, { x: 0, y: 0 }, 100).keys, [0, 4]);
  assert.deepEqual(holding(half, 20, 10, 100), { queries: [0, 50], keys: [0, 50] });
  assert.deepEqual(zoomed(wholeWindow(1), 0.5, { x: 0.5, y: 0.5 }, 1), wholeWindow(1));
});

test("scales keep 0 and 1, and the ramp's lightness only grows", () => {
  for (const scale of ["linear", "root", "log"] as const)
    assert.deepEqual([scaled(0, scale), scaled(1, scale)], [0, 1]);
  assert.equal(scaled(0.01, "log"), 0.5);
  for (const [kind, background, sign] of [
    ["dark", "#1f1f1f", 1],
    ["high-contrast", "#000000", 1],
    ["light", "#ffffff", -1],
    ["high-contrast-light", "#ffffff", -1],
  ] as const) {
    const { bytes, position } = rampOf(kind, background, "root", 0.05);
    const lightness = (i: number): number =>
      0.2126 * (bytes[i * 3] ?? 0) + 0.7152 * (bytes[i * 3 + 1] ?? 0) + 0.0722 * (bytes[i * 3 + 2] ?? 0);
    for (let i = 8; i < 256; i += 8) assert.ok((lightness(i) - lightness(i - 8)) * sign > 0, `${kind} at ${i}`);
    assert.deepEqual([position(0.04), position(0.25), position(1)], [0, 128, 255]);
  }
});

const numbers = {
  rows: ["a", 'b "q", c'],
  columns: ["x", "y", "z"],
  values: Float32Array.of(0, 0.5, 1, 0.25, Number.NaN, 2),
  caption: "shares",
};

test("NPY: magic, version, padded header, row by row", () => {
  const bytes = npyOf(numbers);
  const text = String.fromCharCode(...bytes);
  assert.equal(text.slice(0, 8), "\u0093NUMPY\u0001\u0000");
  const length = 10 + new DataView(bytes.buffer).getUint16(8, true);
  assert.equal(length % 64, 0);
  assert.match(text.slice(10, length), /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/);
  assert.deepEqual([...new Float32Array(bytes.slice(length).buffer)], [...numbers.values]);
});

test("CSV: what made the numbers, then each with all its digits", () => {
  const text = new TextDecoder().decode(csvOf(numbers, { title: "t", provenance: "p" }));
  assert.equal(text, '# t\n# shares\n# p\n,x,y,z\na,0,0.5,1\n"b ""q"", c",0.25,,2\n');
});
