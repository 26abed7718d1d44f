/** @file An experiment's record is known by its beginning. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { isExperimentRecord } from "../../../src/core/record/isExperimentRecord.ts";

const results = new URL("../../../results/case-based/", import.meta.url);

test("every record under results/ is one, whatever its name, and a recipe or a note that speaks of one is none", () => {
  const records = readdirSync(results).filter((name) => name.endsWith(".json"));
  assert.ok(records.length > 4);
  for (const name of records) assert.ok(isExperimentRecord(readFileSync(new URL(name, results), "utf8")), name);
  const recipe = new URL("../../../recipes/five-tasks.json", import.meta.url);
  assert.ok(!isExperimentRecord(readFileSync(recipe, "utf8")));
  assert.ok(!isExperimentRecord(`{"note": "${" ".repeat(1000)}", "kind": "experiment-record"}`));
});
