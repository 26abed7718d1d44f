/** @file Benchmarks that need no model say what they counted. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { rulescope } from "./cli.ts";

test("bench samples gives both rates and how long a trace is", async () => {
  const { status, stdout, stderr } = await rulescope(["bench", "samples", "--count", "20", "--length", "3", "--json"]);
  assert.equal(status, 0, stderr);
  const { length, samples, perSecond, perCpuSecond, characters } = JSON.parse(stdout);
  assert.deepEqual([length, samples], [3, 20]);
  assert.ok(perSecond > 0 && perCpuSecond > 0);
  // Three turns of the loop, six lines each.
  assert.ok(characters > 150 && characters < 400, String(characters));
});
