/** @file A module's constants are computed once, with a budget of their own, and no run sees what another did to them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { executeLine } from "../../../src/core/rule/executeLine.ts";
import { traceOf } from "../../../src/core/rule/interpret.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import { repr } from "../../../src/core/rule/value.ts";

function results(source: string, times: number): string[] {
  const { program, diagnostics } = parseProgram(source);
  assert.deepEqual(diagnostics, []);
  return Array.from({ length: times }, () => {
    const { outcome } = traceOf(program, "f", []);
    return outcome.kind === "returned" ? repr(outcome.value) : JSON.stringify(outcome);
  });
}

test("a large table is a constant, and does not count against the runs that need it", () => {
  const source = "TABLE = [[i * j for j in range(200)] for i in range(200)]\n\ndef f(a):\n    return TABLE[a][a]\n";
  const { program } = parseProgram(source);
  const { outcome } = traceOf(program, "f", [3n], { operations: 1_000 });
  assert.deepEqual(outcome, { kind: "returned", value: 9n });
  assert.deepEqual(executeLine(program, "f", 4, { a: 4n }), {
    kind: "stepped",
    state: { a: 4n },
    next: null,
    returned: 16n,
  });
});

for (const [what, source, result] of [
  ["a list", "A = [1]\ndef f():\n    A.append(2)\n    return A\n", "[1, 2]"],
  ["a list in a dict", "A = {'a': [1]}\ndef f():\n    A['a'].append(2)\n    return A\n", "{'a': [1, 2]}"],
  ["a default", "def f(a=[]):\n    a.append(1)\n    return a\n", "[1]"],
  ["a set", "A = {1}\ndef f():\n    A.add(2)\n    return A\n", "{1, 2}"],
  ["an iterator", "A = iter([1, 2, 3])\ndef f():\n    return next(A)\n", "1"],
  ["a global", "A = 1\ndef f():\n    global A\n    A += 1\n    return A\n", "2"],
  [
    "lists that are one",
    "A = [1]\nB = [A, A]\ndef f():\n    B[0].append(2)\n    return A, B[1] is A\n",
    "([1, 2], True)",
  ],
] as const) {
  test(`what one run does to ${what} is not seen by the next`, () => {
    assert.deepEqual(results(source, 3), [result, result, result]);
  });
}

test("constants that pass their budget say so once, with their line", () => {
  const { program } = parseProgram("A = 1\nB = [i for i in range(10 ** 9)]\n\ndef f():\n    return A\n");
  const { outcome } = traceOf(program, "f", []);
  assert.ok(outcome.kind === "limit");
  assert.equal(outcome.line, 2);
  assert.match(outcome.message, /constants of this file.*(?:limit|operations)/);
});

test("constants that raise end every run as Python ends, at their line", () => {
  const { program } = parseProgram("A = 1\nB = A // 0\n\ndef f():\n    return A\n");
  const { outcome } = traceOf(program, "f", []);
  assert.ok(outcome.kind === "raised");
  assert.deepEqual([outcome.type, outcome.line], ["ZeroDivisionError", 2]);
});
