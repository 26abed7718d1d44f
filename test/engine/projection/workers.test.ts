/** @file Worker threads: one after another and side by side, errors that come back as what they were, and a thread that is ended. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cancelled, UserError } from "../../../src/core/base/errors.ts";
import { pointRows } from "../../../src/core/projection/points.ts";
import { nearlyAllNeighborsIn } from "../../../src/engine/projection/space.ts";
import { Workers } from "../../../src/engine/projection/workers.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";

const rows = pointRows(Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3.5), 2);
const map = { rows, standardize: false, axes: [0, 1], products: undefined } as const;

test("jobs run one after another on one thread and side by side on several", async () => {
  const workers = new Workers(2);
  const one = await workers.run("pca", map, new CancelSource());
  assert.ok((one.shares[0] ?? 0) > 0.99);
  const many = await Promise.all([1, 2, 3, 4].map(() => workers.run("pca", map, new CancelSource())));
  for (const each of many) assert.deepEqual(each.coordinates, one.coordinates);
});

test("nearly all neighbors come from a thread, with the metric's own distances", async () => {
  const angles = [0, 10, 30, 90].map((degrees) => (degrees * Math.PI) / 180);
  const circle = pointRows(Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])), 2);
  const rounds: number[] = [];
  const found = await nearlyAllNeighborsIn(
    { rows: circle, metric: "cosine" },
    { count: 2, seed: 1 },
    new Workers(1),
    new CancelSource(),
    (done) => rounds.push(done),
  );
  assert.deepEqual([...found.indices], [1, 2, 0, 2, 1, 0, 2, 1]);
  const expected = [10, 30, 10, 20, 20, 30, 60, 80].map((degrees) => 1 - Math.cos((degrees * Math.PI) / 180));
  for (const [i, far] of expected.entries()) assert.ok(Math.abs(far - (found.distances[i] ?? 0)) < 1e-6);
  assert.ok(rounds.length > 1);
});

test("a thread that is stopped in the middle leaves the others and the next job alone", async () => {
  const workers = new Workers(2);
  const stop = new CancelSource();
  const lists = {
    count: 1,
    indices: Int32Array.of(1, 0, 3, 2),
    distances: Float32Array.of(1, 1, 1, 1),
  };
  const start = Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1);
  const method = { kind: "umap", minDistance: 0.1, spread: 1, epochs: 100_000_000 } as const;
  let shown = 0;
  const endless = workers.run("layout", { lists, start, seed: 1, method, continues: false }, stop, () => {
    if (++shown === 2) stop.cancel();
  });
  await assert.rejects(endless, Cancelled);
  assert.equal(shown, 2);
  await workers.run("pca", map, new CancelSource());
  await assert.rejects(workers.run("pca", map, stop), Cancelled); // nothing is begun that nobody wants
});

test("what a job throws arrives with its kind and its place", async () => {
  const workers = new Workers(1);
  const broken = { ...map, rows: { points: 2, width: -1, values: new Float32Array(2) } };
  const error: unknown = await workers.run("pca", broken, new CancelSource()).catch((reason: unknown) => reason);
  assert.ok(error instanceof Error && !(error instanceof UserError));
  assert.match(error.stack ?? "", /projection\/points\.ts/);
  await workers.run("pca", map, new CancelSource());
});
