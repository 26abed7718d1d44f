/** @file Pure parts of the views: differences of values, levels of color, the strip's geometry. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { finite } from "../../src/protocol/wire.ts";
import { stepAt, stripGeometry, xOfStep } from "../../webview/trace/model/strip.ts";
import { colorings, legendOf, levelOf } from "../../webview/trace/model/tokenColor.ts";
import { differenceOf } from "../../webview/trace/model/valueDiff.ts";

test("two values differ by whole elements", () => {
  assert.deepEqual(differenceOf("[7, 12, 3]", "[7, 13, 3]"), {
    start: "[7, ",
    claimed: "12",
    expected: "13",
    end: ", 3]",
  });
  assert.deepEqual(differenceOf("[1]", "[1, 2]"), { start: "[1", claimed: "", expected: ", 2", end: "]" });
  assert.deepEqual(differenceOf("12", "112"), { start: "", claimed: "12", expected: "112", end: "" });
});

test("putting the parts of a difference together gives both values", () => {
  for (const [a, b] of [
    ["[1, 1, 1]", "[1, 1]"],
    ["'abc'", "'abd'"],
    ["", "x"],
    ["[]", "[[]]"],
  ] as const) {
    const { start, claimed, expected, end } = differenceOf(a, b);
    assert.equal(start + claimed + end, a);
    assert.equal(start + expected + end, b);
  }
});

test("levels follow probability and entropy, and each is in the legend", () => {
  const token = (probability: number, entropy: number) => ({
    id: finite(0),
    text: "x",
    probability: finite(probability),
    entropy: finite(entropy),
    topK: { ids: [], texts: [], probabilities: [] },
  });
  const levels = [1, 0.99, 0.7, 0.2, 0.05].map((it) => levelOf("probability", token(it, 0), undefined).class);
  assert.deepEqual(levels, ["doubt-0", "doubt-1", "doubt-2", "doubt-3", "doubt-4"]);
  assert.equal(levelOf("entropy", token(1, 2), undefined).class, "doubt-4");
  assert.equal(levelOf("verdict", token(1, 0), undefined).class, "");
  for (const coloring of colorings)
    assert.equal(new Set(legendOf(coloring).map((it) => it.class)).size, legendOf(coloring).length);
});

test("a strip has no more columns than pixels and loses no wrong step", () => {
  const steps = Array.from({ length: 5000 }, (_, index) => ({
    doubt: index === 4321 ? 1 : 0,
    mark: index === 1234 ? ("wrong" as const) : index === 1235 ? ("unread" as const) : ("correct" as const),
  }));
  const { outline, marks } = stripGeometry(steps, 100, 40);
  assert.deepEqual(marks, [{ x: 24.5, mark: "wrong" }]);
  assert.equal(outline.split("L").length - 1 > 0, true);
  assert.ok(outline.includes(",0L"), "the deepest doubt reaches the top");
  assert.ok(outline.length < 4000);
  assert.deepEqual(stripGeometry([], 100, 40), { width: 100, height: 40, outline: "", marks: [] });
});

test("a place in the strip and its step are each other's", () => {
  for (const count of [1, 7, 300])
    for (let step = 0; step < count; step++) assert.equal(stepAt(xOfStep(step, 250, count), 250, count), step);
  assert.equal(stepAt(-5, 100, 10), 0);
  assert.equal(stepAt(500, 100, 10), 9);
});
