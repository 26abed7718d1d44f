/** @file How far heads with a window see while they are trained: drawn anew in every other step, and not at all where nothing is left to draw. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { tinyTraining, train } from "./tinyTraining.ts";

async function losses(shortestWindow: number | undefined): Promise<number[]> {
  const options = tinyTraining(6);
  const seen: number[] = [];
  await train({
    ...options,
    training: { ...options.training, shortestWindow },
    onProgress: ({ loss }) => seen.push(loss),
  });
  return seen;
}

test("a shortest window as long as the window changes nothing, a shorter one does", async () => {
  const fixed = await losses(undefined);
  assert.deepEqual(await losses(4), fixed);
  assert.notDeepEqual(await losses(1), fixed);
});
