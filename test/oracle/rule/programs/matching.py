# >>> literal(0)
# >>> literal(-1)
# >>> literal("a")
# >>> literal(True)
# >>> literal(None)
# >>> literal(2.5)
# >>> literal([1])
# >>> sequence([])
# >>> sequence([1])
# >>> sequence([1, 2])
# >>> sequence((1, 2, 3))
# >>> sequence("ab")
# >>> sequence(range(4))
# >>> stars([1, 2, 3, 4])
# >>> stars([1])
# >>> stars({1})
# >>> mapping({"kind": "circle", "r": 2, "x": 0})
# >>> mapping({"kind": "square", "side": 3})
# >>> mapping({})
# >>> mapping(5)
# >>> types(5)
# >>> types(True)
# >>> types("text")
# >>> types([1, "a"])
# >>> types(1.5)
# >>> types({"a": 1})
# >>> area(0)
# >>> area(1)
# >>> area(2)
# >>> area(3)
# >>> area(4)
# >>> guarded(3)
# >>> guarded(-3)
# >>> guarded(0)
# >>> dotted(0)
# >>> dotted(1)
# >>> dotted(9)
# >>> command("go north")
# >>> command("look")
# >>> command("drop a b c")
# >>> command("")
# >>> nested(["add", ["mul", 2, 3], ["neg", 4]])
# >>> nested(["sub", 1])
# >>> loop([1, "x", None, 5])
# >>> only(3)
# >>> only(4)
# >>> inBranches(1)
# >>> inBranches(2)
# >>> inBranches(3)
# >>> tooMany(0)
# >>> notClass(0)
# >>> own(0)
# >>> own(1)
# >>> oneLine(1)
# >>> oneLine(2)
# >>> raised(0)
# >>> rest({"a": 1, "b": 2, "c": 3})
# >>> asWhole([1, [2, 3]])
# >>> returning(7)
# >>> soft(3)
# >>> lastOfLoop([1, [3], 5, 1])
from dataclasses import dataclass
from enum import Enum


class Color(Enum):
    RED = 0
    GREEN = 1


class Limits:
    low = 0
    high = 9


@dataclass
class Point:
    x: int
    y: int


@dataclass
class Circle:
    center: Point
    radius: int


class Box:
    __match_args__ = ("width", "height")

    def __init__(self, width, height):
        self.width = width
        self.height = height

    def __repr__(self):
        return f"Box({self.width}, {self.height})"


def literal(value):
    match value:
        case 0:
            result = "zero"
        case -1 | 1:
            result = "one"
        case "a" | "b":
            result = "letter"
        case None:
            result = "nothing"
        case 2.5:
            result = "float"
        case _:
            result = "other"
    return result


def sequence(value):
    match value:
        case []:
            return "empty"
        case [x]:
            return x
        case (x, y):
            return x + y
        case x, _, y:
            return [x, y]
        case [0, *others]:
            return others
    return "no match"


def stars(value):
    match value:
        case [first, *middle, last]:
            return first, middle, last
        case [*all]:
            return all
        case other:
            return other


def mapping(value):
    match value:
        case {"kind": "circle", "r": r, **others}:
            return r, others
        case {"kind": kind, "side": int(side)}:
            return kind, side
        case {}:
            return "mapping"
        case _:
            return "other"


def types(value):
    match value:
        case bool():
            return "bool"
        case int(n) if n > 3:
            return n
        case int() | float():
            return "number"
        case str() as text:
            return len(text)
        case [int(a), str(b)]:
            return a, b
        case dict(d):
            return list(d)


def shapes(i):
    return [Point(0, 5), Point(2, 3), Circle(Point(1, 1), 4), Box(2, 6), 7][i]


def area(i):
    shape = shapes(i)
    match shape:
        case Point(0, y):
            return y
        case Point(x=px, y=py):
            return px * py
        case Circle(Point(cx, cy) as center, r):
            return cx + cy + r, center
        case Box(w, height=h):
            return w * h
        case _:
            return -1


def guarded(n):
    match n:
        case x if x > 0:
            sign = 1
        case x if x < 0:
            sign = -1
        case _:
            sign = 0
    return sign


def dotted(n):
    color = Color(n) if n < 2 else n
    match color:
        case Color.RED:
            return "red"
        case Color.GREEN:
            return "green"
        case Limits.high:
            return "high"


def command(text):
    match text.split():
        case ["go", ("north" | "south") as direction]:
            return direction
        case ["drop", *things]:
            total = 0
            for thing in things:
                total += len(thing)
        case [verb]:
            return verb
        case _:
            total = -1
    return total


def nested(expression):
    match expression:
        case int():
            return expression
        case ["add", left, right]:
            return nested(left) + nested(right)
        case ["mul", left, right]:
            return nested(left) * nested(right)
        case ["neg", inner]:
            return -nested(inner)
        case [name, *_]:
            raise ValueError(name)


def loop(items):
    out = []
    for item in items:
        match item:
            case None:
                break
            case str():
                continue
            case n:
                out.append(n)
        out.append("after")
    return out


def only(n):
    match n:
        case 3:
            pass
    return n


def inBranches(n):
    match n:
        case 1:
            if n > 5:
                n = 0
        case 2:
            while n < 4:
                n += 1
        case _:
            try:
                n = n // 0
            except ZeroDivisionError:
                n = 7
    n += 1
    return n


def tooMany(n):
    match Point(1, 2):
        case Point(a, b, c):
            return a


def notClass(n):
    kind = 3
    match n:
        case kind():
            return 1


def own(n):
    items = [Box(1, 2), Point(1, 2)]
    match items[n]:
        case Box(width=1, depth=d):
            return d
        case Box():
            return "box"
        case Point(y=2):
            return "point"


def oneLine(n):
    match n:
        case 1: a = 5
        case _: a = 6
    return a


def raised(n):
    match 1 // n:
        case 1:
            return 1


def rest(d):
    match d:
        case {"a": _, **kwargs}:
            return kwargs


def asWhole(value):
    match value:
        case [_, [*inner] as tail] as whole:
            return inner, tail, whole


def returning(n):
    match n:
        case 1 | 2:
            return "few"
        case int(k):
            k += 1
            return k


def soft(n):
    match = n
    case = match + 1
    _ = case
    return match, case, _


def lastOfLoop(items):
    total = 0
    for item in items:
        match item:
            case 1:
                total += 1
            case [x]:
                for y in range(x):
                    total += y
            case _:
                pass
    return total
