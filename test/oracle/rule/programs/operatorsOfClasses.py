# >>> ops(1, 2)
# >>> order([3, 1, 2])
# >>> keys()
# >>> count(3)
# >>> bad(1)
# >>> missing()
# >>> wrong()
# >>> loop(2)


class Vector:
    def __init__(self, *parts):
        self.parts = list(parts)

    def __repr__(self):
        return "Vector(" + ", ".join(str(p) for p in self.parts) + ")"

    def __len__(self):
        return len(self.parts)

    def __getitem__(self, i):
        return self.parts[i]

    def __setitem__(self, i, v):
        self.parts[i] = v

    def __contains__(self, v):
        return v in self.parts

    def __iter__(self):
        return iter(self.parts)

    def __eq__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        return sum(self.parts) < sum(other.parts)

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self, other)))

    def __radd__(self, other):
        if other == 0:
            return self
        return NotImplemented

    def __mul__(self, k):
        return Vector(*[p * k for p in self.parts])

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __bool__(self):
        return any(self.parts)

    def __hash__(self):
        return hash(tuple(self.parts))

    def __call__(self, x):
        return x * self.parts[0]


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


def ops(a, b):
    v = Vector(a, b)
    w = v + Vector(3, 4)
    u = 2 * v
    v[0] = 7
    n = -v
    first = v[0]
    has = 7 in v
    same = v == Vector(7, b)
    other = v == 3
    size = len(v)
    called = v(5)
    return sum([v, w, u]), first, has, same, other, size, called, bool(Vector(0, 0))


def order(xs):
    vs = [Vector(x) for x in xs]
    vs.sort()
    low = min(vs)
    return sorted(vs, reverse=True), low, Vector(2) in vs, vs.index(Vector(2))


def keys():
    d = {Vector(1): "a"}
    d[Vector(1)] = "b"
    d[Vector(2)] = "c"
    s = {Vector(1)}
    return d[Vector(1)], len(d), len(s)


def count(n):
    c = Countdown(n)
    out = []
    for i in c:
        out.append(i)
    return out


def bad(x):
    v = Vector(x)
    return v + "a"


def missing():
    v = Vector(1)
    return v.size


def wrong():
    return Countdown()


def loop(n):
    total = 0
    while n:
        a, b = Vector(n, 1)
        total += a * b
        n -= 1
    return f"{Vector(total)!r:>12}|{Vector(1)}"
