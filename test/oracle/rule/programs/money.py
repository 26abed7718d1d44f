from functools import total_ordering


@total_ordering
class Money:
    def __init__(self, cents):
        self.cents = cents

    @classmethod
    def parse(cls, text):
        whole, _, part = text.partition(".")
        return cls(int(whole) * 100 + int(part or 0))

    def __eq__(self, other):
        return self.cents == other.cents

    def __lt__(self, other):
        return self.cents < other.cents

    def __sub__(self, other):
        return type(self)(self.cents - other.cents)

    def __rsub__(self, other):
        return type(self)(other * 100 - self.cents)

    def __isub__(self, other):
        self.cents -= other.cents
        return self

    def __int__(self):
        return self.cents // 100

    def __float__(self):
        return self.cents / 100

    def __round__(self, n=0):
        return Money(round(self.cents, -2))

    def __repr__(self):
        return f"${self.cents / 100:.2f}"


def work(a, b):
    x, y = Money.parse(a), Money.parse(b)
    z = 20 - x
    x -= y
    return x, y, z, x > y, x >= y, x <= y, int(x), float(y), round(y), [str(m) for m in sorted([z, x, y])]
# >>> work("12.50", "3.25")
