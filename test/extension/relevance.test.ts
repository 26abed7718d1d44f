/** @file Python files are full of doctests that are not Rulescope's; only what keeps a rule of the same file from running is shown. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readProblems } from "../../src/core/document/problems.ts";
import { relevantDiagnostics } from "../../src/extension/diagnostic/relevance.ts";
import { unreadProblemLines } from "../../src/extension/document/unreadLines.ts";

function shown(text: string): string[] {
  const { problems, diagnostics } = readProblems(text, "python");
  const unread = unreadProblemLines(text, "python", problems);
  return relevantDiagnostics(text, diagnostics, unread).map(({ line }) => (text.split("\n")[line - 1] ?? "").trim());
}

test("an ordinary Python file with doctests of its own shows nothing", () => {
  const text = `import os

class Path:
    """A path.

    >>> import os
    >>> Path("a").join("b")
    'a/b'
    """
    def join(self, other):
        with open(other) as file:
            return file.read()
`;
  assert.deepEqual(shown(text), []);
});

test("a rule outside the language is shown where a doctest calls it, another function is not", () => {
  const text = `def asked(x):
    """
    >>> asked(1)
    """
    with open(x) as file:
        return file


def unasked(x):
    with open(x) as file:
        return file
`;
  const lines = shown(text);
  assert.ok(lines.includes("with open(x) as file:"), JSON.stringify(lines));
  assert.equal(lines.filter((it) => it === "with open(x) as file:").length, 1);
});

test("a doctest that calls a rule of the file and cannot be read is shown", () => {
  const text = `def add(a, b):
    """
    >>> add(1, 2
    >>> add(3, 4)
    """
    return a + b
`;
  assert.deepEqual(shown(text), [">>> add(1, 2"]);
});

test("what is wrong with a declared task is shown, whatever calls the rule", () => {
  const text = 'def f(a):\n    """Task:\n        a: integr 1\n    """\n    return a\n';
  const diagnostics = readProblems(text, "python").diagnostics;
  assert.equal(diagnostics.length, 1);
  assert.deepEqual(relevantDiagnostics(text, diagnostics, []), diagnostics);
});
