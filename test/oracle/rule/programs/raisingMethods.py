class Bad(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code

    def __str__(self):
        return f"code {self.code}"


class Worse(Bad):
    pass


class Checker:
    def __init__(self, limit):
        self.limit = limit

    def __eq__(self, other):
        if other == self.limit:
            raise Worse(other)
        return False

    def __len__(self):
        try:
            return int(self.limit)
        except ValueError:
            return 0

    def __repr__(self):
        return f"Checker({self.limit!r})"


def look(items, limit):
    c = Checker(limit)
    try:
        return items.index(c)
    except Bad as bad:
        return str(bad), bad.code, len(c), print(bad), f"{bad!r} {bad}"


def through(x):
    c = Checker(x)
    return [c] == [x]


def again(n):
    total = 0
    for i in range(n):
        try:
            if i % 2:
                raise Worse(i)
            total += i
        except Worse as w:
            total += w.code * 10
            if i == 3:
                raise
        else:
            total += 1
    return total
# >>> look([1, 2, 3], 2)
# >>> look([1, 2, 3], "z")
# >>> through(2)
# >>> again(3)
# >>> again(6)
