/** @file Problems in Python files and `.problems` files: where they are found, and what malformed lines say. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readProblems } from "../../../src/core/document/problems.ts";
import { goldOf } from "../../../src/core/method/gold.ts";
import { repr } from "../../../src/core/rule/value.ts";

const rule = "def add(a, b):\n    return a + b\n";

function summary(
  text: string,
  kind: "python" | "problems" = "python",
  load?: (path: string) => string | undefined,
): string[] {
  const { problems } = readProblems(text, kind, load ? { load } : {});
  return problems.map(
    ({ line, call, expected }) => `${line}: ${call}${expected === undefined ? "" : ` = ${repr(expected)}`}`,
  );
}

test("doctests in a docstring, with and without expected values", () => {
  const text = `def add(a, b):
    """Adds.

    >>> add(1, 2)
    3
    >>> add([1], [2])
    >>> add("x",
    ...     "y")
    'xy'
    """
    return a + b
`;
  assert.deepEqual(readProblems(text, "python").diagnostics, []);
  assert.deepEqual(summary(text), ["4: add(1, 2) = 3", "6: add([1], [2])", '7: add("x",\n    "y") = \'xy\'']);
});

test("doctests in comments and bare between functions, and the rule still runs", () => {
  const text = `${rule}
# >>> add(1, 2)
# 3
#>>> add(4, 5)
>>> add(6, 7)
13
>>> add(8, 9)

def other(x):
    return x
# >>> other(None)
# None
`;
  const { problems, diagnostics } = readProblems(text, "python");
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(summary(text), [
    "4: add(1, 2) = 3",
    "6: add(4, 5)",
    "7: add(6, 7) = 13",
    "9: add(8, 9)",
    "13: other(None) = None",
  ]);
  for (const problem of problems) assert.equal(goldOf(problem).outcome.kind, "returned");
});

test("one-line docstrings, raw strings and escapes", () => {
  const text = `def f(s):
    """>>> f("a")"""
    return s

def g(s):
    r'''
    >>> g('\\n')
    '\\n'
    '''
    return s

def h(s):
    """
    >>> h('\\\\n')
    """
    return s
`;
  assert.deepEqual(summary(text), ['2: f("a")', "7: g('\\n') = '\\n'", "14: h('\\n')"]);
});

test("`>>>` inside other strings is no problem of this file's rules", () => {
  const text = `${rule}\nx = ">>> add(1, 2)"\ny = 1  # see >>> add(1, 2)\n`;
  assert.deepEqual(summary(text), []);
});

test("a malformed line gets a diagnostic where it stands and does not stop the others", () => {
  const text = `${rule}
# >>> add(1, 2
# >>> add(1, 2)
# nonsense here
# >>> missing(1)
# >>> add(x, 1)
# >>> add(3, 4)
# 7
`;
  const { diagnostics } = readProblems(text, "python");
  assert.deepEqual(summary(text), ["5: add(1, 2)", "9: add(3, 4) = 7"]);
  assert.deepEqual(
    diagnostics.map(({ line }) => line),
    [4, 6, 7, 8],
  );
  const unknown = diagnostics.find(({ line }) => line === 7);
  assert.match(unknown?.message ?? "", /no rule missing that can run\. Rules here: add/);
  assert.deepEqual([unknown?.column, unknown?.endColumn], [6, 13]);
});

test("a rule outside the language keeps its diagnostics, other rules keep their problems", () => {
  const text = `import os\n\ndef bad(x):\n    return open(x)\n\n${rule}\n# >>> bad(1)\n# >>> add(1, 1)\n`;
  const { diagnostics } = readProblems(text, "python");
  assert.deepEqual(summary(text), ["10: add(1, 1)"]);
  assert.ok(diagnostics.some(({ line }) => line === 4));
  assert.ok(diagnostics.some(({ line, message }) => line === 9 && /no rule bad/.test(message)));
});

test("line endings, byte order mark and scripts change nothing", () => {
  const text = `def füge(a, b):\n    return a + b\n# >>> füge("é", "😀")\n# 'é😀'\n`;
  const expected = [`3: füge("é", "😀") = 'é😀'`];
  for (const variant of [text, text.replaceAll("\n", "\r\n"), text.replaceAll("\n", "\r"), `\ufeff${text}`]) {
    assert.deepEqual(summary(variant), expected);
    assert.deepEqual(readProblems(variant, "python").diagnostics, []);
  }
});

test("empty files hold nothing and complain about nothing", () => {
  for (const kind of ["python", "problems"] as const) {
    for (const text of ["", "\n\n", "# only a comment\n", "\ufeff"]) {
      const { problems, diagnostics } = readProblems(text, kind);
      assert.deepEqual([problems, diagnostics], [[], []]);
    }
  }
});

test("the same call twice gives two problems with two ids", () => {
  const { problems } = readProblems(`${rule}# >>> add(1, 1)\n# >>> add(1, 1)\n`, "python");
  assert.equal(new Set(problems.map(({ id }) => id)).size, 2);
});

test("a problems file: header, task texts, calls, answers, comments", () => {
  const text = `# Sums
task: addition
method: direct
model: small one

59+13 = 72
 6+7=
1+1 # two
add([4, 7], [5, 8]) = [1, 0, 5]
`;
  const { diagnostics, defaults, problems } = readProblems(text, "problems");
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(defaults, { method: "direct", model: "small one" });
  assert.deepEqual(summary(text, "problems"), [
    "6: add([5, 9], [1, 3]) = [7, 2]",
    "7: add([6], [7])",
    "8: add([1], [1])",
    "9: add([4, 7], [5, 8]) = [1, 0, 5]",
  ]);
  assert.ok(problems.every(({ task }) => task === "addition"));
});

test("a problems file over a rule file; strings may hold any sign", () => {
  const text = `rule: ./join.py\njoin("a=b", "# c") = "a=b# c"\njoin("x", "y") == 1\n`;
  const load = (path: string): string | undefined =>
    path === "./join.py" ? "def join(a, b):\r\n    return a + b\r\n" : undefined;
  assert.deepEqual(summary(text, "problems", load), [`2: join("a=b", "# c") = 'a=b# c'`]);
  const { diagnostics } = readProblems(text, "problems", { load });
  assert.deepEqual(
    diagnostics.map(({ line }) => line),
    [3],
  );
});

test("malformed lines of a problems file are told apart", () => {
  const text = "task: additoin\ntask: addition\nmethod: guess\nspeed: 3\nmodel:\n12+\n7+8 = x1\n3+4\n";
  const { diagnostics } = readProblems(text, "problems");
  assert.deepEqual(summary(text, "problems"), ["7: add([7], [8])", "8: add([3], [4])"]);
  const told = diagnostics.map(({ line, message }) => `${line}: ${message}`).join("\n");
  assert.match(told, /3: There is no method "guess"\. Methods: direct, scratchpad, rfft\./);
  assert.match(told, /4: There is no setting speed\. Settings: task, rule, method, model\./);
  assert.match(told, /5: The setting model has no value\./);
  assert.match(told, /6: "12\+" is no problem: write it as in "59\+13="/);
  assert.match(told, /7: "x1" is no answer/);
});

test("what is missing in the header is said once, at the first problem or at the header line", () => {
  const bare = readProblems("59+13\n1+2\n", "problems");
  assert.equal(bare.diagnostics.length, 1);
  assert.match(bare.diagnostics[0]?.message ?? "", /task: addition/);
  const wrong = readProblems("task: nothing\n59+13\n", "problems");
  assert.deepEqual(
    wrong.diagnostics.map(({ line }) => line),
    [1],
  );
  const unread = readProblems("rule: ./gone.py\nf(1)\n", "problems");
  assert.match(unread.diagnostics[0]?.message ?? "", /"\.\/gone\.py" cannot be read/);
});

test("ten megabytes of text are read, in Python and in problems files", () => {
  const comments = `# ${"x".repeat(98)}\n`.repeat(100_000);
  const large = `${rule}${comments.slice(0, 990_000)}\n# >>> add(1, 2)\n# 3\n`;
  assert.deepEqual(summary(large), ["9805: add(1, 2) = 3"]);
  const tooLarge = readProblems(`${rule}${comments}${"# >>> add(1, 2)\n".repeat(1000)}`, "python");
  assert.deepEqual(tooLarge.problems, []);
  assert.equal(tooLarge.diagnostics.length, 1);
  assert.match(tooLarge.diagnostics[0]?.message ?? "", /too large/);
  const problems = `task: addition\n${"1234567890+1234567890\n".repeat(60_000)}${comments.slice(0, 9_000_000)}\n5+5\n`;
  const read = readProblems(problems, "problems");
  assert.equal(read.problems.length, 60_001);
  const oneLine = readProblems(`task: addition\n${"9".repeat(10_000_000)}\n`, "problems");
  assert.equal(oneLine.problems.length, 0);
  assert.ok((oneLine.diagnostics[0]?.message.length ?? 0) < 300);
});
