class Interval:
    def __init__(self, lo, hi):
        assert lo <= hi, "empty"
        self.lo = lo
        self.hi = hi

    def __contains__(self, x):
        return self.lo <= x <= self.hi

    def __and__(self, other):
        lo, hi = max(self.lo, other.lo), min(self.hi, other.hi)
        return Interval(lo, hi) if lo <= hi else None

    def __or__(self, other):
        return Interval(min(self.lo, other.lo), max(self.hi, other.hi))

    def __format__(self, spec):
        return f"[{self.lo:{spec}}, {self.hi:{spec}}]"

    def __eq__(self, other):
        if not isinstance(other, Interval):
            return NotImplemented
        return self.lo == other.lo and self.hi == other.hi

    def __repr__(self):
        return f"Interval({self.lo}, {self.hi})"


def work(a, b):
    x, y = Interval(*a), Interval(*b)
    return x & y, x | y, 3 in x, f"{x:03d}", format(y, ".1f"), x == 5, x != y, [x] == [Interval(*a)]
# >>> work((1, 5), (3, 9))
# >>> work((5, 1), (3, 9))
