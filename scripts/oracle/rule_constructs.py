"""What generated programs are made of beyond ints, texts, lists and dicts: floats, sets, closures, generators, exceptions, classes, matching, library calls.

Each function takes the generator, draws from its random numbers, and gives an expression or the lines of a statement.
"""

INT, STR, BOOL, LIST, WORDS, DICT, TUPLE, FLOAT, SET = "int", "str", "bool", "list", "words", "dict", "tuple", "float", "set"

IMPORTS = [
    "import math",
    "import itertools",
    "import string",
    "import heapq",
    "import bisect",
    "import operator",
    "from functools import lru_cache, partial, reduce",
    "from collections import Counter, defaultdict, deque",
    "from dataclasses import dataclass, field",
]

PARTS = {
    "Point": '''
class Point:
    made = 0

    def __init__(self, x, y=0):
        self.x = x
        self.y = y
        Point.made += 1

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    @property
    def size(self):
        return abs(self.x) + abs(self.y)

    def moved(self, by):
        self.x += by
        return self


class Named(Point):
    def __init__(self, x, name="n"):
        super().__init__(x, len(name))
        self.name = name

    def __len__(self):
        return len(self.name)
''',
    "Record": '''
@dataclass(order=True)
class Record:
    key: int
    label: str = "r"
    items: list = field(default_factory=list)

    def add(self, item):
        self.items.append(item)
        return len(self.items)
''',
    "Fixed": '''
@dataclass(frozen=True)
class Fixed:
    a: int
    b: float = 0.5
''',
    "collect": '''
def collect(first, *rest, scale=1, **options):
    total = first * scale
    for each in rest:
        total += each * scale
    return total + sum(options.values())
''',
    "remembered": '''
@lru_cache(maxsize=None)
def remembered(n):
    if n < 2:
        return n
    return remembered(n - 1) + remembered(n - 2)
''',
    "twice": '''
def twice(function):
    def wrapper(*args, **keywords):
        result = function(*args, **keywords)
        return result + result
    return wrapper


@twice
def doubled(value, plus=0):
    return value + plus
''',
    "climb": '''
def climb(start, end=3):
    """Yields ints and takes none."""
    while start < end:
        yield start
        start += 1
    return start


def chained(items):
    yield from items
    count = yield from climb(0, 2)
    yield count
''',
    "Trouble": '''
class Trouble(ValueError):
    def __init__(self, text, code=1):
        super().__init__(text)
        self.code = code
''',
}


def float_literal(random):
    return random.choice(["0.0", "0.5", "1.5", "-2.25", "3.14159", "1e3", "2.5e-4", "1e16", "0.1", "100.0", "7.0", "-0.0", "1e-7", "123456.789"])


def float_expression(g, d):
    e = g.expression
    return g.pick(
        f"{e(FLOAT, d)} {g.pick('+', '-', '*', '/', '//', '%')} {e(FLOAT, d)}",
        f"{e(FLOAT, d)} {g.pick('+', '-', '*', '/')} {e(INT, d)}",
        f"{e(INT, d)} / {e(INT, d)}",
        f"float({e(g.pick(INT, BOOL), d)})",
        f"round({e(FLOAT, d)}, {g.random.randint(-1, 3)})",
        f"abs({e(FLOAT, d)})",
        f"{g.pick('max', 'min')}({e(FLOAT, d)}, {e(g.pick(FLOAT, INT), d)})",
        f"sum([{e(FLOAT, d)}, {e(FLOAT, d)}])",
        f"math.sqrt(abs({e(FLOAT, d)}))",
        f"({e(FLOAT, d)} if {e(BOOL, d)} else {e(FLOAT, d)})",
        f"-{g.atom(FLOAT, d)}",
        f"({g.atom(FLOAT, d)} ** {g.random.randint(-1, 3)})",
        f"math.{g.pick('fabs', 'copysign', 'hypot')}({e(FLOAT, 0)})" if g.chance(0.1) else f"math.hypot({e(FLOAT, 0)}, 3)",
        f"divmod({e(FLOAT, d)}, {g.pick('2', '0.5', '-3.5')})[{g.pick('0', '1')}]",
        f"float({g.pick('1.5', ' 2 ', 'x', '-1e3', 'inf', '1_0')!r})",
    )


