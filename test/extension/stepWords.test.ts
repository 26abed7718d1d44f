/** @file Steps in words: nothing that a model wrote can act as Markdown, and no number says more than it knows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { code, escapeMarkdown, percent } from "../../src/extension/trace/stepWords.ts";

test("inline code is fenced by more back-ticks than the text holds", () => {
  assert.equal(code("x=1"), "`x=1`");
  assert.equal(code("a`b"), "``a`b``");
  assert.equal(code("``"), "``` `` ```");
  assert.equal(code("a|b\nc"), "`a\\|b⏎c`");
});

test("every character that Markdown could take as its own is escaped", () => {
  assert.equal(escapeMarkdown("[x](command:a) <b> *c* #1"), "\\[x\\]\\(command:a\\) \\<b\\> \\*c\\* \\#1");
});

test("what is not certain is never shown as 100 %, nor what is possible as 0 %", () => {
  assert.equal(percent(1), "100 %");
  assert.equal(percent(0.999999), "> 99.99 %");
  assert.equal(percent(0.000001), "< 0.01 %");
  assert.equal(percent(0), "0.00 %");
  assert.equal(percent(0.99994), "99.99 %");
  assert.equal(percent(0.999), "99.90 %");
  assert.equal(percent(0.5), "50.0 %");
  assert.equal(percent(0.0012), "0.12 %");
});
