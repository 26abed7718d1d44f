/** @file Five thousand fuzzed inputs, the same ones each time: whatever is read, nothing crashes, nothing is changed that is shared, and errors are messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { kinds } from "./kinds.ts";
import { runFuzz } from "./runFuzz.ts";

const cases = 500;

for (const kind of kinds) {
  test(`${cases} ${kind.name}`, async (t) => {
    const { accepted, failures } = await runFuzz(kind, { seed: 1, goOn: (done) => done < cases });
    assert.deepEqual(failures, []);
    t.diagnostic(`${Math.round((100 * accepted) / cases)} % accepted`);
    assert.ok(
      accepted > cases / 10,
      `the generator reaches behind the first check: ${accepted} of ${cases} are accepted`,
    );
    assert.ok(accepted < cases, "and some are refused");
  });
}
