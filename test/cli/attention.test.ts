/** @file `rulescope attention` on the bundled models: every head with every score, intervals only over several problems. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { rulescope } from "./cli.ts";

test("heads are scored over the problems of a file, as JSON and as text", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "rulescope-attention-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "two.problems");
  await writeFile(file, "task: addition\n4+5\n7+8\n");
  const { status, stdout, stderr } = await rulescope(["attention", file, "--json"]);
  assert.equal(status, 0, stderr);
  const { model, problems, heads } = JSON.parse(stdout);
  assert.equal(model, "addition-rfft");
  assert.equal(problems.length, 2);
  assert.equal(heads.length, 6);
  for (const { scores } of heads) {
    for (const name of ["ruleLine", "operands", "previousToken", "duplicateToken", "induction", "firstToken"]) {
      const { mean, low, high, count } = scores[name];
      assert.ok(mean >= 0 && mean <= 1 && low <= mean && mean <= high, `${name}: ${low} ${mean} ${high}`);
      assert.equal(count, 2);
    }
  }
  const means = heads.map((head: { scores: { ruleLine: { mean: number } } }) => head.scores.ruleLine.mean);
  assert.deepEqual(
    means,
    [...means].sort((a, b) => b - a),
  );
  const text = await rulescope(["attention", `${file}:2`, "--sort", "operands"]);
  assert.equal(text.status, 0, text.stderr);
  assert.match(text.stdout, /^addition-rfft, 1 problem\nlayer \d, head \d\n[\s\S]*operands\s+\d+\.\d %\n/);
});

test("a method without a rule in its prompt has no score for the rule's lines", async () => {
  const { status, stdout, stderr } = await rulescope([
    "attention",
    "samples/addition.py:10",
    "--method",
    "direct",
    "--json",
  ]);
  assert.equal(status, 0, stderr);
  const [first] = JSON.parse(stdout).heads;
  assert.equal(first.scores.ruleLine, undefined);
  assert.ok(first.scores.operands.mean > 0);
});
