/** @file Every operation pays by the size of its values, so that no rule runs long or grows large before a limit stops it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { traceOf } from "../../../src/core/rule/interpret.ts";
import { bitLength } from "../../../src/core/rule/operation/cost.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import { hostileRules } from "./hostile.ts";

/** The fewest operations, to within 1 %, with which the work on values of size n ends. */
function spent(set: string, work: string, n: number): number {
  const { program, diagnostics } = parseProgram(`def f(n):\n    ${set}\n    return (lambda: 0)() or [${work}][:0]\n`);
  assert.deepEqual(diagnostics, [], work);
  const ends = (operations: number): boolean => {
    const { outcome } = traceOf(program, "f", [BigInt(n)], { operations });
    assert.notEqual(
      outcome.kind,
      "raised",
      JSON.stringify(outcome, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
    );
    return outcome.kind === "returned";
  };
  let [low, high] = [0, 10_000_000];
  while (high - low > high / 100) {
    const middle = (low + high) >> 1;
    if (ends(middle)) high = middle;
    else low = middle;
  }
  return high;
}

const int = "x = (1 << n * 10) - 1; y = (1 << n * 10) - 1";
const text = "x = 'ab' * n; y = 'ab' * n";
const words = "x = 'ab ' * n; y = 'ab ' * n";
const items = "x = [*range(n)]; y = [*range(n)]";
const tupled = "x = (1, 2) * n; y = (1, 2) * n";
const mapped = "x = {i: i for i in range(n)}; y = {i: i for i in range(n)}";

const library = "import collections, functools, heapq, itertools, math; x = [*range(n)]";
const textLibrary = "import re, string; x = 'ab ' * n";

for (const [set, works] of [
  [
    int,
    [
      "x & y",
      "x | y",
      "x ^ y",
      "x >> 1",
      "-x",
      "~x",
      "x + y",
      "x - 1",
      "x == y",
      "x < y",
      "{x: 1}",
      "x // 3",
      "bin(x)",
      "x in [y]",
    ],
  ],
  [
    text,
    [
      "x == y",
      "x < y",
      "x + y",
      "x.upper()",
      "x.find('c')",
      "'c' in x",
      "x.startswith(y)",
      "x.replace('a', 'c')",
      "x.split('a')",
      "x.strip()",
      "f'{x}'",
      "'%s' % x",
      "'{}'.format(x)",
      "repr(x)",
      "len(x)",
      "list(x)",
      "x[::2]",
      "x[1:]",
    ],
  ],
  [words, ["x.split()", "x.count('a')", "x.partition('c')", "x.title()", "x.join(['1', '2'])"]],
  [
    items,
    [
      "x == y",
      "x < y",
      "x + y",
      "x * 2",
      "x[1:]",
      "x.copy()",
      "-1 in x",
      "x.count(1)",
      "sorted(x)",
      "str(x)",
      "max(x)",
      "tuple(x)",
      "[*x]",
      "dict.fromkeys(x)",
      "x.reverse()",
    ],
  ],
  [tupled, ["x == y", "x + y", "{x: 1}", "x in [y]", "repr(x)", "{x: 1}[y]", "x in {y: 1}"]],
  [
    mapped,
    ["x == y", "x | y", "x.copy()", "{**x}", "list(x)", "-1 in x.values()", "str(x)", "sorted(x)", "x.update(y)"],
  ],
  [
    library,
    [
      "list(itertools.chain(x, x))",
      "list(itertools.accumulate(x))",
      "list(itertools.pairwise(x))",
      "itertools.tee(x, n)",
      "heapq.heapify(x)",
      "heapq.nlargest(n, x)",
      "collections.Counter(x)",
      "collections.deque(x)",
      "functools.reduce(max, x)",
      "math.prod(x[:9]) + math.fsum(x)",
    ],
  ],
  [
    textLibrary,
    [
      "string.capwords(x)",
      "re.escape(x)",
      "re.split('a', x)",
      "re.findall('b', x)",
      "re.sub('a', 'c', x)",
      "x.translate({97: 98})",
      "n.to_bytes(n, 'big')",
      "x.encode()",
    ],
  ],
] as const) {
  for (const work of works) {
    test(`pays by size: ${work}, where ${set.split(";")[0]}`, () => {
      // Large enough for what grows slowest to stand out from what every call costs.
      const scale = set === items || set === mapped || set === tupled || set === library ? 1000 : 20_000;
      const [once, fourfold] = [scale, 4 * scale].map((n) => spent(set, work, n) - spent(set, "0", n));
      assert.ok(once !== undefined && fourfold !== undefined);
      assert.ok(fourfold > 2 * Math.max(once, 1), `${once} operations, then ${fourfold}`);
    });
  }
}

test("the length of an int in bits is exact", () => {
  for (const bits of [0, 1, 2, 31, 32, 33, 255, 256, 257, 511, 512, 513, 4096, 100_000, 999_999]) {
    const least = bits === 0 ? 0n : 1n << BigInt(bits - 1);
    assert.equal(bitLength(least), bits);
    if (bits > 0) assert.equal(bitLength((1n << BigInt(bits)) - 1n), bits);
    assert.equal(bitLength(-least), bits);
  }
});

test("200 hostile rules are stopped by a limit that is named, with the line", () => {
  for (const { name, source } of hostileRules(1, 200)) {
    const { program, diagnostics } = parseProgram(source);
    assert.deepEqual(diagnostics, [], name);
    const lines = source.split("\n");
    const { outcome } = traceOf(program, "f", [1n], { operations: 300_000 });
    if (outcome.kind === "raised") {
      // What Python itself refuses: a hash of a list, an int that is too long to be written out.
      assert.match(outcome.type, /^(?:TypeError|ValueError|OverflowError|RecursionError)$/, name);
      continue;
    }
    assert.equal(outcome.kind, "limit", name);
    assert.ok(outcome.kind === "limit");
    assert.match(outcome.message, /limit|stopped after|nests/, name);
    assert.ok(outcome.line > 0 && lines[outcome.line - 1]?.trim() !== "", `${name}: line ${outcome.line}`);
  }
});
