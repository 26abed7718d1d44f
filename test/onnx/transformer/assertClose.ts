/** @file Compares lists of numbers. */
import assert from "node:assert/strict";

/** Within `tolerance` of the expected values' largest size, or of 1 where that is less. */
export function assertClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `length of ${what}`);
  const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  for (const [i, value] of expected.entries()) {
    const found = actual[i] ?? Number.NaN;
    assert.ok(Math.abs(found - value) <= tolerance * size, `${what}[${i}]: ${found} against ${value}`);
  }
}