def int_expression(g, d):
    e = g.expression
    return g.pick(
        f"math.gcd({e(INT, d)}, {e(INT, d)})",
        f"math.comb({g.random.randint(3, 9)}, {g.random.randint(0, 4)})",
        f"math.factorial(abs({e(INT, 0)}) % 8)",
        f"math.isqrt(abs({e(INT, d)}))",
        f"math.{g.pick('floor', 'ceil', 'trunc')}({e(FLOAT, d)})",
        f"int({e(FLOAT, d)})",
        f"round({e(FLOAT, d)})",
        f"len({e(SET, d)})",
        f"sum({e(SET, d)})",
        f"reduce(lambda a, b: a {g.pick('+', '*', '-')} b, {e(LIST, d)}, {e(INT, 0)})",
        f"reduce(operator.{g.pick('add', 'xor')}, {e(LIST, d)})",
        f"bisect.bisect_{g.pick('left', 'right')}(sorted({e(LIST, d)}), {e(INT, d)})",
        f"Counter({e(g.pick(STR, LIST, WORDS), d)})[{g.pick(g.key(), e(INT, 0))}]",
        f"next(iter({e(LIST, d)}), {e(INT, 0)})",
        f"max({e(LIST, d)}, {g.pick('default=0', 'key=abs', 'key=lambda x: -x, default=1')})",
        f"math.prod({e(LIST, d)})",
        f"sum(a * b for a, b in zip({e(LIST, d)}, {e(LIST, d)}))",
        f"len(list(itertools.combinations({e(LIST, 0)}, 2)))",
        f"({g.target(INT)} := {e(INT, d)})",
        f"({e(INT, d)}).bit_length()",
        f"int({g.pick('12', '-7', 'x1', '0b11', ' 3 ', '1_000')!r}{g.pick('', ', 0')})",
    )


def bool_expression(g, d):
    e = g.expression
    return g.pick(
        f"{e(FLOAT, d)} {g.pick('<', '<=', '>', '==', '!=')} {e(g.pick(FLOAT, INT), d)}",
        f"{e(SET, d)} {g.pick('<=', '<', '==', '>=')} {e(SET, d)}",
        f"{e(INT, d)} in {e(SET, d)}",
        f"math.isclose({e(FLOAT, d)}, {e(FLOAT, d)})",
        f"isinstance({e(g.pick(FLOAT, SET, INT), d)}, {g.pick('float', 'set', '(int, float)')})",
        f"any(map(lambda x: x > {e(INT, 0)}, {e(LIST, d)}))",
        f"{g.atom(SET, d)}.isdisjoint({e(g.pick(SET, LIST), d)})",
        f"all(a <= b for a, b in itertools.pairwise({e(LIST, d)}))",
        f"{e(FLOAT, d)}.is_integer()" if g.chance(0.01) else f"({e(FLOAT, d)}).is_integer()",
        f"{e(STR, d)}.startswith(({e(STR, 0)}, 'a'))" if g.known(STR) is None else f"{g.known(STR)}.endswith(('a', 'b'))",
    )


