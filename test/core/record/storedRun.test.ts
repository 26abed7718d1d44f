/** @file Runs as they are stored: each step says what changed, long traces take little room, and older records are still read. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { parseRun, storedText } from "../../../src/core/record/run.ts";
import { TableReader, TableWriter, type Texts } from "../../../src/core/record/textChanges.ts";
import { madeRun, problemOf } from "./madeRun.ts";

const growing = `def squares(n):
    result = []
    total = 0
    for i in range(n):
        total = total + i
        square = i * i % 1000
        result.append(square)
    return result
`;

const nested = `def halves(n):
    low = n // 2
    if low > 0:
        rest = halves(low)
        low = low + rest
    return low
`;

/** As a record of version 1 holds them. */
const whole = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("a record made by version 1 opens, and is stored anew without losing anything", () => {
  const text = readFileSync(join(import.meta.dirname, "golden", "version1.json"), "utf8");
  const old = parseRun(text, "version1.json");
  assert.equal(old.firstWrong, 7);
  assert.equal(old.steps[7]?.expected?.state.carry, "1");
  const stored = storedText(old);
  assert.equal(JSON.parse(stored).version, 2);
  assert.deepEqual(whole(parseRun(stored, "again")), JSON.parse(text));
});

test("8,000 steps over a growing list take less than 5 MB, and come back as they were", () => {
  const record = madeRun(problemOf("squares(2000)", growing), "rfft");
  assert.ok(record.steps.length > 8000, `${record.steps.length} steps`);
  const stored = storedText({ ...record, tokens: [] });
  assert.ok(stored.length < 5e6, `${stored.length} characters`);
  const back = parseRun(stored, "long");
  // From the end, so that no state is there because the one before it was asked for.
  for (const at of [8003, 4000, 17, 5999, 0]) {
    const { tokens: _, ...step } = record.steps[at] ?? assert.fail();
    const { tokens: __, ...read } = back.steps[at] ?? assert.fail();
    assert.deepEqual(read, step);
  }
  const last = back.steps.at(-1);
  assert.equal(last?.state.total, String((1999 * 2000) / 2));
  assert.equal(last?.state.result?.split(", ").length, 2000);
  console.log(`${record.steps.length} steps stored in ${(stored.length / 1e6).toFixed(2)} MB`);
});

test("steps in calls, wrong ones and unreadable ones come back as they were", () => {
  const edits: ((gold: string) => string)[] = [
    (gold) => gold,
    (gold) => gold.replace(/low=2/, "low=7"),
    (gold) => gold.replace(/L3/, "L9999 ?"),
    (gold) => gold.slice(0, gold.length / 2),
  ];
  for (const edit of edits) {
    const record = madeRun(problemOf("halves(9)", nested), "rfft", edit);
    assert.deepEqual(whole(parseRun(storedText(record), "calls")), whole(record));
  }
});

test("any tables come back from their changes, in any order", () => {
  const rng = new Rng(7);
  const names = ["a", "b", "c", "constructor", "__proto__"];
  const text = (): string => "xy[], ".repeat(rng.integer(0, 11)).slice(rng.integer(0, 5));
  for (let round = 0; round < 30; round++) {
    const tables: Texts[] = [];
    for (let i = 0; i < 80; i++) {
      const before = tables[rng.integer(0, tables.length)] ?? {};
      const kept = Object.entries(before).filter(() => rng.integer(0, 7) > 0);
      const changed = kept.map(([name, old]) => [
        name,
        rng.integer(0, 2) > 0 ? old : old.slice(0, rng.integer(0, 59)) + text(),
      ]);
      const added = names
        .filter((name) => !Object.hasOwn(before, name) && rng.integer(0, 3) === 0)
        .map((name) => [name, text()]);
      tables.push(Object.fromEntries(rng.integer(0, 4) > 0 ? [...changed, ...added] : [...added, ...changed]));
    }
    const [writer, reader] = [new TableWriter(), new TableReader()];
    const distances = tables.map(() => 1 + rng.integer(0, 1));
    for (const [i, table] of tables.entries())
      reader.add(JSON.parse(JSON.stringify(writer.add(table, distances[i]))), distances[i]);
    for (let i = 0; i < 200; i++) {
      const at = rng.integer(0, tables.length - 1);
      assert.deepEqual(Object.entries(reader.at(at)), Object.entries(tables[at] ?? {}));
    }
  }
});
