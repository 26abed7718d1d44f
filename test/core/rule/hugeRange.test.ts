/** @file Ranges beyond any list's length, and sorting by keys that change the list: values and exceptions as CPython 3.11 gives them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { interpret } from "../../../src/core/rule/interpret.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import { repr } from "../../../src/core/rule/value.ts";

/** The repr of an expression, or the exception with its message. */
function evaluated(...lines: readonly string[]): string {
  const body = [...lines.slice(0, -1), `return ${lines.at(-1)}`].map((line) => `    ${line}\n`).join("");
  const { program, diagnostics } = parseProgram(`def f():\n${body}`);
  assert.deepEqual(diagnostics, []);
  const run = interpret(program, "f", [], {});
  for (;;) {
    const { done, value } = run.next();
    if (!done) continue;
    return value.kind === "returned"
      ? repr(value.value)
      : value.kind === "raised"
        ? `${value.type}: ${value.message}`
        : value.kind;
  }
}

const cases: readonly (readonly [expression: string, value: string])[] = [
  ["range(2**60, 2**61)[2**53 + 1]", "1161928703861587969"],
  ["range(2**60, 2**61)[-(2**53) - 1]", "2296835809958952959"],
  ["range(2**60, 2**61)[2**53 + 1:2**53 + 5]", "range(1161928703861587969, 1161928703861587973)"],
  ["range(2**60, 2**61)[::-1]", "range(2305843009213693951, 1152921504606846975, -1)"],
  ["range(2**60, 2**61)[10:2:-3]", "range(1152921504606846986, 1152921504606846978, -3)"],
  ["range(10)[::3]", "range(0, 10, 3)"],
  ["range(10)[-3:100]", "range(7, 10)"],
  ["range(10, 0, -2)[1:-1]", "range(8, 2, -2)"],
  ["range(10)[::0]", "ValueError: slice step cannot be zero"],
  ["range(10**30)[10**25]", "10000000000000000000000000"],
  ["range(10**30)[10**30]", "IndexError: range object index out of range"],
  ["range(3)[True]", "1"],
  ["range(3)['0']", "TypeError: range indices must be integers or slices, not str"],
  ["10**29 + 1 in range(1, 10**30, 5)", "True"],
  ["list(range(2**53, 2**53 + 3))", "[9007199254740992, 9007199254740993, 9007199254740994]"],
  ["len(range(2**63 - 1))", "9223372036854775807"],
  ["len(range(2**63))", "OverflowError: Python int too large to convert to C ssize_t"],
  ["len(range(10**30, 0, -1))", "OverflowError: Python int too large to convert to C ssize_t"],
];

for (const [expression, value] of cases) test(expression, () => assert.equal(evaluated(expression), value));

test("a list that its keys change", () => {
  const sorting = (key: string): string => evaluated("a = [3, 1, 2]", `a.sort(key=${key})`, "a");
  assert.equal(sorting("lambda x: -x"), "[3, 2, 1]");
  assert.equal(sorting("lambda x: a.append(x) or x"), "ValueError: list modified during sort");
});
