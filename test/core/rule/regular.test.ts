/** @file Regular expressions against CPython's, and how patterns that take too long or are outside the language end. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { traceOf } from "../../../src/core/rule/interpret.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import { repr, type Value } from "../../../src/core/rule/value.ts";

type Pair = readonly [pattern: string, flags: number, text: string, answer: string];

function outcomeOf(source: string, args: Value[], operations?: number): string {
  const { program, diagnostics } = parseProgram(source);
  assert.deepEqual(diagnostics, []);
  const { outcome } = traceOf(program, "f", args, operations === undefined ? {} : { operations });
  switch (outcome.kind) {
    case "returned":
      return repr(outcome.value);
    case "raised":
      return `${outcome.type}: ${outcome.message}`;
    case "limit":
      return `line ${outcome.line}: ${outcome.message}`;
  }
}

test("patterns find, split and replace what they do in CPython", () => {
  const url = new URL("../../oracle/rule/regular.jsonl", import.meta.url);
  const [first = "", ...lines] = readFileSync(url, "utf8").trimEnd().split("\n");
  const { function: source } = JSON.parse(first) as { readonly function: string };
  assert.ok(lines.length >= 600, `${lines.length} pairs`);
  const wrong = lines.flatMap((line) => {
    const [pattern, flags, text, answer] = JSON.parse(line) as Pair;
    const got = outcomeOf(source, [pattern, BigInt(flags), text]);
    return got === answer ? [] : [{ pattern, flags, text, answer, got }];
  });
  assert.deepEqual(wrong, []);
});

test("patterns that take exponentially long end at the limit, on their line", () => {
  const search = "import re\n\ndef f(p, n):\n    text = 'a' * n + 'b'\n    return re.fullmatch(p, text)\n";
  for (const pattern of ["(a+)+", "(a|a)*", "(a*)*c", "(?:a|aa)+$", "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)c"]) {
    assert.match(outcomeOf(search, [pattern, 2000n], 1_000_000), /^line 5: .*(?:limit|stopped after)/, pattern);
  }
  assert.match(outcomeOf(search, [".*", 3_000_000n]), /^line 5: .*(?:limit|stopped after)/);
});

test("patterns outside the subset are refused by name", () => {
  const source = "import re\n\ndef f(p):\n    return re.search(p, 'abc')\n";
  for (const [pattern, what] of [
    ["(?<=a)b", "a lookbehind"],
    ["(a)?(?(1)b|c)", "a condition"],
    ["a++", "a possessive quantifier"],
    ["(?>a)", "an atomic group"],
    ["(?i:a)", "flags within it"],
    ["a**", "multiple repeat"],
    ["(a", "unterminated subpattern"],
    ["[a", "unterminated character set"],
    ["\\q", "bad escape"],
  ] as const) {
    assert.match(outcomeOf(source, [pattern]), new RegExp(`^line 4: .*${what}.*outside the rule language`), pattern);
  }
});