def str_expression(g, d):
    e = g.expression
    value = g.known(FLOAT) or "2.5"
    return g.pick(
        'f"' + "{" + value + g.pick("", ":.2f", ":8.3f", ":e", ":g", ":+.1f", ":,.2f", ":.0%", ":=+10", ":<8", "!r:>8", "=", ":010.2f") + '}"',
        f"str({e(g.pick(FLOAT, SET), d)})",
        f"string.ascii_{g.pick('lowercase', 'uppercase')}[{e(INT, d)} % 26]",
        f"'%d %s %{g.pick('.2f', '5.1f', 'r', 'g')}' % ({e(INT, d)}, {e(STR, 0)}, {e(FLOAT, d)})",
        "'{:" + g.pick(">6", "<4", "^5", "") + "}|{}'.format(" + f"{e(INT, d)}, {e(g.pick(STR, LIST, FLOAT), 0)})",
        f"''.join(sorted({e(STR, d)}{g.pick('', ', reverse=True')}))",
        f"{g.atom(STR, d)}.translate(str.maketrans('abc', '{g.pick('xyz', 'bca')}'))",
        f"''.join(reversed({e(STR, d)}))",
        f"'-'.join(map(str, {e(g.pick(LIST, TUPLE), d)}))",
        f"''.join(c for c, _ in itertools.groupby({e(STR, d)}))",
        f"{g.atom(STR, d)}.partition({g.pick('a', ',', ' ')!r})[{g.pick('0', '1', '-1')}]",
        f"max({e(WORDS, d)}, key=len, default='')",
        f"type({e(g.pick(FLOAT, SET, LIST, STR, BOOL), d)}).__name__",
    )


def list_expression(g, d):
    e = g.expression
    return g.pick(
        f"sorted({e(SET, d)})",
        f"list(itertools.accumulate({e(LIST, d)}{g.pick('', ', operator.mul', ', max', ', initial=1')}))",
        f"list(itertools.chain({e(LIST, d)}, {e(LIST, 0)}))",
        f"list(itertools.islice(itertools.count({e(INT, 0)}), {g.random.randint(0, 4)}))",
        f"list(itertools.takewhile(lambda x: x {g.pick('<', '>')} 3, {e(LIST, d)}))",
        f"heapq.{g.pick('nsmallest', 'nlargest')}(2, {e(LIST, d)})",
        f"list(Counter({e(g.pick(STR, LIST), d)}).values())",
        f"list(dict.fromkeys({e(LIST, d)}))",
        f"[x for row in [{e(LIST, 0)}, {e(LIST, 0)}] for x in row if x]",
        f"list(deque({e(LIST, d)}, maxlen={g.random.randint(0, 3)}))",
        f"sorted({e(LIST, d)}, key=lambda x: (x % 3, -x))",
        f"[*{e(SET, 0)}, *{e(LIST, 0)}]" if g.known(SET) is None else f"[*{g.known(SET)}]",
        f"[a + b for a, b in itertools.product({e(LIST, 0)}, repeat=2)]",
        f"list(map(operator.{g.pick('add', 'mul', 'sub')}, {e(LIST, d)}, {e(LIST, d)}))",
        f"[y for x in {e(LIST, d)} if (y := x * 2) > 2]",
        f"[len(list(items)) for _, items in itertools.groupby(sorted({e(LIST, d)}))]",
    )


def set_expression(g, d):
    e = g.expression
    return g.pick(
        f"set({e(LIST, d)})",
        "{" + f"{e(INT, d)}, {e(INT, d)}, {e(INT, 0)}" + "}",
        f"{e(SET, d)} {g.pick('|', '&', '-', '^')} {e(SET, d)}",
        "{" + g.clause(d, g.pick("x", "x % 3", "x * 100003", "-x")) + "}",
        f"{g.atom(SET, d)}.{g.pick('union', 'intersection', 'difference')}({e(g.pick(LIST, SET, TUPLE), d)})",
        f"{g.atom(SET, d)}.copy()",
        f"set(range({g.random.randint(0, 9)}, {g.random.randint(3, 40)}, 3))",
        f"set({e(TUPLE, d)})",
    )


def set_literal(random):
    items = [str(random.choice([-2, -1, 0, 1, 2, 3, 5, 8, 9, 16, 33, 1000])) for _ in range(random.randint(0, 5))]
    return "{" + ", ".join(items) + "}" if items else "set()"


WIDER = {INT: int_expression, BOOL: bool_expression, STR: str_expression, LIST: list_expression}


