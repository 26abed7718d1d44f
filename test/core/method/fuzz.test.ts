/** @file Parsers take any text: they never throw, stay linear, and call what they cannot read malformed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { checkAll } from "../../../src/core/check/check.ts";
import type { Method } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { problemsOf, ruleCases } from "./rules.ts";

const methods: readonly Method[] = [
  methodOf("rfft", "compact"),
  methodOf("rfft", "full"),
  methodOf("scratchpad"),
  methodOf("direct"),
];

const pieces = [
  "\n",
  "L1",
  "L2",
  "L12",
  "L99999",
  " ",
  "x",
  "num1",
  "result",
  "=",
  "-",
  "^",
  "+",
  "[",
  "]",
  "{",
  "}",
  "(",
  ")",
  ",",
  ":",
];
pieces.push(
  "'",
  '"',
  "\\",
  "\\u12",
  "\\U00110000",
  "0",
  "7",
  "-3",
  "None",
  "True",
  "...",
  "<",
  ">",
  "!",
  "~",
  "```",
  "return ",
  "raise ",
);
pieces.push(
  "def ",
  "range(1, 2, 0)",
  "é",
  "😀",
  "\ud800",
  "\u0000",
  "\r",
  "__proto__",
  "constructor",
  "=[]",
  " carry=0",
  ".",
  "`x`",
  "(line 3)",
);

test("random text never throws, nor does checking what was read", () => {
  const rng = new Rng(3);
  for (const rule of ruleCases) {
    const [problem] = problemsOf(rule);
    assert.ok(problem);
    for (const method of methods) {
      const gold = method.gold(problem);
      for (let round = 0; round < 60; round++) {
        const text = Array.from({ length: rng.integer(0, 60) }, () => rng.pick(pieces)).join("");
        const parser = method.parser(problem);
        parser.push(text);
        const { steps } = parser.end();
        const { steps: checked } = checkAll(problem, method.name, { gold, steps });
        assert.equal(checked.length, steps.length);
        for (const { step, verdict } of checked)
          assert.equal(verdict === "malformed", step.malformed !== undefined, text);
      }
    }
  }
});

test("gold text with random damage never throws, and damaged lines are not steps of nowhere", () => {
  const rng = new Rng(4);
  for (const rule of ruleCases) {
    for (const problem of problemsOf(rule)) {
      for (const method of methods) {
        const { response } = method.render(problem);
        const gold = method.gold(problem);
        for (let round = 0; round < 20; round++) {
          const at = rng.integer(0, response.length);
          const damaged = response.slice(0, at) + rng.pick(pieces) + response.slice(at + rng.integer(0, 3));
          const parser = method.parser(problem);
          parser.push(damaged);
          const { steps } = parser.end();
          checkAll(problem, method.name, { gold, steps });
          for (const step of steps) assert.ok(step.span[0] <= step.span[1] && step.span[1] <= damaged.length);
        }
      }
    }
  }
});

test("deep brackets and very long lines are read in linear time and without running out of stack", () => {
  const [problem] = problemsOf(ruleCases[0] as (typeof ruleCases)[number]);
  assert.ok(problem);
  for (const method of methods) {
    for (const text of [
      `\nL2 result=${"[".repeat(200_000)}`,
      "x".repeat(2_000_000),
      "\nL4".repeat(50_000),
      `\n${"9".repeat(100_000)}`,
    ]) {
      const parser = method.parser(problem);
      for (let at = 0; at < text.length; at += 5) parser.push(text.slice(at, at + 5));
      parser.end();
    }
  }
});
