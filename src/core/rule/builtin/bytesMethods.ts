/**
 * @file `bytes`: the type, its methods, and what strings and ints have to do with it. Most methods are those of strings over one character
 * for each byte; where a string's method knows more letters than ASCII, only ASCII is taken.
 */
import type { Implementation, Method } from "../machine/builtin.ts";
import { collect } from "../machine/iterate.ts";
import { type Result, Routine } from "../machine/routine.ts";
import { asInt } from "../operation/arithmetic.ts";
import { checkSize, type Meter, outside, raise } from "../operation/raised.ts";
import { bytes, list, type PyBytes, tuple, typeName, type Value } from "../value.ts";
import { argument, exactlyOne, integerOf } from "./arguments.ts";
import { stringMethods } from "./stringMethods.ts";

function isBytes(value: Value | undefined): value is PyBytes {
  return typeof value === "object" && value !== null && value.kind === "bytes";
}

/** One character for each byte. */
function textOf(value: PyBytes): string {
  let text = "";
  for (const byte of value.data) text += String.fromCharCode(byte);
  return text;
}

function bytesOf(text: string): PyBytes {
  return bytes([...text].map((character) => character.charCodeAt(0)));
}

function byteOf(value: Value): number {
  const int = integerOf(value);
  return int < 0n || int > 255n ? raise("ValueError", "bytes must be in range(0, 256)") : Number(int);
}

/** `bytes()`, `bytes(count)`, `bytes(iterable of ints)`, `bytes(text, encoding)`. */
export const toBytes: Implementation = (args, keywords, meter) => {
  const [source, encoding = keywords?.get("encoding")] = args;
  if (source === undefined) return bytes([]);
  if (typeof source === "string") {
    return encoding === undefined
      ? raise("TypeError", "string argument without an encoding")
      : encode(source, encoding, meter);
  }
  if (isBytes(source)) return source;
  const count = asInt(source);
  if (count === undefined) return collect(source, meter, (items) => bytes(items.map(byteOf)));
  if (count < 0n) raise("ValueError", "negative count");
  checkSize(Number(count) / 8, "bytes");
  meter.spend(Number(count) >> 3);
  return bytes(new Uint8Array(Number(count)));
};

type Encoding = "utf-8" | "ascii" | "latin-1";

function encodingOf(value: Value): Encoding {
  if (typeof value !== "string") return raise("TypeError", `encoding must be str, not ${typeName(value)}`);
  const name = value.toLowerCase().replaceAll("_", "-");
  if (name === "utf-8" || name === "utf8") return "utf-8";
  if (name === "ascii" || name === "us-ascii") return "ascii";
  if (name === "latin-1" || name === "latin1" || name === "iso-8859-1") return "latin-1";
  return outside(`The encoding ${value} is`);
}

/** The bytes of one code point (RFC 3629). */
function utf8(code: number): number[] {
  if (code < 0x80) return [code];
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), tail(6), tail(0)];
  return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
}

/** `text.encode(encoding)`. What cannot be encoded raises UnicodeEncodeError. */
export function encode(text: string, given: Value, meter: Meter): PyBytes {
  const encoding = encodingOf(given);
  meter.spend(text.length >> 1);
  const limit = encoding === "ascii" ? 0x80 : encoding === "latin-1" ? 0x100 : 0x110000;
  const data: number[] = [];
  let at = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const surrogate = code >= 0xd800 && code < 0xe000;
    if (code >= limit || surrogate) {
      const shown =
        code < 0x100
          ? `\\x${code.toString(16)}`
          : code < 0x10000
            ? `\\u${code.toString(16).padStart(4, "0")}`
            : `\\U${code.toString(16).padStart(8, "0")}`;
      const why = surrogate ? "surrogates not allowed" : `ordinal not in range(${limit})`;
      raise("UnicodeEncodeError", `'${encoding}' codec can't encode character '${shown}' in position ${at}: ${why}`);
    }
    if (encoding === "utf-8") data.push(...utf8(code));
    else data.push(code);
    at++;
  }
  return bytes(data);
}

function decode(self: PyBytes, given: Value, meter: Meter): string {
  const encoding = encodingOf(given);
  meter.spend(self.data.length >> 1);
  if (encoding === "latin-1") return textOf(self);
  if (encoding === "ascii") {
    const at = self.data.findIndex((byte) => byte > 0x7f);
    if (at < 0) return textOf(self);
    const byte = `0x${(self.data[at] ?? 0).toString(16)}`;
    return raise(
      "UnicodeDecodeError",
      `'ascii' codec can't decode byte ${byte} in position ${at}: ordinal not in range(128)`,
    );
  }
  return decodeUtf8(self.data);
}

function decodeUtf8(data: Uint8Array): string {
  let text = "";
  for (let at = 0; at < data.length; ) {
    const first = data[at] as number;
    const size =
      first < 0x80
        ? 1
        : first >= 0xc2 && first < 0xe0
          ? 2
          : first >= 0xe0 && first < 0xf0
            ? 3
            : first >= 0xf0 && first < 0xf5
              ? 4
              : 0;
    let code = size === 1 ? first : first & (0x7f >> size);
    for (let i = 1; i < size; i++) code = (code << 6) | ((data[at + i] ?? 0) & 0x3f);
    const whole =
      size > 0 && at + size <= data.length && data.subarray(at + 1, at + size).every((byte) => byte >> 6 === 2);
    const least = [0, 0, 0x80, 0x800, 0x10000][size] ?? 0;
    if (!whole || code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
      const why =
        size === 0
          ? "invalid start byte"
          : at + size > data.length
            ? "unexpected end of data"
            : "invalid continuation byte";
      raise("UnicodeDecodeError", `'utf-8' codec can't decode byte 0x${first.toString(16)} in position ${at}: ${why}`);
    }
    text += String.fromCodePoint(code);
    at += size;
  }
  return text;
}