def closure(g, indent, _in_loop):
    e = g.expression
    name = g.pick("step", "inner", "bump")
    total = g.known(INT)
    inside = f"{indent}    "
    outer = dict(g.variables)
    if total and g.chance(0.5):
        lines = [f"{indent}def {name}(by=1):", f"{inside}nonlocal {total}", f"{inside}{total} += by", f"{inside}return {total}"]
        use = f"{name}({g.pick('', e(INT, 1), 'by=' + e(INT, 0))})"
    elif g.chance(0.5):
        g.variables = {**g.variables, "x": INT}
        lines = [f"{indent}def {name}(x):", f"{inside}return {g.expression(INT, 2)}"]
        g.variables = outer
        use = g.pick(f"{name}({e(INT, 1)})", f"sum(map({name}, {e(LIST, 1)}))", f"max({e(LIST, 1)}, key={name}, default=0)")
    else:
        lines = [f"{indent}{name} = lambda x, y={e(INT, 0)}: {g.pick('x + y', '(x, y)[0]', 'x if x > y else y')}"]
        use = f"{name}({e(INT, 1)})"
    result = g.target(INT)
    g.variables[result] = INT
    return [*lines, f"{indent}{result} = {use}"]


def attempt(g, indent, in_loop):
    errors = ["ValueError", "KeyError", "IndexError", "ZeroDivisionError", "TypeError", "(ValueError, KeyError)", "LookupError", "ArithmeticError", "Exception"]
    lines = [f"{indent}try:"] + g.block(indent, in_loop)
    if g.chance(0.5):
        lines.append(f"{indent}    {g.pick('raise ValueError(' + g.expression(STR, 0) + ')', 'int(' + g.expression(STR, 0) + ')', '[][0]', '1 // 0', '{}[0]')}")
    handlers = g.random.sample(errors, g.random.randint(1, 2)) if g.chance(0.9) else []
    for error in sorted(handlers, key=lambda each: each == "Exception"):
        bound = g.pick("", " as error")
        lines.append(f"{indent}except {error}{bound}:")
        if bound and g.chance(0.7):
            lines.append(f"{indent}    {g.pick('print(error)', 'text = str(error)', 'name = type(error).__name__', 'print(repr(error), error.args)')}")
        lines += g.block(indent, in_loop)
        if g.chance(0.1):
            lines.append(f"{indent}    raise")
        if bound and g.chance(0.07):
            lines.append(f"{indent}    raise RuntimeError('again') from error")
    if handlers and g.chance(0.3):
        lines += [f"{indent}else:"] + g.block(indent, in_loop)
    if not handlers or g.chance(0.3):
        lines += [f"{indent}finally:"] + g.block(indent, False)
    return lines


def match(g, indent, in_loop):
    subject = g.expression(g.pick(INT, LIST, TUPLE, STR, DICT), 2)
    lines = [f"{indent}match {subject}:"]
    patterns = ["0", "1 | 2", "'a' | 'ab'", "[]", "[first]", "[first, *rest]", "(first, second)", "{'a': first}", "{'a': 1, **rest}", "int()", "str() as text", "int(first)", "[int(), *_]", "None", "-1", "float() | bool()", "[[first, _], *_]"]
    for pattern in g.random.sample(patterns, g.random.randint(1, 4)):
        guard = f" if {g.expression(BOOL, 1)}" if g.chance(0.2) else ""
        lines += [f"{indent}    case {pattern}{guard}:"] + g.block(indent + "    ", in_loop)
    if g.chance(0.6):
        lines += [f"{indent}    case {g.pick('_', 'other')}:"] + g.block(indent + "    ", in_loop)
    return lines


