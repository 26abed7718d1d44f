/** @file The compact dialect's text, as small models learn it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { listingOf } from "../../../src/core/method/listing.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import type { Value } from "../../../src/core/rule/value.ts";
import { problemOf, taskProblem } from "../../../src/core/sample/corpus.ts";
import { addition } from "../../../src/core/task/addition.ts";

const compact = methodOf("rfft", "compact");

test("addition: listing, call, labels with changes", () => {
  const problem = taskProblem("addition")(addition.fromText("59+13") ?? []);
  const { prompt, response } = compact.render(problem);
  assert.equal(
    prompt,
    [
      "L1 def add(num1,num2):",
      "L2  result=[]",
      "L3  carry=0",
      "L4  while num1 or num2:",
      "L5   digit1=num1.pop() if num1 else 0",
      "L6   digit2=num2.pop() if num2 else 0",
      "L7   total=digit1+digit2+carry",
      "L8   result.insert(0,total%10)",
      "L9   carry=total//10",
      "L10  if carry:",
      "L11   result.insert(0,carry)",
      "L12  return result",
      ">>> add([5, 9], [1, 3])",
    ].join("\n"),
  );
  assert.equal(
    response,
    [
      "",
      "L2 result=[]",
      "L3 carry=0",
      "L4",
      "L5 num1- digit1=9",
      "L6 num2- digit2=3",
      "L7 total=12",
      "L8 result^2",
      "L9 carry=1",
      "L4",
      "L5 num1- digit1=5",
      "L6 num2- digit2=1",
      "L7 total=7",
      "L8 result^7",
      "L9 carry=0",
      "L4",
      "L10",
      "L12 =[7,2]",
    ].join("\n"),
  );
});

test("one rule line gives one kind of edit, also where two would do", () => {
  const source = "def f(xs):\n    ys = []\n    while xs:\n        ys.append(xs.pop(0))\n    return ys\n";
  assert.match(rendered(source, "f", [list(1n, 1n)]), /\nL4 xs-\^ ys\+1\nL3\nL4 xs-\^ ys\+1\n/);
  const front = "def f(xs):\n    ys = []\n    while xs:\n        ys.insert(0, xs.pop())\n    return ys\n";
  assert.match(rendered(front, "f", [list(1n, 1n)]), /\nL4 xs- ys\^1\nL3\nL4 xs- ys\^1\n/);
});

test("names that a line binds are written even when nothing changes; a loop that ends binds nothing", () => {
  const source = "def f(xs):\n    for x in xs:\n        y = 0\n    return y\n";
  assert.equal(rendered(source, "f", [list(3n, 3n)]), "\nL2 x=3\nL3 y=0\nL2 x=3\nL3 y=0\nL2\nL4 =0");
});

test("every kind of change", () => {
  const source = `def f(xs, d):
    xs[1] = 9
    xs.pop(1)
    d["k"] = 1
    d["k"] = 2
    d.pop("k")
    s = ""
    s += "a b"
    s = "c" + s
    del s
    return d
`;
  const d: Value = { kind: "dict", entries: new Map([["q", ["q", 0n]]]) };
  assert.equal(
    rendered(source, "f", [list(1n, 2n, 3n), d]),
    "\nL2 xs[1]=9\nL3 xs-[1]\nL4 d['k']=1\nL5 d['k']=2\nL6 d-['k']\nL7 s=''\nL8 s+'a b'\nL9 s='ca b'\nL10 s~\nL11 ={'q':0}",
  );
});

test("a call begins at its def label, an exception ends the text", () => {
  const source = "def f(n):\n    return 1 // g(n)\n\ndef g(n):\n    m = n - 1\n    return m\n";
  assert.equal(rendered(source, "f", [1n]), "\nL3 n=1\nL4 m=0\nL5 =0\nL2 !ZeroDivisionError");
});

test("formatting, comments and annotations do not change the listing", () => {
  const plain = "def f(a, b):\n  x = a + b\n  if x and not b: return [x, -1]\n  return f'{x} # {b}'\n";
  const dressed = `# above
def f(a: int, b: list) -> str:
        '''Docs # here.'''

        x: int = (a+b)  # sum
        if  x and  not b :  return [ x ,-1 ]   # comment
        # between
        return f'{x} # {b}'
`.replace("(a+b)", "a+b");
  const listing = (source: string): string => listingOf(parseProgram(source).program, "f").text;
  assert.equal(listing(dressed), listing(plain));
  assert.equal(listing(plain), "L1 def f(a,b):\nL2  x=a+b\nL3  if x and not b:return [x,-1]\nL4  return f'{x} # {b}'");
});

function rendered(source: string, functionName: string, args: readonly Value[]): string {
  return compact.render(problemOf(parseProgram(source).program, functionName, args)).response;
}

function list(...items: bigint[]): Value {
  return { kind: "list", items };
}
