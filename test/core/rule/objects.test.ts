/** @file Objects of the rule's own: what cannot run is named, and what a state does not say is not guessed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { executeLine } from "../../../src/core/rule/executeLine.ts";
import { traceOf } from "../../../src/core/rule/interpret.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";

for (const [what, source, line, column] of [
  ["a module of chance", "import random\ndef f():\n    return random.random()\n", 1, 0],
  ["an unknown member", "from operator import frobnicate\ndef f():\n    return frobnicate(1)\n", 1, 0],
  ["a class from a list", "class A(list):\n    pass\ndef f():\n    return A()\n", 1, 8],
  ["a descriptor", "class A:\n    def __get__(self, x, y):\n        pass\ndef f():\n    return A()\n", 2, 8],
] as const) {
  test(`${what} is named where it stands, and only what uses it does not run`, () => {
    const { program, diagnostics } = parseProgram(`${source}def g():\n    return 7\n`);
    assert.ok(
      diagnostics.some((each) => each.line === line && each.column === column),
      JSON.stringify(diagnostics),
    );
    assert.deepEqual([...program.functions.keys()], ["g"]);
    assert.deepEqual(traceOf(program, "g", []).outcome, { kind: "returned", value: 7n });
  });
}

test("an import that nothing uses is no problem", () => {
  const { diagnostics } = parseProgram("import os\ndef f():\n    return 1\n");
  assert.deepEqual(diagnostics, []);
});

test("a line is not judged from a state that shows an object only by its text", () => {
  const source =
    "class P:\n    def __init__(self, x):\n        self.x = x\n\ndef f(x):\n    p = P(x)\n    y = p.x\n    return y\n";
  const { program } = parseProgram(source);
  const { steps } = traceOf(program, "f", [3n]);
  const made = steps.find((step) => step.line === 6);
  assert.ok(made !== undefined);
  const result = executeLine(program, "f", 7, made.state);
  assert.equal(result.kind, "unknown");
});
