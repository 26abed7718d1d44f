/** @file What CPython refuses is refused, at its line, and nothing of it runs; what CPython reads is never called no Python. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { checkSyntax } from "../../../../src/core/rule/grammar/checkSyntax.ts";
import { traceOf } from "../../../../src/core/rule/interpret.ts";
import { parseProgram } from "../../../../src/core/rule/program.ts";

const root = new URL("../../../../", import.meta.url);

type Mutation = [
  file: string,
  edits: [at: number, gone: number, put: string][],
  line: number | null,
  column: number | null,
];

function mutations(): { readonly text: string; readonly line: number | null; readonly name: string }[] {
  const golden = readFileSync(new URL("test/oracle/syntax/mutations.jsonl", root), "utf8");
  const texts = new Map<string, string>();
  return golden
    .trim()
    .split("\n")
    .map((row) => {
      const [file, edits, line] = JSON.parse(row) as Mutation;
      const before = texts.get(file) ?? readFileSync(new URL(file, root), "utf8");
      texts.set(file, before);
      let text = before;
      for (const [at, gone, put] of edits) {
        const characters = [...text];
        characters.splice(at, gone, put);
        text = characters.join("");
      }
      return { text, line, name: `${file} ${JSON.stringify(edits)}` };
    });
}

/** The names of characters are not known here: a name that Unicode does not have is an escape outside the language. */
const namesCharacter = /\\N\{/;

test("3,000 mutated programs: CPython and the checker refuse the same, in the same lines", () => {
  const different: string[] = [];
  const cases = mutations();
  let refused = 0;
  let lines = 0;
  for (const { text, line, name } of cases) {
    const problem = checkSyntax(text.replace(/\r\n?/g, "\n"));
    if ((problem === undefined) !== (line === null) && !(problem === undefined && namesCharacter.test(text)))
      different.push(`${name}: CPython ${line ?? "reads it"}, here ${problem?.message ?? "read"}`);
    if (problem === undefined || line === null) continue;
    refused++;
    if (text.slice(0, problem.from).split("\n").length === line) lines++;
  }
  assert.equal(cases.length, 3000);
  assert.deepEqual(different, []);
  assert.ok(refused > 2000 && lines / refused > 0.99, `${lines} of ${refused} in the same line`);
});

test("a program of a text that CPython refuses has no functions, and one diagnostic", () => {
  for (const { text, line, name } of mutations().slice(0, 400)) {
    const { program, diagnostics } = parseProgram(text);
    const syntax = diagnostics.filter(({ about }) => about === "syntax");
    if (line === null || namesCharacter.test(text)) assert.ok(line !== null || syntax.length === 0, name);
    else {
      assert.equal(diagnostics.length, 1, name);
      assert.equal(syntax.length, 1, name);
      assert.equal(program.functions.size, 0, name);
    }
  }
});

for (const [what, source, line, column] of [
  ["an assignment in a condition", "def f(n):\n    if n = 3:\n        return 1\n", 2, 9],
  ["`break` outside a loop", "def f(n):\n    break\n", 2, 4],
  ["a default before none", "def f(a=1, b):\n    return b\n", 1, 11],
  ["an empty loop", "def f(n):\n    for i in range(n):\n    return n\n", 3, 4],
  ["a line between two blocks", "def f(n):\n    x = n\n  y = 1\n    return n\n", 3, 2],
  ["tabs mixed with spaces", "def f(n):\n    if n:\n\tm = n\n    return m\n", 3, 1],
  ["an octal number of old", "def f(n):\n    return 010\n", 2, 11],
  ["a print of old", "def f(n):\n    print n\n", 2, 10],
  ["a stray bracket", "def f(n):\n    return n\n    }\n", 3, 4],
  ["a missing colon", "def f(n)\n    return n\n", 1, 8],
  ["an unterminated string", 'def f(n):\n    return "abc\n', 2, 11],
  ["a bracket that is never closed", "def f(n):\n    x = (1,\n    return x\n", 2, 8],
  ["something between functions", "def f(n):\n    return n\n\n) = 3\n\ndef g():\n    return 1\n", 4, 0],
  ["`return` outside a function", "return 1\n", 1, 0],
  ["`nonlocal` at the top", "nonlocal x\n", 1, 9],
  ["two parameters of one name", "def f(a, a):\n    return a\n", 1, 9],
  ["an assignment to a call", "def f(a):\n    f(a) = 1\n", 2, 4],
  ["an argument without a name after one with", "def f(a):\n    return f(a=1, 2)\n", 2, 18],
  ["an argument given twice", "def f(a):\n    return f(a=1, a=2)\n", 2, 18],
  ["a keyword as a name", "def f(a):\n    class = 1\n", 2, 10],
  ["two underscores in a number", "x = 1__0\n", 1, 4],
  [
    "a nonlocal without its variable",
    "def f():\n    def g():\n        nonlocal x\n        x = 1\n    return g\n",
    3,
    17,
  ],
  ["a global after its use", "def f():\n    x = 1\n    global x\n", 3, 11],
  ["a parameter declared global", "def f(x):\n    global x\n", 2, 11],
  ["a null character", "x = 1 # \0\n", 1, 8],
  ["an f-string with a backslash", "def f(a):\n    return f'{\"\\n\"}'\n", 2, 15],
] as const) {
  test(`refused with its place: ${what}`, () => {
    const { program, diagnostics } = parseProgram(source);
    assert.deepEqual(
      diagnostics.map((each) => [each.line, each.column, each.about]),
      [[line, column, "syntax"]],
      JSON.stringify(diagnostics),
    );
    assert.equal(program.functions.size, 0);
  });
}

for (const [what, source, value] of [
  ["form feeds", "\f\ndef f(a):\n    b = a\n\f    return b\n", 1n],
  ["form feeds within a line and a string", 'def f(a):\n    return\fa + len("\f") - 1\n', 1n],
  ["a byte order mark", "\ufeffdef f(a):\n    return a\n", 1n],
  ["Windows line ends", "def f(a):\r\n    return a\r\n", 1n],
  ["line ends of old", "def f(a):\r    return a\r", 1n],
  ["tabs alone", "def f(a):\n\tif a:\n\t\treturn a\n", 1n],
  ["a blank line with odd indentation", "def f(a):\n    b = a\n  \t \n    return b\n", 1n],
  ["keywords that are names", "def f(match):\n    case = match\n    return case\n", 1n],
] as const) {
  test(`read as Python reads it: ${what}`, () => {
    const { program, diagnostics } = parseProgram(source);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(traceOf(program, "f", [1n]).outcome, { kind: "returned", value });
  });
}

for (const [what, source, line] of [
  ["brackets", `x = ${"(".repeat(100_000)}1${")".repeat(100_000)}\n`, 1],
  ["signs", `x = 1\ny = ${"-".repeat(10_000)}1\n`, 2],
  ["conditions", `def f(n):\n    if n == 0:\n        return 0\n${"    elif n:\n        return 1\n".repeat(4000)}`, 599],
  ["a long sum", `def f(n):\n    return ${"n + ".repeat(5000)}n\n`, 2],
  ["calls of calls", `def f(n):\n    return f${"(n)".repeat(5000)}\n`, 2],
  ["functions", `x = ${"lambda: ".repeat(5000)}1\n`, 1],
  ["blocks", Array.from({ length: 200 }, (_, i) => `${" ".repeat(i)}if 1:\n`).join(""), 101],
] as const) {
  test(`depth is bounded, and the message names the limit: ${what}`, () => {
    const { program, diagnostics } = parseProgram(source);
    assert.equal(program.functions.size, 0);
    assert.equal(diagnostics.length, 1);
    assert.match(diagnostics[0]?.message ?? "", /nested more than (?:100|200|300) deep/);
    assert.equal(diagnostics[0]?.line, line);
  });
}

test("size is bounded, and the message names the limit and the line", () => {
  const large = parseProgram(`def f(n):\n    return n\n${"# comment\n".repeat(110_000)}`);
  assert.equal(large.program.functions.size, 0);
  assert.match(large.diagnostics[0]?.message ?? "", /the limit is 1,000,000/);
  const many = parseProgram(`def f(n):\n    return n\n${"x = 1\n".repeat(20_000)}`);
  assert.equal(many.program.functions.size, 0);
  assert.match(many.diagnostics[0]?.message ?? "", /more than 30,000 words/);
  assert.equal(many.diagnostics[0]?.line, 7_500);
  const comments = parseProgram(`def f(n):\n    return n\n${"# comment\n".repeat(90_000)}`);
  assert.deepEqual([...comments.program.functions.keys()], ["f"]);
});
