/** @file `rulescope export`: files for other programs, and what it says where it cannot write them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith, rulescope } from "./cli.ts";

test("export writes a set and a card whose command makes the same bytes again", async (context) => {
  const folder = folderWith(context, {});
  const path = join(folder, "hole.jsonl");
  const args = ["export", "--task", "base-9-addition", "--split", "square:50,50,10", "--part", "test", "--out", path];
  const { status, stdout, stderr } = await rulescope([...args, "--json"]);
  assert.equal(status, 0, stderr);
  const { samples, sha256, cardPath } = JSON.parse(stdout);
  assert.equal(samples, 441);
  const lines = readFileSync(path, "utf8").trim().split("\n");
  assert.equal(lines.length, 441);
  assert.deepEqual(JSON.parse(lines[0] ?? ""), { prompt: "44+44=", completion: "88" });
  const again = /rulescope (export .*--json)/.exec(readFileSync(cardPath, "utf8"))?.[1]?.split(" ") ?? [];
  const second = await rulescope([...again, "--overwrite"]);
  assert.equal(second.status, 0, second.stderr);
  assert.equal(JSON.parse(second.stdout).sha256, sha256);
});

test("export says what is wrong before it writes anything", async (context) => {
  const path = join(folderWith(context, { "there.jsonl": "mine" }), "there.jsonl");
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["--out", path], /needs --task T/],
    [["--task", "addition"], /needs --out FILE/],
    [["--task", "additon", "--out", path], /no task additon\. Did you mean addition\?/],
    [["--task", "addition", "--out", path], /there\.jsonl is there already\. .*--overwrite/],
    [["--task", "addition", "--out", path, "--overwrite", "--split", "square:1"], /is no split\. Write one of grid/],
    [["--task", "addition", "--out", path, "--overwrite", "--split", "square:5,5,10"], /outside of the space/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await rulescope(["export", ...args]);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, message);
  }
  assert.equal(readFileSync(path, "utf8"), "mine");
});
