/** @file `rulescope export` and `check` of inference tasks: what they write, judge and refuse. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith, rulescope } from "./cli.ts";

test("exported items check as correct, their negatives do not", async (context) => {
  const folder = folderWith(context, {});
  const out = join(folder, "items.jsonl");
  const args = ["export", "--task", "derivation", "--count", "120", "--part", "test", "--negatives"];
  const exported = await rulescope([...args, "--out", out, "--json"]);
  assert.equal(exported.status, 0, exported.stderr);
  const { items, bytes }: { readonly items: number; readonly bytes: number } = JSON.parse(exported.stdout);
  const text = readFileSync(out, "utf8");
  assert.deepEqual([items, bytes], [120, Buffer.byteLength(text)]);
  interface Row {
    readonly part: string;
    readonly prompt: string;
    readonly rule: string;
    readonly negatives: readonly object[];
  }
  const rows: readonly Row[] = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.ok(rows.every(({ part, prompt, rule }) => part === "test" && !prompt.includes(rule)));
  const checked = await rulescope(["check", out]);
  assert.equal(checked.status, 0);
  assert.match(checked.stdout, /120 correct, 0 under another rule, 0 invalid\n$/);

  const wrong = rows.flatMap(({ negatives }) => negatives.map((it) => JSON.stringify(it)));
  const negatives = folderWith(context, { "wrong.jsonl": `${wrong.join("\n")}\n` });
  const rejected = await rulescope(["check", join(negatives, "wrong.jsonl"), "--task", "derivation", "--json"]);
  assert.equal(rejected.status, 1);
  const counts: Record<string, number> = JSON.parse(rejected.stdout);
  assert.equal(counts.correct, 0);
  assert.ok((counts["other-rule"] ?? 0) >= 120);

  const again = await rulescope([...args, "--out", out]);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /items\.jsonl is there already\. Choose another name, or pass --overwrite\./);
  assert.equal(readFileSync(out, "utf8"), text);
  assert.equal((await rulescope([...args, "--out", out, "--overwrite"])).status, 0);
  assert.equal(readFileSync(out, "utf8"), text);
});

test("a .problems file is checked line by line", async (context) => {
  const folder = folderWith(context, {
    "some.problems":
      "task: syllogism\nall m are p . all s are m [AAA1] = all s are p\nall m are p . all s are m [AAA1] = some s are p\nall m are p . all s are m [AAI1]\nall m are p . all s are m [EAE1]\n",
  });
  const checked = await rulescope(["check", "some.problems"], { cwd: folder });
  assert.equal(checked.status, 1);
  assert.deepEqual(checked.stdout.trim().split("\n"), [
    "✓  some.problems:2  all m are p . all s are m [AAA1] = all s are p",
    '✗  some.problems:3  all m are p . all s are m [AAA1] = some s are p  This follows by AAI1. AAA1 concludes "all s are p".',
    "·  some.problems:4  all m are p . all s are m [AAI1]  concludes some s are p",
    "✗  some.problems:5  all m are p . all s are m [EAE1]  EAE1 concludes nothing from these premises.",
    "1 correct, 1 under another rule, 1 invalid, 1 without a conclusion",
  ]);
  const run = await rulescope(["trace", "some.problems"], { cwd: folder });
  assert.equal(run.status, 2);
  assert.match(
    run.stderr,
    /belong to an inference task, which has no steps\. Check its conclusions with `rulescope check some\.problems`\./,
  );
  assert.equal((await rulescope(["check", "samples/syllogisms.problems"])).status, 0);
});

test("bad input is refused with what to do", async (context) => {
  const folder = folderWith(context, {
    "bad.jsonl": '{"rule":"add"}\n{}\nnot json\n',
    "add.problems": "task: addition\n1+2\n",
  });
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [["export", "--task", "syllogisms", "--out", "x"], /There is no task syllogisms\. Did you mean syllogism\?/],
    [["export", "--task", "syllogism"], /needs --out FILE/],
    [["export", "--out", "x"], /needs --task T/],
    [["export", "--task", "syllogism", "--content", "plausibel", "--out", "x"], /Did you mean plausible\?/],
    [
      ["export", "--task", "derivation", "--with-none", "--out", "x"],
      /In derivation something follows from any premises/,
    ],
    [["export", "--task", "derivation", "--count", "0", "--out", "x"], /--count needs a whole number of at least 1/],
    [["export", "--task", "derivation", "--out", "."], /is there already/],
    [
      ["export", "--task", "derivation", "--method", "rfft", "--out", "x"],
      /--method means nothing for the task derivation/,
    ],
    [["export", "--task", "addition", "--negatives", "--out", "x"], /--negatives means nothing for the task addition/],
    [["check", "add.problems", "--method", "direct"], /--method is of traces: name their RULE before add\.problems/],
    [["check", "nowhere.problems"], /There is no file nowhere\.problems/],
    [["check", "add.problems"], /add\.problems is of no inference task/],
    [["check", "bad.jsonl"], /bad\.jsonl:1: The line does not say its task: give it with --task\./],
  ];
  for (const [args, message] of refused) {
    const ended = await rulescope([...args], { cwd: folder });
    assert.equal(ended.status, 2, args.join(" "));
    assert.match(ended.stderr, message);
    assert.doesNotMatch(ended.stderr, /\n\s+at /);
  }
  assert.equal(existsSync(join(folder, "x")), false);
});