/** Back from what a string's method gives. */
function fromText(value: Value): Value {
  if (typeof value === "string") return bytesOf(value);
  if (typeof value !== "object" || value === null) return value;
  if (value.kind === "list") return list(value.items.map(fromText));
  return value.kind === "tuple" ? tuple(value.items.map(fromText)) : value;
}

function toText(value: Value): Value {
  if (isBytes(value)) return textOf(value);
  if (typeof value === "string") return raise("TypeError", "a bytes-like object is required, not 'str'");
  if (typeof value === "object" && value !== null && value.kind === "tuple") return tuple(value.items.map(toText));
  return value;
}

/** Methods that mean the same for bytes; those in the second list only for ASCII. */
const shared =
  "count endswith find index partition removeprefix removesuffix replace rfind rindex rpartition startswith zfill".split(
    " ",
  );
const sharedAscii = (
  "capitalize center isalnum isalpha isascii isdigit islower isspace istitle isupper ljust lower lstrip rjust rsplit rstrip split " +
  "splitlines strip swapcase title upper"
).split(" ");

function viaText(name: string, asciiOnly: boolean): [string, Method] {
  return [
    name,
    (self, args, keywords, meter) => {
      const method = stringMethods.get(name);
      if (!isBytes(self) || method === undefined) return raise("TypeError", `unbound method bytes.${name}()`);
      if (asciiOnly && self.data.some((byte) => byte > 0x7f)) outside(`bytes.${name}() of other bytes than ASCII is`);
      const result = method(textOf(self), args.map(toText), keywords, meter);
      return result instanceof Routine ? result : fromText(result);
    },
  ];
}

export const bytesMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...shared.map((name) => viaText(name, false)),
  ...sharedAscii.map((name) => viaText(name, true)),
  [
    "decode",
    (self, args, keywords, meter) =>
      isBytes(self) ? decode(self, args[0] ?? keywords?.get("encoding") ?? "utf-8", meter) : null,
  ],
  [
    "hex",
    (self, _args, _keywords, meter) => {
      if (!isBytes(self)) return null;
      meter.spend(self.data.length >> 2);
      return [...self.data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    },
  ],
  [
    "join",
    (self, args, keywords, meter): Result => {
      const source = exactlyOne("bytes.join", args, keywords);
      const method = stringMethods.get("join");
      if (!isBytes(self) || method === undefined) return null;
      const joined = (items: readonly Value[]): Value => {
        const texts = items.map((item, at) => {
          if (isBytes(item)) return textOf(item);
          return raise("TypeError", `sequence item ${at}: expected a bytes-like object, ${typeName(item)} found`);
        });
        const result = method(textOf(self), [list(texts)], undefined, meter);
        return result instanceof Routine ? null : fromText(result);
      };
      return collect(source, meter, joined);
    },
  ],
]);

/** `int.to_bytes` */
export const intToBytes: Method = (self, args, keywords, meter) => {
  const value = asInt(self) ?? 0n;
  const length = Number(integerOf(args[0] ?? keywords?.get("length") ?? 1n));
  const order = args[1] ?? keywords?.get("byteorder") ?? "big";
  const signed = keywords?.get("signed") === true;
  if (length < 0) raise("ValueError", "length argument must be non-negative");
  if (order !== "big" && order !== "little") raise("ValueError", "byteorder must be either 'little' or 'big'");
  checkSize(length / 8, "bytes");
  meter.spend(4 * length);
  if (value < 0n && !signed) raise("OverflowError", "can't convert negative int to unsigned");
  const limit = 1n << BigInt(8 * length);
  const [least, most] = signed ? [-limit / 2n, limit / 2n - 1n] : [0n, limit - 1n];
  if (value < least || value > most) raise("OverflowError", "int too big to convert");
  // By its digits, which takes time in proportion to the length; shifting the int byte by byte would not.
  const digits = BigInt.asUintN(8 * length, value)
    .toString(16)
    .padStart(2 * length, "0");
  const data = Array.from({ length }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  return bytes(order === "big" ? data : data.reverse());
};

/** `int.from_bytes` */
export const intFromBytes: Implementation = (args, keywords, meter) => {
  const order = args[1] ?? keywords?.get("byteorder") ?? "big";
  const signed = keywords?.get("signed") === true;
  if (order !== "big" && order !== "little") raise("ValueError", "byteorder must be either 'little' or 'big'");
  const read = (data: readonly number[]): Value => {
    meter.spend(data.length);
    const digits = (order === "big" ? data : data.toReversed())
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    const value = digits === "" ? 0n : BigInt(`0x${digits}`);
    return signed ? BigInt.asIntN(8 * data.length, value) : value;
  };
  const source = argument(args, 0);
  return isBytes(source) ? read([...source.data]) : collect(source, meter, (items) => read(items.map(byteOf)));
};

/** `str.encode` */
export const encodeMethod: Method = (self, args, keywords, meter) =>
  encode(typeof self === "string" ? self : "", args[0] ?? keywords?.get("encoding") ?? "utf-8", meter);
