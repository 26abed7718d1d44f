/** @file Rules of every kind that the methods have to write and read back, each with calls. */

import { parseCall } from "../../../src/core/rule/call.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import type { Problem } from "../../../src/core/task/problem.ts";

export interface RuleCase {
  readonly name: string;
  readonly source: string;
  readonly calls: readonly string[];
}

export const ruleCases: readonly RuleCase[] = [
  {
    name: "addition",
    source: `def add(num1, num2):
    """Docs.

    >>> add([1], [2])
    """
    result = []
    carry = 0  # none yet

    # loop
    while num1 or num2:
        digit1 = num1.pop() if num1 else 0
        digit2 = num2.pop() if num2 else 0
        total = digit1 + digit2 + carry
        result.insert(0, total % 10)
        carry = total // 10
    if carry:
        result.insert(0, carry)
    return result
`,
    calls: ["add([5, 9], [1, 3])", "add([9, 9, 9], [1])", "add([0], [0])", "add([], [])"],
  },
  {
    name: "factorial by recursion",
    source: `def fact(n):
    if n <= 1:
        return 1
    return n * fact(n - 1)
`,
    calls: ["fact(5)", "fact(0)"],
  },
  {
    name: "two calls in one line, arguments that are calls",
    source: `def double(x):
    return x + x

def both(a, b):
    c = double(a) + double(double(b))
    return double(c)
`,
    calls: ["both(2, 3)", "both('a', 'b')"],
  },
  {
    name: "a call in the first line of a call",
    source: `def inner(xs):
    xs.append(1)
    return len(xs)

def middle(xs, k):
    n = inner(xs)
    xs.pop(0)
    return n + k

def outer(xs):
    return middle(xs, middle(xs, 1))
`,
    calls: ["outer([3, 4])"],
  },
  {
    name: "dicts",
    source: `def count(words):
    seen = {}
    for word in words:
        seen[word] = seen.get(word, 0) + 1
    best = None
    for key, value in seen.items():
        if best is None or value > seen[best]:
            best = key
    seen.pop(best)
    del seen[words[0]]
    seen["x y"] = [1, {2: "z"}]
    seen["x y"][1][2] = ()
    return (best, seen)
`,
    calls: ['count(["a", "b", "b", "it\'s"])', 'count(["q", "r", "r", "=", "a=1"])'],
  },
  {
    name: "strings with odd characters",
    source: `def odd(text, extra):
    out = ""
    for c in text:
        out += c
        out = c + out
    out += extra
    pair = (out, [out, extra])
    quoted = repr(out)
    return quoted + '"' + "'"
`,
    calls: ['odd("a b", "x=1, y=[")', `odd('"\\'\\n\\t\\\\', "é😀\\u2028")`, 'odd("", "")', `odd(" ", "\`\`\`")`],
  },
  {
    name: "nested lists",
    source: `def transpose(rows):
    result = []
    i = 0
    while i < len(rows[0]):
        column = []
        for row in rows:
            column.append(row[i])
        result.append(column)
        i += 1
    result[0][0] = [result[0][0]]
    rows[0] = rows
    return result
`,
    calls: ["transpose([[1, 2], [3, 4]])", "transpose([[], [1]])"],
  },
  {
    name: "list edits of every kind",
    source: `def edits(xs):
    xs.append(7)
    xs.insert(0, 7)
    xs.insert(1, 8)
    xs.pop()
    xs.pop(0)
    xs.pop(1)
    xs[0] = 5
    xs[-1] = [5]
    xs += [1]
    xs = xs + [2]
    xs = xs[1:]
    xs = [0] + xs
    xs.reverse()
    xs.extend([True, None])
    xs[0] = True
    xs[0] = 1
    del xs[0]
    ys = xs
    ys.append("s")
    xs.clear()
    return ys
`,
    calls: ["edits([7, 7, 7])", "edits([1, 2, 3, 4])"],
  },
  {
    name: "loops left in every way",
    source: `def search(items, wanted):
    for i, item in enumerate(items):
        if item == wanted:
            break
        if item < 0:
            continue
        wanted = wanted + 0
    else:
        i = -1
    for x in []:
        pass
    for x in [3, 3, 3]: wanted += x
    while True:
        wanted -= 1
        if wanted < 5: return i
    return None
`,
    calls: ["search([1, -1, 2, 2], 2)", "search([], 9)", "search([4, 4], 5)"],
  },
  {
    name: "early return, no return, one line",
    source: `def one(x): return x

def none(x):
    x = x + 1

def early(xs):
    for x in xs:
        if x:
            none(x)
            return one(x)
`,
    calls: ["early([0, 0, 3])", "early([])", "early([[], [1]])"],
  },
  {
    name: "exceptions",
    source: `def last(xs, i):
    y = xs.pop()
    z = xs[i]
    return helper(z, y)

def helper(a, b):
    c = a // b
    return c
`,
    calls: ["last([1, 2], 5)", "last([4, 2], 0)", "last([4, 0], 0)", "last([], 0)"],
  },
  {
    name: "names bound again to the same value, swaps, chains",
    source: `def same(a, b):
    carry = 0
    carry = 0
    a, b = b, a
    x = y = a
    (p, q), r = (a, b), x
    a = a
    return [x, y, p, q, r]
`,
    calls: ["same(1, 2)", "same([1], [1])"],
  },
  {
    name: "values without a literal, constants of the module",
    source: `BASE = 10

def digits(n):
    steps = range(3)
    loop = range(0, 9, 2)
    f = helper
    out = []
    while n:
        out.insert(0, n % BASE)
        n //= BASE
    return out

def helper(x):
    return x
`,
    calls: ["digits(1203)", "digits(0)"],
  },
  {
    name: "equal code on several lines, numbers without end",
    source: `def twice(x):
    x = x * x
    x = x * x
    if x > 100:
        x = x * x
    y = -x
    flag = not x
    return x
`,
    calls: ["twice(2)", "twice(12345678901234567890)", "twice(0)"],
  },
  {
    name: "several lines, several statements, conditions over branches",
    source: `def shape(a, b):
    t = (a,
         b)
    u = [
        a,
        [b],
    ]
    c = 1; d = 2
    if a > b:
        k = "more"
    elif a == b:
        k = "same"
    else:
        k = "less"
    return {"t": t, "u": u, k: c + d}
`,
    calls: ["shape(1, 2)", "shape(2, 2)", "shape(3, 2)"],
  },
  {
    name: "comprehensions and conditions",
    source: `def comp(xs):
    ys = [x * 2 for x in xs if x % 2]
    zs = {x: str(x) for x in xs}
    total = sum(x for x in ys)
    s = f"{total} of {len(xs)}"
    ok = all(x > 0 for x in xs) and not ys == []
    return (s, zs, ok)
`,
    calls: ["comp([1, 2, 3])", "comp([])"],
  },
  {
    name: "functions inside functions",
    source: `def outer(n, xs):
    seen = {}

    def fib(k):
        if k < 2:
            return k
        if k not in seen:
            seen[k] = fib(k - 1) + fib(k - 2)
        return seen[k]

    def twice(x): return x + x

    def add(y):
        nonlocal n
        n += y

    for x in xs:
        add(twice(x))
    return fib(n)
`,
    calls: ["outer(3, [])", "outer(1, [1, 2])"],
  },
  {
    name: "matched cases",
    source: `def name(value):
    match value:
        case 0 | 1:
            text = "bit"
        case [first, *others] if first > 1:
            text = "list"
        case {"a": a}:
            text = a
        case _:
            text = "?"
    return text
`,
    calls: ["name(1)", "name([2, 3])", "name([1])", 'name({"a": 5})'],
  },
];

/** The problems of one rule. Throws when the rule or a call cannot be read. */
export function problemsOf({ name, source, calls }: RuleCase): Problem[] {
  const { program, diagnostics } = parseProgram(source);
  if (diagnostics.length > 0) throw new Error(`${name}: ${diagnostics[0]?.message}`);
  return calls.map((call) => problemOfCall(program, call));
}

export function problemOfCall(program: Problem["program"], text: string): Problem {
  const call = parseCall(text);
  if (call.problem) throw new Error(`${text}: ${call.problem.message}`);
  const { functionName, args } = call;
  return { id: text, line: 1, call: text, functionName, args, program };
}
