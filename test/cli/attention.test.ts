/** @file `rulescope attention` on the bundled models: every head with every score, intervals only over several problems. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rulescope } from "./cli.ts";

test("heads are scored over the problems of a file, as JSON and as text", async () => {
  const { status, stdout, stderr } = await rulescope(["attention", "samples/addition.py", "--json"]);
  assert.equal(status, 0, stderr);
  const { model, problems, heads } = JSON.parse(stdout);
  assert.equal(model, "addition-rfft");
  assert.equal(problems.length, 5);
  assert.equal(heads.length, 6);
  for (const { scores } of heads) {
    for (const name of ["ruleLine", "operands", "previousToken", "duplicateToken", "induction", "firstToken"]) {
      const { mean, low, high, count } = scores[name];
      assert.ok(mean >= 0 && mean <= 1 && low <= mean && mean <= high, `${name}: ${low} ${mean} ${high}`);
      assert.equal(count, 5);
    }
  }
  const means = heads.map((head: { scores: { ruleLine: { mean: number } } }) => head.scores.ruleLine.mean);
  assert.deepEqual(
    means,
    [...means].sort((a, b) => b - a),
  );
  const text = await rulescope(["attention", "samples/addition.py:14", "--sort", "operands"]);
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
