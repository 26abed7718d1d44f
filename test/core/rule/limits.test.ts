/** @file What is outside the language is a diagnostic; what never ends or outgrows memory is stopped with its line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { traceOf } from "../../../src/core/rule/interpret.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";

function outcomeOf(body: string, limits = {}) {
  const { program, diagnostics } = parseProgram(`def f():\n${body}`);
  assert.deepEqual(diagnostics, []);
  return traceOf(program, "f", [], limits);
}

test("a generator that is left inside a try is told, since when Python closes it is not known", () => {
  const make =
    "    def g():\n        try:\n            yield 1\n        finally:\n            log.append(2)\n    log = []\n";
  const left = outcomeOf(`${make}    for x in g():\n        break\n    return log\n`).outcome;
  assert.ok(
    left.kind === "limit" && /`f.<locals>.g` is left inside a `try`/.test(left.message),
    JSON.stringify(left.kind),
  );
  const closed = outcomeOf(`${make}    it = g()\n    next(it)\n    it.close()\n    return log\n`).outcome;
  assert.equal(closed.kind, "returned");
});

test("a rule that never ends is stopped and keeps the steps it made", () => {
  const { steps, outcome } = outcomeOf("    x = 0\n    while True:\n        x += 1\n", { steps: 50 });
  assert.equal(outcome.kind, "limit");
  assert.ok(outcome.kind === "limit" && (outcome.line === 3 || outcome.line === 4));
  assert.ok(steps.length >= 49 && steps.length <= 50, `${steps.length}`);
});

for (const [what, body, line] of [
  ["a list that doubles", "    x = [1]\n    while True:\n        x = x + x\n", 4],
  ["a text that doubles", "    x = 'ab'\n    while True:\n        x += x\n", 4],
  ["a number that is squared again and again", "    x = 10\n    while True:\n        x = x * x\n", 4],
  ["a repeated list", "    return [0] * 10 ** 12\n", 2],
  ["a shift by a trillion", "    return 1 << 10 ** 12\n", 2],
] as const) {
  test(`memory is limited: ${what}`, () => {
    const { outcome } = outcomeOf(body);
    assert.equal(outcome.kind, "limit");
    assert.ok(outcome.kind === "limit");
    assert.equal(outcome.line, line);
    assert.match(outcome.message, /limit|memory/);
  });
}

test("endless recursion raises what Python raises", () => {
  const { outcome } = outcomeOf("    return f()\n");
  assert.ok(outcome.kind === "raised");
  assert.equal(outcome.type, "RecursionError");
});

for (const [what, source, line, column] of [
  ["a metaclass", "class A(metaclass=f):\n    pass\n", 1, 8],
  ["an import", "def f():\n    import os\n", 2, 4],
  ["a complex number", "def f():\n    return 2j\n", 2, 11],
  ["a complex number inside a function inside", "def f():\n    def h():\n        return 1j\n    return h\n", 3, 15],
  ["a group of exceptions", "def f():\n    try:\n        pass\n    except* ValueError:\n        pass\n", 4, 10],
] as const) {
  test(`outside the language: ${what} is pointed out, and the other functions run`, () => {
    const { program, diagnostics } = parseProgram(`${source}\ndef g():\n    return 7\n`);
    const [first] = diagnostics;
    assert.deepEqual([first?.line, first?.column], [line, column], JSON.stringify(diagnostics));
    assert.ok((first?.message.length ?? 0) > 10);
    assert.ok(!program.functions.has("f"));
    assert.deepEqual(traceOf(program, "g", []).outcome, { kind: "returned", value: 7n });
  });
}