def generate(g, indent, _in_loop):
    e = g.expression
    g.parts.add("climb")
    target = g.target(LIST)
    number = g.target(INT)
    lines = g.pick(
        [f"{indent}{target} = list({g.pick('climb', 'chained')}({g.pick('0', e(LIST, 0))}))"],
        [f"{indent}{target} = []", f"{indent}for item in chained({e(LIST, 1)}):", f"{indent}    {target}.append(item)", f"{indent}    if item == 3:", f"{indent}        break"],
        [f"{indent}source = climb({e(INT, 0)} % 3)", f"{indent}{target} = [next(source, -1), next(source, -1)]"],
        [f"{indent}source = ({g.clause(1, 'x')})", f"{indent}{target} = [*source, *source]"],
        [f"{indent}def produce(items):", f"{indent}    total = 0", f"{indent}    for item in items:", f"{indent}        total += item", f"{indent}        yield total", f"{indent}{target} = sorted(produce({e(LIST, 1)}))"],
        [f"{indent}{target} = [1]", f"{indent}{number} = sum(climb(0, {g.random.randint(0, 4)}))"],
        [f"{indent}def echo():", f"{indent}    got = yield 1", f"{indent}    while got:", f"{indent}        got = yield got * 2", f"{indent}talk = echo()", f"{indent}{target} = [next(talk), talk.send({e(INT, 0)})]"],
    )
    g.variables[target] = LIST
    return lines


def instance(g, indent, _in_loop):
    e = g.expression
    if g.chance(0.5):
        g.parts.add("Point")
        made = f"{g.pick('Point', 'Point', 'Named')}({e(INT, 1)})"
        uses = ["point.x += {i}", "point = point.moved({i})", "point = point + Point({i}, 1)", "point.extra = {i}", "print(point, point.size)", "same = point == Point({i})", "many = [point, Point({i})]", "print(len(point))", "shown = str(point)", "print(Point.made > 0, hasattr(point, 'name'))", "top = max([point, Point({i})], key=lambda p: p.size)", "print(point.missing)"]
        lines = [f"{indent}point = {made}"]
    elif g.chance(0.6):
        g.parts.add("Record")
        lines = [f"{indent}record = Record({e(INT, 1)}{g.pick('', ', label=' + e(STR, 0))})"]
        uses = ["record.add({i})", "record.key = {i}", "print(record)", "same = record == Record({i})", "ranked = sorted([record, Record({i}), Record(2, 'b')])", "less = record < Record({i})", "record.items += [{i}]"]
    else:
        g.parts.add("Fixed")
        lines = [f"{indent}fixed = Fixed({e(INT, 1)}{g.pick('', ', ' + e(FLOAT, 0))})"]
        uses = ["print(fixed)", "seen_fixed = {{fixed, Fixed({i})}}", "fixed.a = {i}", "same = fixed == Fixed({i})", "by_fixed = {{fixed: {i}}}", "half = fixed.a + fixed.b"]
    for _ in range(g.random.randint(1, 3)):
        lines.append(indent + g.random.choice(uses).format(i=e(INT, 1)))
    return lines


def called(g, indent, _in_loop):
    e = g.expression
    part, call = g.pick(
        ("collect", f"collect({e(INT, 1)}, {e(INT, 0)}, scale={e(INT, 0)})"),
        ("collect", f"collect(*{g.atom(LIST, 0)}, extra={e(INT, 0)})"),
        ("collect", f"collect({e(INT, 0)}, **{g.atom(DICT, 0)})"),
        ("remembered", f"remembered(abs({e(INT, 0)}) % 6)"),
        ("twice", f"doubled({e(INT, 1)}{g.pick('', ', plus=' + e(INT, 0))})"),
        ("collect", f"partial(collect, {e(INT, 0)})({e(INT, 0)})"),
    )
    g.parts.add(part)
    name = g.target(INT)
    g.variables[name] = INT
    return [f"{indent}{name} = {call}"]


