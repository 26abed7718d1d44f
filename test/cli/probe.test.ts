/** @file `rulescope probe` with the bundled models, which have never seen more than one problem: what it says of them. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as v from "valibot";
import { inContextRecord } from "../../src/core/record/inContextRecord.ts";
import { root } from "../sourceFiles.ts";
import { folderWith, rulescope } from "./cli.ts";

function recipe(name: string, more: object): string {
  const whole = JSON.parse(readFileSync(join(root, "recipes", name), "utf8"));
  const selection = { ...whole.selection, candidates: 4, problems: 2 };
  return JSON.stringify({ ...whole, selection, shots: { count: 2, keptColumns: 3 }, generations: 1, ...more });
}

test("the bundled rfft model is asked with shots, and the record says what came of it", async (context) => {
  const folder = folderWith(context, { "small.json": recipe("in-context-small.json", { style: "rf", length: 5 }) });
  const args = ["probe", join(folder, "small.json"), "--model", "addition-rfft", "--out", join(folder, "out")];
  const { status, stdout, stderr } = await rulescope(args);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /addition-rfft on addition, rf, length 5/);
  const record = v.parse(inContextRecord, JSON.parse(readFileSync(join(folder, "out/record.json"), "utf8")));
  assert.equal(record.candidates, 4);
  // It follows the rule alone, which leaves nothing for shots to gain.
  assert.equal(record.zeroShot, 1, stdout);
  assert.match(record.verdict, /already solves each of the 4 problems/);
  assert.ok(stdout.includes(record.verdict));
  const again = await rulescope(args);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /record\.json is there already/);
});

test("prompts that the model cannot take are told apart from shots that gain nothing", async (context) => {
  const selection = { candidates: 2, problems: 2, zeroShotAtMost: 1, gainAtLeast: 0.8 };
  const long = { style: "rf", length: 9, selection, shots: { count: 8, keptColumns: 3 } };
  const folder = folderWith(context, { "long.json": recipe("in-context-small.json", long) });
  const args = ["probe", join(folder, "long.json"), "--model", "addition-rfft", "--out", join(folder, "out"), "--json"];
  const { status, stdout, stderr } = await rulescope(args);
  assert.equal(status, 0, stderr);
  const record = v.parse(inContextRecord, JSON.parse(stdout));
  assert.equal(record.refused, 2);
  assert.match(record.verdict, /could not read 2 of the prompts/);
  assert.match(record.note ?? "", /trained on single problems of addition/);
  assert.match(stderr, /2 prompts could not be read: /);
});

test("probe says what it needs", async (context) => {
  const folder = folderWith(context, { "bad.json": "{}" });
  writeFileSync(join(folder, "style.json"), recipe("in-context-direct.json", { style: "chat" }));
  const out = ["--model", "addition-direct", "--out", join(folder, "out")];
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["recipes/in-context-direct.json", "--out", folder], /needs --model M/],
    [["recipes/in-context-direct.json", "--model", "addition-direct"], /needs --out DIR/],
    [[join(folder, "lost.json"), ...out], /lost\.json cannot be read/],
    [[join(folder, "bad.json"), ...out], /bad\.json is malformed: field `version`/],
    [[join(folder, "style.json"), ...out], /field `style`: expected \("direct"/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await rulescope(["probe", ...args]);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, message);
  }
});
