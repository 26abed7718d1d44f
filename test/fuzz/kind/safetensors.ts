/** @file Tensor files: what is read is written again to the same numbers; anything else is a RangeError or a SyntaxError, as documented. */
import { readSafetensors, writeSafetensors } from "../../../src/core/format/safetensors.ts";
import { asUserError } from "../asUserError.ts";
import type { FuzzKind } from "../fuzzKind.ts";
import { mutateBytes, mutateJson } from "../mutate.ts";

const tensors = [
  { name: "a", shape: [2, 3], values: Float32Array.from([1, 2, 3, 4, 5, 6]) },
  { name: "constructor", shape: [1], values: Float32Array.from([7]) },
  { name: "empty", shape: [0, 4], values: new Float32Array(0) },
];
const file = writeSafetensors({ tensors, metadata: { step: "3", ü: "ä" } });

export const safetensors: FuzzKind = {
  name: "safetensors",
  make(rng) {
    if (rng.next() < 0.4) return mutateBytes(rng, file);
    // A header that says other things of the same values.
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    const header = new TextEncoder().encode(
      mutateJson(rng, JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)))),
    );
    const bytes = new Uint8Array(8 + header.length + file.length - 8 - length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    bytes.set(file.subarray(8 + length), 8 + header.length);
    return bytes;
  },
  check(input) {
    const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
    return asUserError(
      () => {
        const read = readSafetensors(bytes);
        const again = readSafetensors(writeSafetensors(read));
        for (const [at, { name, values }] of read.tensors.entries()) {
          const other = again.tensors[at];
          if (other?.name !== name || !same(other.values, values)) throw new Error(`${name} is another after writing.`);
        }
      },
      (error) => error instanceof RangeError || error instanceof SyntaxError,
    );
  },
};

function same(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((value, at) => Object.is(value, other[at]));
}
