/**
 * @file How a contract is written down: each request is a triple of valibot schemas, from which both the TypeScript types and
 * the checks at the receiving boundary come, so that the two cannot disagree.
 */

import * as v from "valibot";
import type { Finite, Owned, Wire } from "./wire.ts";
import { finite, owned } from "./wire.ts";

type Schema = v.GenericSchema<unknown, unknown>;

/** A schema whose values may cross: a plain `number` or a `Map` in it does not compile. */
export type WireSchema<S extends Schema> = v.InferOutput<S> extends Wire<v.InferOutput<S>> ? S : Wire<v.InferOutput<S>>;

export interface Request<P extends Schema = Schema, R extends Schema = Schema, E extends Schema = Schema> {
  /** What the caller sends. */
  readonly params: P;
  /** What the answer holds, once. */
  readonly result: R;
  /** What streams to the caller before the answer, any number of times. */
  readonly event: E;
}

/** What one side offers: requests that it answers and notices that it sends unasked. */
export interface Contract {
  readonly requests: Readonly<Record<string, Request>>;
  readonly notices: Readonly<Record<string, Schema>>;
}

export type RequestName<C extends Contract> = keyof C["requests"] & string;
export type NoticeName<C extends Contract> = keyof C["notices"] & string;
/** As the caller writes it: plain numbers are fine, the receiver checks them. */
export type Params<C extends Contract, N extends RequestName<C>> = v.InferInput<C["requests"][N]["params"]>;
/** As the answering side receives it, checked. */
export type CheckedParams<C extends Contract, N extends RequestName<C>> = v.InferOutput<C["requests"][N]["params"]>;
export type Result<C extends Contract, N extends RequestName<C>> = v.InferOutput<C["requests"][N]["result"]>;
export type Event<C extends Contract, N extends RequestName<C>> = v.InferOutput<C["requests"][N]["event"]>;
export type Notice<C extends Contract, N extends NoticeName<C>> = v.InferOutput<C["notices"][N]>;

/** A request that answers once. */
export function request<P extends Schema, R extends Schema>(
  params: P & WireSchema<P>,
  result: R & WireSchema<R>,
): Request<P, R, v.NeverSchema<undefined>> {
  return { params, result, event: v.never() };
}

/** A request that streams events before it answers. */
export function streamingRequest<P extends Schema, R extends Schema, E extends Schema>(
  params: P & WireSchema<P>,
  result: R & WireSchema<R>,
  event: E & WireSchema<E>,
): Request<P, R, E> {
  return { params, result, event };
}

/** A finite number within bounds. */
export function numberFrom(low: number, high = Number.MAX_VALUE): v.GenericSchema<number, Finite> {
  return v.pipe(v.number(), v.minValue(low), v.maxValue(high), v.transform(finite));
}
/** A whole number from `low` on, up to `high`. */
export function countFrom(low: number, high = Number.MAX_SAFE_INTEGER): v.GenericSchema<number, Finite> {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(low), v.maxValue(high), v.transform(finite));
}
/** Any finite number. */
export const number: v.GenericSchema<number, Finite> = numberFrom(-Number.MAX_VALUE);
/** A whole number from 0. */
export const count: v.GenericSchema<number, Finite> = countFrom(0);
/** A number, or null where it could not be measured. */
export const measured: v.GenericSchema<number | null, Finite | null> = v.nullable(number);
/** A float32 array without a larger buffer behind it. */
export const float32Array: v.GenericSchema<Float32Array, Owned<Float32Array>> = v.pipe(
  v.instance(Float32Array),
  v.transform(owned),
);
/** Bytes without a larger buffer behind them. */
export const uint8Array: v.GenericSchema<Uint8Array, Owned<Uint8Array>> = v.pipe(
  v.instance(Uint8Array),
  v.transform(owned),
);
/** Whole numbers, negative ones included, without a larger buffer behind them. */
export const int32Array: v.GenericSchema<Int32Array, Owned<Int32Array>> = v.pipe(
  v.instance(Int32Array),
  v.transform(owned),
);
