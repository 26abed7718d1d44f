/** @file Padded batches and the stream they come from, stopped and taken up again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rng } from "../../../src/core/base/rng.ts";
import { Batches, padBatch, type Sample, seededSource } from "../../../src/core/sample/batches.ts";

/** Lengths vary between 3 and 40; the first half is prompt. */
function draw(rng: Rng): Sample {
  const length = rng.integer(3, 40);
  const ids = Array.from({ length }, () => rng.integer(1, 99));
  return { ids, coupledIds: ids.map((id) => id % 4), lossStart: Math.floor(length / 2) };
}

const batches = (state?: Batches["state"]) =>
  new Batches({ seed: 5, batchTokens: 256, source: seededSource(3, draw), batchesPerRound: 4 }, state);

test("an input predicts the id after it, from the loss start on, and padding counts for nothing", () => {
  const batch = padBatch([
    { ids: [7, 8, 9, 5], coupledIds: [0, 1, 2, 0], lossStart: 2 },
    { ids: [4, 3], coupledIds: [0, 3], positionIds: [6, 7], lossStart: 1 },
  ]);
  assert.equal(batch.sequence, 3);
  assert.equal(batch.tokens, 4);
  assert.deepEqual([...batch.inputIds], [7n, 8n, 9n, 4n, 0n, 0n]);
  assert.deepEqual([...batch.coupledIds].slice(0, 3), [0n, 1n, 2n]);
  assert.deepEqual([...batch.positionIds].slice(0, 3), [0n, 1n, 2n]);
  assert.equal(batch.positionIds[3], 6n);
  const x = -100n;
  assert.deepEqual([...batch.labels], [x, 9n, 5n, 3n, x, x]);
});

test("batches stay within their size, keep similar lengths together and lose no sample", () => {
  const stream = batches();
  const source = seededSource(3, draw);
  const seen: string[] = [];
  let padded = 0;
  let tokens = 0;
  const round = stream.state.round;
  while (stream.state.round === round) {
    const batch = stream.next();
    assert.ok(batch.batch * batch.sequence <= 256);
    padded += batch.batch * batch.sequence;
    tokens += batch.tokens;
    for (let row = 0; row < batch.batch; row++) {
      const ids = [...batch.inputIds.subarray(row * batch.sequence, (row + 1) * batch.sequence)];
      seen.push(ids.filter((id) => id !== 0n).join(" "));
    }
  }
  assert.ok(tokens / padded > 0.75, `${tokens} of ${padded} are tokens`);
  const expected = seen.map(() => source.next().ids.slice(0, -1).join(" "));
  assert.deepEqual(seen.sort(), expected.sort());
});

test("a stream taken up at any point gives the same batches as one that was never stopped", () => {
  const straight = batches();
  const states = [straight.state];
  const all = Array.from({ length: 12 }, () => {
    const batch = straight.next();
    states.push(straight.state);
    return batch;
  });
  assert.ok((states.at(-1)?.round ?? 0) > 1, "the test crosses rounds");
  for (const [at, state] of states.slice(0, -1).entries()) {
    const resumed = batches(JSON.parse(JSON.stringify(state)));
    for (const expected of all.slice(at)) assert.deepEqual(resumed.next(), expected);
  }
});
