/** @file The small parts of the command line: nearest words, lengths, bars, intervals. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readLengths } from "../../src/cli/lengths.ts";
import { editDistance, nearest } from "../../src/cli/nearest.ts";
import { bar, progress } from "../../src/cli/progress.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { wilson } from "../../src/core/statistics/interval.ts";

test("editDistance counts insertions, deletions, replacements and swaps", () => {
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(editDistance("trian", "train"), 1);
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("same", "same"), 0);
});

test("nearest gives nothing where nothing is near", () => {
  assert.equal(nearest("jsno", ["json", "model"]), "json");
  assert.equal(nearest("xyzzy", ["json", "model"]), undefined);
});

test("lengths are ranges and numbers, ascending and each once", () => {
  assert.deepEqual(readLengths("1-3"), [1, 2, 3]);
  assert.deepEqual(readLengths("10,1-2, 2"), [1, 2, 10]);
  for (const wrong of ["", "0-3", "3-1", "a", "1-", "1..3", "1-100000"]) {
    assert.throws(() => readLengths(wrong), /--lengths takes lengths/, wrong);
  }
});

test("a bar is as wide for every share", () => {
  for (const share of [0, 0.01, 0.5, 0.999, 1, 2, -1]) assert.equal(bar(share).length, 24);
  assert.equal(bar(0.5), "█".repeat(12) + "░".repeat(12));
});

test("progress says what is done and when the rest will be", () => {
  const shown: string[] = [];
  let now = 0;
  const terminal: Terminal = {
    out: () => {},
    json: () => {},
    note: () => {},
    paint: (_, text) => text,
    status: (line) => shown.push(line),
    interactive: true,
    columns: 200,
  };
  const bars = progress(terminal, "model", () => now);
  bars.show(0, 100, "loss 2");
  now = 50; // too soon to be shown
  bars.show(1, 100, "loss 1.9");
  now = 10_000;
  bars.show(25, 100, "loss 1");
  bars.end();
  assert.equal(shown.length, 3);
  assert.match(shown[1] ?? "", /^model █{6}░{18} {2}25\.0 % {2}loss 1 {2}30 s left$/);
  assert.equal(shown[2], "");
});

test("Wilson's interval agrees with published values and stays inside 0 to 1", () => {
  // Newcombe 1998, table I: 81 of 263, and 0 of 20.
  assert.deepEqual(
    wilson(81, 263).map((bound) => bound.toFixed(4)),
    ["0.2553", "0.3662"],
  );
  assert.deepEqual(
    wilson(0, 20).map((bound) => bound.toFixed(4)),
    ["0.0000", "0.1611"],
  );
  assert.equal(wilson(20, 20)[1], 1);
});
