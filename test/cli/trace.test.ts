/** @file `rulescope trace`, run as a person or a script would. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { doubling, folderWith, rulescope } from "./cli.ts";

interface TraceJson {
  readonly problems: readonly {
    readonly line: number;
    readonly call: string;
    readonly steps: readonly { readonly line: number; readonly state: Readonly<Record<string, string>> }[];
    readonly result?: string;
    readonly exception?: string;
    readonly method?: string;
    readonly prompt?: string;
    readonly response?: string;
  }[];
}

function parse(text: string): TraceJson {
  const document: TraceJson = JSON.parse(text);
  return document;
}

test("--json gives the interpreter's own steps, one document and nothing else", async (context) => {
  const folder = folderWith(context, { "double.py": doubling });
  const { status, stdout, stderr } = await rulescope(["trace", join(folder, "double.py"), "--json"]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  const xs = "[1, 2]";
  assert.deepEqual(parse(stdout), {
    problems: [
      {
        line: 6,
        call: "double([1, 2])",
        steps: [
          { line: 9, state: { xs, out: "[]" } },
          { line: 10, state: { xs, out: "[]", x: "1" } },
          { line: 11, state: { xs, out: "[2]", x: "1" } },
          { line: 10, state: { xs, out: "[2]", x: "2" } },
          { line: 11, state: { xs, out: "[2, 4]", x: "2" } },
          { line: 10, state: { xs, out: "[2, 4]", x: "2" } },
          { line: 12, state: { xs, out: "[2, 4]", x: "2" } },
        ],
        result: "[2, 4]",
      },
    ],
  });
});

test("for people: each line with what it changed, the answer and whether it is the expected one", async (context) => {
  const folder = folderWith(context, { "double.py": doubling });
  const { status, stdout } = await rulescope(["trace", "double.py:6"], { cwd: folder });
  assert.equal(status, 0);
  assert.match(stdout, /^double\.py:6 {2}double\(\[1, 2\]\)$/m);
  assert.match(stdout, /^ +10 {2}for x in xs: +x=1$/m);
  assert.match(stdout, /^ +11 {2}out\.append\(x \* 2\) +out=\[2, 4\]$/m);
  assert.match(stdout, /^ +12 {2}return out +return \[2, 4\]$/m);
  assert.match(stdout, /^ {2}= \[2, 4\] {2}✓$/m);
  assert.ok(!stdout.includes("\x1b"), "no colors in a pipe");
});

test("colors where they are asked for, and never with NO_COLOR", async (context) => {
  const folder = folderWith(context, { "double.py": doubling });
  const colored = await rulescope(["trace", "double.py"], { cwd: folder, env: { FORCE_COLOR: "1" } });
  assert.ok(colored.stdout.includes("\x1b[1mdouble([1, 2])\x1b[22m"));
  const plain = await rulescope(["trace", "double.py"], { cwd: folder, env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
  assert.ok(!plain.stdout.includes("\x1b"));
});

test("an answer other than the document expects gives the exit status 1 and both values", async (context) => {
  const folder = folderWith(context, { "wrong.py": doubling.replace("[2, 4]", "[2, 5]") });
  const { status, stdout } = await rulescope(["trace", "wrong.py"], { cwd: folder });
  assert.equal(status, 1);
  assert.match(stdout, /= \[2, 4\] {2}✗ the document expects \[2, 5\]/);
});

test("a rule that raises: its exception as Python words it, and the steps before it", async (context) => {
  const rule = "def half(a, b):\n    x = a + b\n    return x // (a - b)\n\n>>> half(3, 3)\n";
  const folder = folderWith(context, { "half.py": rule });
  const { status, stdout } = await rulescope(["trace", "half.py", "--json"], { cwd: folder });
  assert.equal(status, 0);
  const [problem] = parse(stdout).problems;
  assert.deepEqual(problem?.steps[0], { line: 2, state: { a: "3", b: "3", x: "6" } });
  assert.equal(problem?.exception, "ZeroDivisionError: integer division or modulo by zero");
  assert.equal(problem?.result, undefined);
});

test("a rule that raises where a value is expected counts as a wrong answer", async (context) => {
  const folder = folderWith(context, { "half.py": "def half(a):\n    return 1 // a\n\n>>> half(0)\n7\n" });
  const { status, stdout } = await rulescope(["trace", "half.py"], { cwd: folder });
  assert.equal(status, 1);
  assert.match(stdout, /ZeroDivisionError: .* \(line 2\) {2}✗ the document expects 7/);
});

test("a rule that never ends is stopped, with the line that it was on and the exit status 2", async (context) => {
  const folder = folderWith(context, {
    "loop.py": "def spin(n):\n    while True:\n        n = n + 1\n\n>>> spin(0)\n",
  });
  const { status, stderr } = await rulescope(["trace", "loop.py", "--json"], { cwd: folder });
  assert.equal(status, 2);
  assert.match(stderr, /^loop\.py:[23]: spin\(0\) was stopped: /);
});

test("--method shows what a perfect model writes, and its steps are those of the rule", async (context) => {
  const folder = folderWith(context, { "double.py": doubling });
  for (const dialect of ["compact", "full"]) {
    const args = ["trace", "double.py", "--method", "rfft", "--dialect", dialect, "--json"];
    const { status, stdout } = await rulescope(args, { cwd: folder });
    assert.equal(status, 0);
    const [problem] = parse(stdout).problems;
    assert.equal(problem?.method, "rfft");
    assert.ok(problem?.prompt?.includes("double([1, 2])"), dialect);
    assert.ok((problem?.response?.length ?? 0) > 0, dialect);
    const lines = problem?.steps.map(({ line }) => line).filter((line) => line !== 1);
    assert.deepEqual(lines, [9, 10, 11, 10, 11, 10, 12], dialect);
    assert.equal(problem?.steps.at(-1)?.state.out, "[2, 4]", dialect);
    assert.equal(problem?.result, "[2, 4]", dialect);
  }
});

test("a .problems file runs on its task's rule, and a rule file is looked for beside it", async (context) => {
  const folder = folderWith(context, {
    "a.problems": "task: addition\n\n59+13 = 72\n6+7\n",
    "b.problems": "rule: double.py\n\ndouble([4]) = [8]\n",
    "double.py": doubling,
  });
  const addition = await rulescope(["trace", join(folder, "a.problems"), "--json"]);
  assert.equal(addition.status, 0, addition.stderr);
  assert.deepEqual(
    parse(addition.stdout).problems.map(({ line, result }) => ({ line, result })),
    [
      { line: 3, result: "[7, 2]" },
      { line: 4, result: "[1, 3]" },
    ],
  );
  const doubled = await rulescope(["trace", join(folder, "b.problems"), "--json"]);
  assert.equal(doubled.status, 0, doubled.stderr);
  assert.equal(parse(doubled.stdout).problems[0]?.result, "[8]");
});

test("a reader that stops early is no failure", async (context) => {
  const rule = "def count(n):\n    for i in range(n):\n        x = i\n    return n\n\n>>> count(20000)\n";
  const folder = folderWith(context, { "count.py": rule });
  const { status, stderr } = await rulescope(["trace", "count.py"], {
    cwd: folder,
    started: (child) => child.stdout?.once("data", () => child.stdout?.destroy()),
  });
  assert.equal(status, 0);
  assert.equal(stderr, "");
});

test("of rules that never end the first is stopped, and the others are not run", async (context) => {
  const rule = (name: string): string => `def ${name}(n):\n    while True:\n        n = n + 1\n\n>>> ${name}(1)\n\n`;
  const folder = folderWith(context, { "endless.py": rule("f") + rule("g") + rule("h") });
  const { status, stdout, stderr } = await rulescope(["trace", "endless.py"], { cwd: folder });
  assert.equal(status, 2);
  assert.match(stderr, /^endless\.py:[23]: f\(1\) was stopped: The rule was stopped after 250,000 lines\./);
  assert.match(stderr, /2 problems were not run/);
  assert.ok(stdout.length < 20_000, "its beginning and its last lines are shown");
});

test("signs without end in front of a number are an argument that cannot be read", async (context) => {
  const rule = `def f(n):\n    return n\n\n>>> f(${"-".repeat(10_000)}1)\n1\n`;
  const folder = folderWith(context, { "signs.py": rule });
  const { stderr } = await rulescope(["trace", "signs.py"], { cwd: folder });
  assert.doesNotMatch(stderr, /A bug/);
  assert.match(stderr, /^signs\.py:4/m);
});
