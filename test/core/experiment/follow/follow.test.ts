/** @file Rules altered by one token or line, and whose trace a response to one of them is. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Rng } from "../../../../src/core/base/rng.ts";
import { alterationKinds, alterationsOf } from "../../../../src/core/experiment/follow/alterRule.ts";
import {
  type AlteredProblem,
  judgeFollowing,
  tellsApart,
} from "../../../../src/core/experiment/follow/judgeFollowing.ts";
import { methodOf } from "../../../../src/core/method/methods.ts";
import { type Program, parseProgram } from "../../../../src/core/rule/program.ts";
import { list } from "../../../../src/core/rule/value.ts";
import type { Problem } from "../../../../src/core/task/problem.ts";
import { root } from "../../../sourceFiles.ts";

const rules = parseProgram(readFileSync(join(root, "recipes/follower/rules.py"), "utf8")).program;
const altered = alterationsOf(rules, "add", new Rng(1));
const digits = (...items: readonly number[]) => list(items.map(BigInt));

function problem(program: Program): Problem {
  const args = [digits(5, 9), digits(1, 3)];
  return { id: "p", line: 1, call: "add([5, 9], [1, 3])", functionName: "add", args, program };
}

test("an addition can be altered in every way, each time by one edit of one rule", () => {
  assert.deepEqual(
    new Set(altered.map(({ kind }) => kind)),
    new Set([...alterationKinds].filter((kind) => kind !== "comparison")),
  );
  assert.ok(
    alterationsOf(rules, "largest", new Rng(1)).some(
      ({ kind, change }) => kind === "comparison" && change === "> -> <",
    ),
  );
  const lines = rules.source.split("\n");
  for (const { kind, line, program, change } of altered) {
    const now = program.source.split("\n");
    assert.notEqual(program.source, rules.source);
    if (kind === "dropped line") assert.equal(now.length, lines.length - 1, change);
    else if (kind === "inserted line") assert.equal(now.length, lines.length + 1, change);
    else {
      const differ = now.flatMap((text, i) => (text === lines[i] ? [] : [i + 1]));
      assert.ok(differ.includes(line), change);
      assert.ok(differ.length === (kind === "swapped lines" ? 2 : 1) || kind === "renamed variable", change);
    }
    // The other rules of the file stay as they are.
    assert.ok(program.functions.has("remainder"));
  }
  assert.deepEqual(
    alterationsOf(rules, "add", new Rng(1)).map(({ change }) => change),
    altered.map(({ change }) => change),
  );
});

test("nothing is altered in texts, comments and rules that are not there", () => {
  const { program } = parseProgram('def f(a):\n    """Add 10."""\n    # plus 3\n    return a\n');
  assert.deepEqual(alterationsOf(program, "f", new Rng(1)), []);
  assert.deepEqual(alterationsOf(program, "g", new Rng(1)), []);
});

for (const dialect of ["compact", "form"] as const) {
  test(`${dialect}: the trace of the given rule follows it, the original's does not, and a broken one is of neither`, () => {
    const method = methodOf("rfft", dialect);
    const base = altered.find(({ change, line }) => change === "10 -> 8" && line === 20) ?? assert.fail("no base 8");
    const pair: AlteredProblem = { given: problem(base.program), original: problem(rules) };
    assert.ok(tellsApart(method, pair));
    assert.ok(!tellsApart(method, { given: problem(rules), original: problem(rules) }));
    assert.equal(judgeFollowing(method, pair, method.render(pair.given).response), "given");
    assert.equal(judgeFollowing(method, pair, method.render(pair.original).response), "original");
    const cut = method.render(pair.given).response.split("\n").slice(0, -1).join("\n");
    assert.equal(judgeFollowing(method, pair, cut, "cut"), "neither");
    assert.equal(judgeFollowing(method, pair, "I do not know."), "neither");
  });
}
