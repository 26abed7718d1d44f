/** @file The arithmetic of touching a latent, held against numbers worked out by hand; and that only the latest question is asked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { Rng } from "../../../src/core/base/rng.ts";
import type { Conclusion } from "../../../src/protocol/latentView.ts";
import { Concluder } from "../../../webview/latent/model/concluder.ts";
import {
  analogy,
  between,
  blended,
  dimensionsOf,
  type Latents,
  latentAt,
  meansOf,
  Plane,
  stretchesOf,
} from "../../../webview/latent/model/latents.ts";

const latents: Latents = { width: 2, values: Float32Array.from([0, 0, 2, 0, 10, 1, 10, 3]) };
const labels = { names: ["a", "b", "empty"], of: Int32Array.from([0, 0, 1, 1]) };

test("means of rules; a rule without points has none", () => {
  assert.deepEqual(
    [...meansOf(latents, labels)].map(([name, z]) => [name, ...z]),
    [
      ["a", 1, 0],
      ["b", 10, 2],
    ],
  );
});

test("a line, and a sum of three", () => {
  const [a, b] = [latentAt(latents, 0), latentAt(latents, 2)];
  assert.deepEqual([...between(a, b, 0.5)], [5, 0.5]);
  assert.deepEqual([...between(a, b, -1)], [-10, -1]);
  assert.deepEqual([...analogy(latentAt(latents, 1), Float32Array.from([1, 0]), Float32Array.from([10, 2]))], [11, 2]);
});

test("the dimension that tells rules apart comes first", () => {
  const [first, second] = dimensionsOf(latents, labels);
  assert.equal(first?.index, 0);
  assert.equal(first?.mean, 5.5);
  assert.ok((first?.between ?? 0) > 0.97 && (second?.between ?? 1) < 0.7);
});

test("the plane of a linear map is found exactly, and moves z within it", () => {
  const rng = new Rng(3);
  const [right, up] = [
    [1, 0, 2, 0],
    [0, 1, 0, -1],
  ] as const;
  const xy = Float32Array.from({ length: 80 }, () => rng.next() * 4 - 2);
  const values = Float32Array.from({ length: 160 }, (_, i) => {
    const [point, at] = [Math.floor(i / 4), i % 4];
    return 5 + (xy[2 * point] ?? 0) * (right[at] ?? 0) + (xy[2 * point + 1] ?? 0) * (up[at] ?? 0);
  });
  const plane = new Plane(xy, { width: 4, values });
  assert.ok(Math.abs(plane.explained - 1) < 1e-4);
  const moved = plane.move(Float32Array.from([0, 0, 0, 0]), 3, 1);
  for (const [i, wanted] of [3, 1, 6, -1].entries()) assert.ok(Math.abs((moved[i] ?? 0) - wanted) < 1e-4);
});

test("on other maps z is mixed from the nearest points", () => {
  const xy = Float32Array.from([0, 0, 1, 0, 5, 5, 6, 5]);
  assert.deepEqual(
    [...blended(xy, latents, [0, 0], 2)].map((value) => Math.round(value * 100) / 100),
    [0, 0],
  );
  assert.deepEqual([...blended(xy, latents, [0.5, 0], 2)], [1, 0]);
});

test("samples of a line become stretches that meet halfway", () => {
  const samples = [
    { text: "x", rule: "a" },
    { text: "x", rule: "a" },
    { text: "y", rule: undefined },
  ];
  assert.deepEqual(stretchesOf(samples, [0, 1, 2]), [
    { from: 0, to: 1.5, text: "x", rule: "a" },
    { from: 1.5, to: 2, text: "y", rule: undefined },
  ]);
});

test("while one question is on its way, only the latest of the others is asked", async () => {
  const asked: number[] = [];
  const answers: ((conclusions: readonly Conclusion[]) => void)[] = [];
  let now = 0;
  const concluder = new Concluder(
    ({ z }) => {
      asked.push(z[0] ?? -1);
      return new Promise((resolve) => answers.push(resolve));
    },
    (error) => assert.fail(String(error)),
    () => now,
  );
  const heard: number[] = [];
  const conclusion: Conclusion = { text: "t", kind: "correct", rules: ["a"], applies: true, message: "" };
  for (const value of [1, 2, 3]) concluder.ask({ rows: [], z: Float32Array.from([value]) }, () => heard.push(value));
  assert.deepEqual(asked, [1]);
  now = 100;
  answers[0]?.([conclusion]);
  await setImmediate();
  assert.deepEqual([asked, heard], [[1, 3], [1]]);
  now = 200;
  answers[1]?.([conclusion]);
  await setImmediate();
  assert.deepEqual(heard, [1, 3]);
  assert.equal(concluder.rate, 10);
});
