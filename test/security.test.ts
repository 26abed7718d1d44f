/** @file Each promise of SECURITY.md names tests that are there. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./sourceFiles.ts";

test("each line of the threat model names the test that holds it", () => {
  const rows = readFileSync(join(root, "SECURITY.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| (?!---|what may happen)/.test(line));
  assert.ok(rows.length >= 14, `${rows.length} promises`);
  for (const row of rows) {
    const named = [...row.matchAll(/`(test\/[^`]+\.test\.ts)`/g)].map(([, path]) => path ?? "");
    assert.ok(named.length > 0, `${row} names a test`);
    assert.deepEqual(
      named.filter((path) => !existsSync(join(root, path))),
      [],
    );
  }
});
