/** @file What a doctest shows is compared as Python's doctest does; its call may be any expression that calls a rule. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readProblems } from "../../../src/core/document/problems.ts";
import { traceOf } from "../../../src/core/rule/interpret.ts";
import { callOptions } from "../../../src/core/task/problem.ts";
import { asExpected } from "../../../src/core/task/shown.ts";

const rules = `
TABLE = {"a": 1}

def f(n, base=10, *rest, key=None, **more):
    return n, base, rest, key, more

def g(x):
    return 1 / x

def h(x):
    print("a", "", "b", sep="\\n")
    return 7

def say(words):
    for word in words:
        print(word, end=" ")
`;

/** Each example with whether it is as expected; undefined where nothing is expected. */
function judged(examples: string): [string, boolean | undefined][] {
  const text = `"""\n${examples.trim()}\n"""\n${rules}`;
  const { problems, diagnostics } = readProblems(text, "python");
  assert.deepEqual(diagnostics, []);
  return problems.map((problem) => {
    const { outcome } = traceOf(problem.program, problem.functionName, problem.args, callOptions(problem));
    return [problem.call, asExpected(problem, outcome)];
  });
}

test("any expression that calls a rule is a problem", () => {
  const examples = `
>>> f(3, base=2)
(3, 2, (), None, {})
>>> f(3, key="x", z=1)
(3, 10, (), 'x', {'z': 1})
>>> sorted(f(1)[:2])
[1, 10]
>>> f(*[1, 2, 3])
(1, 2, (3,), None, {})
>>> f(2 ** 10)[0] == 1024
True
>>> [f(i)[0] for i in range(3)]
[0, 1, 2]
>>> f(TABLE["a"])[0]
1`;
  for (const [call, right] of judged(examples)) assert.equal(right, true, call);
});

test("printed text, results and tracebacks are compared as doctest does", () => {
  const examples = `
>>> h(2)
a
<BLANKLINE>
b
7
>>> h(3)  # doctest: +NORMALIZE_WHITESPACE
a <BLANKLINE>
  b 7
>>> say(["x", "y"])
x y
>>> print(f(1))
(1, 10, (), None, {})
>>> g(0)
Traceback (most recent call last):
    ...
ZeroDivisionError: division by zero
>>> g(0)  # doctest: +ELLIPSIS
Traceback (most recent call last):
  File "x.py", line 1
ZeroDivisionError: div...`;
  // Outside its line a normalized blank line is no blank line: doctest fails here as well.
  const wrong = new Set(["h(3)  # doctest: +NORMALIZE_WHITESPACE"]);
  for (const [call, right] of judged(examples)) assert.equal(right, !wrong.has(call), call);
});

test("what differs from what is shown is not as expected", () => {
  const examples = `
>>> h(2)
a
b
7
>>> g(0)
Traceback (most recent call last):
ZeroDivisionError: something else
>>> g(0)
0
>>> g(2)
Traceback (most recent call last):
ZeroDivisionError: division by zero
>>> f(1)
nothing of the kind`;
  for (const [call, right] of judged(examples)) assert.equal(right, false, call);
});

test("what is no expression of known names is pointed out where it stands", () => {
  for (const [call, column] of [
    ["f(unknown)", 6],
    ["f(1", 7],
    ["f(1))", 8],
    ["f(1); g(2)", 8],
  ] as const) {
    const { problems, diagnostics } = readProblems(`"""\n>>> ${call}\n"""\n${rules}`, "python");
    assert.deepEqual(problems, [], call);
    assert.deepEqual([diagnostics.length, diagnostics[0]?.line, diagnostics[0]?.column], [1, 2, column], call);
  }
});
