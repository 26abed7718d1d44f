/** @file What may cross: the compiler checks the types (an answer of `Crosses` that is wrong does not compile), this file the functions. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { count, float32Array, number, type request } from "../../src/protocol/request.ts";
import { type Finite, finite, finiteOrNull, type Owned, owned, type Wire } from "../../src/protocol/wire.ts";

const plain = v.object({ x: v.number() });

type Crosses<T> = T extends Wire<T> ? true : false;

test("the compiler knows what may cross", () => {
  const answers: {
    readonly finite: Crosses<{ n: Finite; kind: "a"; list: readonly { text: string | null }[]; maybe?: boolean }>;
    readonly wholeArray: Crosses<{ x: Owned<Float32Array> }>;
    readonly plainNumber: Crosses<{ x: number }>;
    readonly bigint: Crosses<{ x: bigint }>;
    readonly deepMap: Crosses<{ list: readonly { x: Map<string, string> }[] }>;
    readonly view: Crosses<{ x: Float32Array }>;
    readonly method: Crosses<{ x: () => void }>;
    readonly date: Crosses<{ x: Date }>;
    readonly contractOfPlainNumbers: typeof plain extends Parameters<typeof request<typeof plain, typeof plain>>[1]
      ? true
      : false;
  } = {
    finite: true,
    wholeArray: true,
    plainNumber: false,
    bigint: false,
    deepMap: false,
    view: false,
    method: false,
    date: false,
    contractOfPlainNumbers: false,
  };
  const crossing = Object.entries(answers).filter(([, crosses]) => crosses);
  assert.deepEqual(Object.fromEntries(crossing), { finite: true, wholeArray: true });
});

test("finite throws where NaN would have crossed, finiteOrNull says null", () => {
  assert.throws(() => finite(Number.NaN), RangeError);
  assert.throws(() => finite(Number.POSITIVE_INFINITY), RangeError);
  assert.equal(finiteOrNull(Number.NaN), null);
  assert.equal(finiteOrNull(2), 2);
});

test("owned copies a view and leaves a whole array alone", () => {
  const whole = new Float32Array([1, 2, 3, 4]);
  assert.equal(owned(whole), whole);
  const part = owned(whole.subarray(1, 3));
  assert.deepEqual([...part, part.buffer.byteLength], [2, 3, 8]);
});

test("the receiving schemas refuse what the types cannot see", () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, "1", null])
    assert.equal(v.is(number, bad), false, String(bad));
  for (const bad of [-1, 1.5, Number.NaN]) assert.equal(v.is(count, bad), false, String(bad));
  assert.equal(v.is(float32Array, [1, 2]), false);
  const received = v.parse(float32Array, new Float32Array(8).subarray(2, 4));
  assert.equal(received.buffer.byteLength, 8);
});
