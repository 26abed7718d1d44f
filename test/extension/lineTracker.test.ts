/** @file Lines keep their place through edits. The reference is the text itself: each line carries its own name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../src/core/base/rng.ts";
import { type LineEdit, LineTracker } from "../../src/extension/trace/lineTracker.ts";

/** Replaces `first` column `column` to the end of line `last` minus nothing: `text` takes the place of whole or partial lines. */
function edited(lines: readonly string[], edit: LineEdit, inserted: readonly string[]): string[] {
  const before = lines.slice(0, edit.first - 1);
  const after = lines.slice(edit.last);
  return [...before, ...inserted, ...after];
}

test("a line inserted above moves the rest down, one removed moves them up", () => {
  const tracker = new LineTracker([1, 2, 3]);
  tracker.apply({ first: 2, last: 2, lineCount: 2, atLineStart: true });
  assert.deepEqual(
    [1, 2, 3].map((it) => tracker.now(it)),
    [1, 3, 4],
  );
  tracker.apply({ first: 2, last: 3, lineCount: 1, atLineStart: true });
  assert.deepEqual(
    [1, 2, 3].map((it) => tracker.now(it)),
    [1, 2, 3],
  );
});

test("typing within a line moves nothing; a new line at its end moves only what is below", () => {
  const tracker = new LineTracker([4, 5]);
  tracker.apply({ first: 4, last: 4, lineCount: 1, atLineStart: false });
  assert.deepEqual([tracker.now(4), tracker.now(5)], [4, 5]);
  tracker.apply({ first: 4, last: 4, lineCount: 3, atLineStart: false });
  assert.deepEqual([tracker.now(4), tracker.now(5)], [4, 7]);
});

test("lines outside an edit keep their text through 2,000 random edits", () => {
  const rng = new Rng(5);
  let fresh = 0;
  let lines = Array.from({ length: 30 }, (_, i) => `line ${i + 1}`);
  let tracker = new LineTracker(lines.keys().map((it) => it + 1));
  let alive = new Map(lines.map((text, i) => [i + 1, text]));
  let moved = 0;
  for (let round = 0; round < 2000; round++) {
    const first = rng.integer(1, lines.length);
    const last = Math.min(lines.length, first + rng.integer(0, 3));
    // The first line keeps its text (the edit begins inside it); the following lines of the edit are replaced.
    const inserted = [lines[first - 1] ?? "", ...Array.from({ length: rng.integer(0, 3) }, () => `new ${++fresh}`)];
    const edit: LineEdit = { first, last, lineCount: inserted.length, atLineStart: false };
    for (const text of lines.slice(first, last))
      for (const [line, kept] of alive) if (kept === text) alive.delete(line);
    lines = edited(lines, edit, inserted);
    tracker.apply(edit);
    for (const [line, text] of alive) {
      assert.equal(lines[tracker.now(line) - 1], text, `round ${round}, line ${line}`);
      if (tracker.now(line) !== line) moved++;
    }
    if (lines.length > 60 || alive.size < 5) {
      lines = Array.from({ length: 30 }, (_, i) => `round ${round} line ${i + 1}`);
      tracker = new LineTracker(lines.keys().map((it) => it + 1));
      alive = new Map(lines.map((text, i) => [i + 1, text]));
    }
  }
  assert.ok(moved > 1000);
});
