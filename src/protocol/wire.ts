/**
 * @file What may cross a process or webview boundary, as types. A webview receives JSON plus typed arrays: NaN would arrive
 * as null, a bigint throws, a Map arrives empty, and a subarray drags its whole buffer along. `Wire<T>` turns each of these
 * into a compile error where the message is declared or sent; `finite` and `owned` are the only ways in for numbers and arrays.
 */

/** Types only, never a value: what tells a checked number and a whole array from any other. */
export declare const finiteMark: unique symbol;
export declare const ownedMark: unique symbol;

/** A number that is known to be neither NaN nor infinite. */
export type Finite = number & { readonly [finiteMark]: true };

type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

/** A typed array that fills its buffer from the first to the last byte. */
export type Owned<A extends TypedArray> = A & { readonly [ownedMark]: true };

/** What a violation turns into, so that the compiler's message says why. */
export interface NotWire<Why extends string> {
  readonly "this cannot cross the boundary": Why;
}

type Forbidden =
  | bigint
  | symbol
  | ((...args: never[]) => unknown)
  | Map<unknown, unknown>
  | Set<unknown>
  | Date
  | RegExp;

/** `T` where it may cross; otherwise `NotWire` at the place of the violation. */
export type Wire<T> = T extends Finite
  ? T
  : T extends number
    ? number extends T
      ? NotWire<"a plain number may be NaN: use finite()">
      : T
    : T extends string | boolean | null | undefined
      ? T
      : T extends Owned<TypedArray>
        ? T
        : T extends TypedArray | ArrayBufferLike
          ? NotWire<"a view may drag a larger buffer along: use owned()">
          : T extends Forbidden
            ? NotWire<"only JSON and typed arrays cross">
            : T extends object
              ? { readonly [K in keyof T]: Wire<T[K]> }
              : NotWire<"only JSON and typed arrays cross">;

/** The number itself. Throws a RangeError on NaN and the infinities: a bug where it happens, not three processes later. */
export function finite(value: number): Finite {
  if (!hasValue(value)) throw new RangeError(`${value} cannot cross a process boundary.`);
  return value;
}

/** The number, or null where there is none to show (a diverged loss, a mean of nothing). */
export function finiteOrNull(value: number): Finite | null {
  return hasValue(value) ? value : null;
}

/** The array, copied only when it is a view into something larger. */
export function owned<A extends TypedArray>(array: A): Owned<A> {
  const whole = array.byteOffset === 0 && array.byteLength === array.buffer.byteLength ? array : array.slice();
  return whole as Owned<A>;
}

function hasValue(value: number): value is Finite {
  return Number.isFinite(value);
}
