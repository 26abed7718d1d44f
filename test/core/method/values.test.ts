/** @file Floats, sets and bytes are written and read back in traces, in both places that read literals; an int for the float it equals agrees. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agrees } from "../../../src/core/check/values.ts";
import { compactRepr, readLiteral } from "../../../src/core/method/literal.ts";
import { identical } from "../../../src/core/rule/identical.ts";
import { parseLiteral } from "../../../src/core/rule/literal.ts";
import { repr, type Value } from "../../../src/core/rule/value.ts";

function literal(text: string): Value {
  const value = parseLiteral(text);
  assert.notEqual(value, undefined, text);
  return value as Value;
}

test("a value's text reads back as the same value", () => {
  const texts = [
    ...["1.5", "-0.0", "1e+16", "1e-05", "inf", "-inf", "nan", "5e-324", "123456789.125", "0.1"],
    ...[
      "{1, 2}",
      "{'a'}",
      "set()",
      "frozenset()",
      "frozenset({1, (2, 3)})",
      "{1.5: {2}}",
      "[{-5, -3, 2}, {1}]",
      "{()}",
    ],
    ...["b''", "b'a\\x00\\xff'", 'b"it\'s"', "[1, 1.0, True]", "(2.0,)"],
  ];
  for (const text of texts) {
    const value = literal(text);
    assert.ok(identical(value, literal(repr(value))), text);
    const compact = compactRepr(value);
    const read = readLiteral(`${compact} rest`, 0);
    assert.ok(read !== undefined && identical(read.value, value), `${text} as ${compact}`);
    assert.equal(read.end, compact.length, text);
  }
});

test("what is no literal is not read", () => {
  for (const text of ["1e", "1.5.5", "007", "1j", "{[1]}", "{1, 2: 3}", "frozenset(1)", "b'é'", "0x1.8"]) {
    assert.equal(parseLiteral(text), undefined, text);
  }
});

test("an int agrees with the float it equals, and nothing else does", () => {
  for (const [a, b] of [
    ["2", "2.0"],
    ["[1, 2.0]", "[1.0, 2]"],
    ["{1, 2}", "{2, 1}"],
    ["(0,)", "(-0.0,)"],
  ] as const) {
    assert.ok(agrees(literal(a), literal(b)), `${a} and ${b}`);
  }
  for (const [a, b] of [
    ["2", "2.5"],
    ["True", "1.0"],
    ["1", "True"],
    ["[1]", "(1,)"],
    ["{1}", "{1, 2}"],
    ["{1}", "frozenset({1})"],
    ["9007199254740993", "9007199254740992.0"],
  ] as const) {
    assert.ok(!agrees(literal(a), literal(b)), `${a} and ${b}`);
  }
});
