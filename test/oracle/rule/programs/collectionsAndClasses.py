from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache, reduce, wraps


class Color(Enum):
    RED = 1
    BLUE = 2


class Shape(Enum):
    SQUARE = auto()
    ROUND = auto()

    def sides(self):
        return 4 if self is Shape.SQUARE else 0


@dataclass
class Point:
    x: int
    y: int = 0

    def moved(self, dx):
        return Point(self.x + dx, self.y)


@dataclass(order=True, frozen=True)
class Card:
    rank: int
    suit: str = "S"


@dataclass
class Bag:
    items: list = field(default_factory=list)
    size: int = field(init=False)

    def __post_init__(self):
        self.size = len(self.items)


def twice(f):
    @wraps(f)
    def wrapper(*args, **kwargs):
        f(*args, **kwargs)
        return f(*args, **kwargs)

    return wrapper


def tagged(tag):
    def decorate(f):
        def inner(x):
            return tag + f(x)

        return inner

    return decorate


@tagged("a")
@tagged("b")
def name(x):
    return str(x)


@twice
def double(x, by=2):
    return x * by


@lru_cache(maxsize=None)
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


# >>> count("mississippi")
# >>> group(["apple", "ant", "bee"])
# >>> search(3)
# >>> colors(1)
# >>> points(3)
# >>> cards([3, 1, 2])
# >>> bag()
# >>> name(3)
# >>> double(3, 4)
# >>> fib(5)
# >>> product([1, 2, 3, 4])
# >>> frozen()
# >>> few()


def count(text):
    counts = Counter(text)
    counts.update("mm")
    top = counts.most_common(2)
    missing = counts["z"]
    return top, missing, sorted(counts.items()), sum(counts.values())


def group(words):
    groups = defaultdict(list)
    for word in words:
        groups[word[0]].append(word)
    tally = defaultdict(int)
    for word in words:
        tally[len(word)] += 1
    return groups, dict(tally)


def search(n):
    queue = deque([(0, 0)])
    seen = {0}
    while queue:
        at, steps = queue.popleft()
        if at == n:
            return steps, len(queue)
        for near in (at + 1, at * 2):
            if near not in seen and near <= n + 1:
                seen.add(near)
                queue.append((near, steps + 1))
    return None


def colors(c):
    color = Color(c)
    both = [each.name for each in Color]
    named = Color["BLUE"]
    text = f"{color} {color!r}"
    return color is Color.RED, both, named.value, text, Shape.SQUARE.sides(), len(Shape), color == Color.BLUE


def points(n):
    p = Point(n)
    q = p.moved(2)
    p.y = 5
    same = p == Point(n, 5)
    return p, q, same, [p, q]


def cards(ranks):
    hand = [Card(r) for r in ranks]
    hand.sort()
    best = max(hand)
    seen = {best: "best"}
    return hand, seen[Card(3)]


def bag():
    b = Bag()
    c = Bag([1, 2])
    b.items.append(3)
    return b, c


def product(xs):
    return reduce(lambda a, b: a * b, xs, 1)


def frozen():
    c = Card(1)
    c.rank = 3
    return c


def few():
    return Point()
