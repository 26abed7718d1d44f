/**
 * @file The safetensors format for float32 tensors: eight bytes of header length, a JSON header, then the values.
 * Source: https://github.com/huggingface/safetensors#format.
 */

import { asciiBytes, asciiText } from "./ascii.ts";

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface TensorFile {
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

export function writeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const json = asciiBytes(escaped(JSON.stringify(header)));
  // The header is padded with spaces so that the values lie on a multiple of eight bytes.
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.fill(0x20, 8, start);
  bytes.set(json, 8);
  let at = start;
  for (const { values } of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** Throws a RangeError or SyntaxError when the bytes are not a whole file of float32 tensors. */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < 8) throw new RangeError("The file ends before its header.");
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > bytes.length) throw new RangeError("The file ends inside its header.");
  const header: unknown = JSON.parse(asciiText(bytes.subarray(8, start)));
  if (!isRecord(header)) throw new RangeError("The header is not an object.");
  const tensors: NamedTensor[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (!isRecord(entry)) throw new RangeError(`The header's entry ${name} is not an object.`);
    if (name === "__metadata__") metadata = Object.fromEntries(Object.entries(entry).map(([k, v]) => [k, String(v)]));
    else tensors.push(readTensor(name, entry, bytes, start));
  }
  return { tensors, metadata };
}

function readTensor(name: string, entry: Record<string, unknown>, bytes: Uint8Array, start: number): NamedTensor {
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== "F32" || !isNumbers(shape) || !isNumbers(offsets))
    throw new RangeError(`The tensor ${name} is not float32.`);
  const [from = 0, to = 0] = offsets;
  const size = shape.reduce((product, extent) => product * extent, 4);
  if (to - from !== size || start + to > bytes.length) throw new RangeError(`The tensor ${name} is not whole.`);
  // Copied through a constructor: `slice` of a Node buffer would give a view of the whole file.
  return { name, shape, values: new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && item >= 0);
}

/** JSON needs no character above ASCII: the others are written as \u escapes. */
function escaped(json: string): string {
  return json.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
