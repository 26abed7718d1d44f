/** @file Rules that make something large and then work on it again and again: seeded, all kinds of values with all that is done to them. */
import { Rng } from "../../../src/core/base/rng.ts";

export interface HostileRule {
  readonly name: string;
  readonly source: string;
}

const makers: Readonly<Record<string, readonly string[]>> = {
  int: ["(1 << 999990) - 1", "3 ** 300000", "int('f' * 200000, 16)"],
  text: ["'ab' * 3000000", "'a' * 4000000 + 'b'", "' ' * 2000000 + 'x'", "'\u{1f600}' * 300000"],
  list: ["list(range(200000))", "['ab'] * 900000", "[[i] for i in range(100000)]"],
  tuple: ["tuple(range(200000))", "(1, 'a') * 300000"],
  dict: ["{i: i for i in range(60000)}", "{str(i): [i] for i in range(50000)}"],
  shared: ["nest(30)"],
};

const works: Readonly<Record<string, readonly string[]>> = {
  int: [
    "x & x",
    "x | 1",
    "x ^ k",
    "x >> 1",
    "-x",
    "~x",
    "x == y",
    "x < y",
    "x + 1",
    "x * x",
    "x // 3",
    "x % 7",
    "x.bit_length()",
    "abs(x) + k",
    "{x: 1}",
    "x in [y]",
    "max(x, y)",
    "pow(3, x, 1000007)",
    "divmod(x, 10)",
    "hash(x)",
    "bin(x)",
    "(x, k) == (y, k)",
  ],
  text: [
    "x == y",
    "x < y",
    "x + 'c'",
    "x.upper()",
    "x.split()",
    "x.split('a')",
    "x.replace('a', 'b')",
    "x.find('zz')",
    "'ba' in x",
    "x.startswith(y)",
    "x.count('b')",
    "x[::2]",
    "x[1:]",
    "x[k % 100000]",
    "x.strip()",
    "len(x)",
    "list(x)",
    "sorted(x)",
    "x.join(['1', '2'])",
    "x.swapcase()",
    "f'{x}{k}'",
    "'%s' % x",
    "'{}'.format(x)",
    "repr(x)",
    "{x: 1}",
    "x.splitlines()",
    "x.partition('b')",
    "x.isdigit()",
    "x.center(5000000)",
    "x.zfill(7000000)",
    "reversed(x)",
    "x.endswith('b')",
    "[c for c in x]",
  ],
  list: [
    "x == y",
    "x < y",
    "x + y",
    "x * 2",
    "x[1:]",
    "x[::2]",
    "x.copy()",
    "x.index(-1) if -1 in x else 0",
    "-1 in x",
    "x.count(5)",
    "sorted(x)",
    "list(x)",
    "tuple(x)",
    "str(x)",
    "x.reverse()",
    "x.insert(0, k)",
    "x.pop(0)",
    "dict.fromkeys(map(str, x))",
    "[i for i in x]",
    "max(x)",
    "list(zip(x, y))",
    "f'{x}'",
    "x.extend([k])",
    "set(map(str, x))",
    "list(enumerate(x))",
    "any(i == -1 for i in x)",
  ],
  tuple: [
    "x == y",
    "x + y",
    "x < y",
    "{x: 1}",
    "x in {y: 1}",
    "x in [y]",
    "hash(x)",
    "x[::2]",
    "x.count(1)",
    "str(x)",
    "list(x)",
    "{x}",
    "sorted([x, y, x])",
    "max(x, y)",
    "'%s' % (x,)",
  ],
  dict: [
    "x == y",
    "x | y",
    "dict(x)",
    "x.copy()",
    "list(x)",
    "list(x.items())",
    "sorted(x)",
    "str(x)",
    "k in x.values()",
    "x.update(y)",
    "{**x, **y}",
    "[v for v in x.values()]",
    "set(x)",
    "reversed(x)",
    "dict(zip(x, y))",
    "len([*x])",
  ],
  shared: [
    "x == y",
    "str(x)",
    "x < y",
    "sorted([x, y])",
    "repr((x, x))",
    "[x].index(y)",
    "f'{x}'",
    "x in [y]",
    "max([x, y])",
    "ValueError(x)",
  ],
};

const shapes: readonly ((work: string) => string)[] = [
  (work) => `    return len([${work} for k in range(1000000)])\n`,
  (work) => `    k = 0\n    while True:\n        z = ${work}\n        k += 1\n`,
  (work) => `    kept = []\n    for k in range(1000000):\n        kept.append(${work})\n    return len(kept)\n`,
  (work) => `    return sum(1 for k in range(1000000) if ${work})\n`,
];

const nest = "def nest(n):\n    x = (1,)\n    for i in range(n):\n        x = (x, x)\n    return x\n\n\n";

/** `count` different rules, each with a function `f` of one argument that does not end on its own within any sensible time. */
export function hostileRules(seed: number, count: number): HostileRule[] {
  const rng = new Rng(seed);
  const all = Object.entries(makers).flatMap(([kind, values]) =>
    values.flatMap((value) => (works[kind] ?? []).map((work) => ({ value, work, kind }))),
  );
  return rng
    .shuffle(all)
    .slice(0, count)
    .map(({ value, work, kind }) => {
      const shape = rng.pick(shapes);
      const head = kind === "shared" ? nest : "";
      return {
        name: `${value}: ${work}`,
        source: `${head}def f(n):\n    x = ${value}\n    y = ${value}\n${shape(work)}`,
      };
    });
}