def container(g, indent, _in_loop):
    e = g.expression
    name = g.known(SET)
    if name and g.chance(0.4):
        return [indent + g.pick(f"{name}.add({e(INT, 1)})", f"{name}.discard({e(INT, 0)})", f"{name}.remove({e(INT, 0)})", f"{name} |= {e(SET, 1)}", f"{name}.update({e(LIST, 1)})", f"{name} -= {e(SET, 1)}", f"{name}.clear()")]
    first, uses = g.pick(
        (f"groups = defaultdict({g.pick('list', 'list', 'lambda: [0]')})", ["groups[{i} % 3].append({i})", "groups['a'].append({i})", "print(dict(groups))"]),
        (f"tally = Counter({e(g.pick(STR, WORDS, LIST), 1)})", ["tally.update([{i}])", "tally[{i}] += 1", "print(tally.most_common(2))", "tally = tally + Counter(a=1)"]),
        (f"queue = deque({e(LIST, 1)}{g.pick('', ', maxlen=3')})", ["queue.append({i})", "queue.appendleft({i})", "queue.popleft()", "queue.rotate(1)", "print(len(queue), queue)"]),
        (f"heap = {e(LIST, 0)}; heapq.heapify(heap)", ["heapq.heappush(heap, {i})", "heapq.heappop(heap)"]),
        (f"grid = [[{e(INT, 0)}] * 2 for _ in range(2)]", ["grid[0][1] = {i}", "grid = [list(row) for row in zip(*grid)]", "print(*grid, sep=';')"]),
        (f"frozen = frozenset({e(LIST, 1)})", ["print(sorted(frozen))", "keyed = {{frozen: {i}}}", "frozen |= {{1}}"]),
    )
    return [f"{indent}{line}" for line in first.split("; ")] + [indent + g.random.choice(uses).format(i=e(INT, 1)) for _ in range(g.random.randint(1, 3))]


def printing(g, indent, _in_loop):
    e = g.expression
    kind = g.random.choice([INT, STR, LIST, FLOAT, SET, DICT])
    return [indent + g.pick(f"print({e(kind, 1)}, {e(INT, 1)}, sep={g.pick('', '-', ', ')!r})", f"print({e(kind, 1)}, end={g.pick('', ' ', '!')!r})", "print()", f"print(*{g.atom(LIST, 1)})", f"print(f'{{{g.known(INT) or 1}}}', {e(FLOAT, 1)})")]


def raising(g, indent, _in_loop):
    e = g.expression
    g.parts.add("Trouble")
    raised = g.pick(f"Trouble({e(STR, 0)}, {e(INT, 0)})", f"ValueError({e(g.pick(STR, INT), 0)})", "KeyError('k')", "NotImplementedError", f"TypeError('a', {e(INT, 0)})")
    return [f"{indent}if {e(BOOL, 1)}:", f"{indent}    raise {raised}"]


def floating(g, indent, _in_loop):
    name = g.known(FLOAT)
    if name:
        return [f"{indent}{name} {g.pick('+=', '-=', '*=', '/=', '**=', '//=')} {g.pick('2', '0.5', g.expression(FLOAT, 0))}"]
    name = g.target(FLOAT)
    value = g.expression(FLOAT, 3)
    g.variables[name] = FLOAT
    return [f"{indent}{name} = {value}"]


BLOCKS = [attempt, match]
STATEMENTS = [closure, generate, instance, called, container, container, printing, raising, floating]


def statement(g, indent, in_loop):
    return g.random.choice(BLOCKS * 2 + STATEMENTS if g.depth < 2 else STATEMENTS)(g, indent, in_loop)


def prelude(parts, body):
    """The imports and the definitions that a program uses."""
    order = [name for name in PARTS if name in parts]
    text = "\n".join(PARTS[name] + "\n" for name in order) + body
    used = []
    for line in IMPORTS:
        names = line.split("import ")[1].split(", ")
        kept = [name for name in names if f"{name}." in text or f"{name}(" in text or f"@{name}" in text]
        if kept:
            used.append(line.split("import ")[0] + "import " + ", ".join(kept))
    return "\n".join(used) + ("\n\n" if used else "") + text.lstrip("\n")
