/** @file The safetensors format: round trip, exact bytes, cut files. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readSafetensors, writeSafetensors } from "../../../src/core/format/safetensors.ts";

const file = {
  tensors: [
    { name: "a.weight", shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-20, 7) },
    { name: "scalar", shape: [], values: Float32Array.of(4) },
  ],
  metadata: { format: "1", text: 'a "quoted" ünïcode ∂ 𝔘\n' },
};

test("what is written is read back", () => {
  assert.deepEqual(readSafetensors(writeSafetensors(file)), file);
});

test("the bytes are those of the format", () => {
  const bytes = writeSafetensors({ tensors: [{ name: "x", shape: [1], values: Float32Array.of(1) }], metadata: {} });
  const header = '{"__metadata__":{},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  assert.deepEqual([...bytes.subarray(0, 8)], [padded.length, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal(new TextDecoder().decode(bytes.subarray(8, 8 + padded.length)), padded);
  assert.deepEqual([...bytes.subarray(8 + padded.length)], [0, 0, 0x80, 0x3f]);
});

test("every shorter file is refused", () => {
  const bytes = writeSafetensors(file);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => readSafetensors(bytes.subarray(0, length)), /RangeError|SyntaxError/, `${length} bytes`);
  }
});
