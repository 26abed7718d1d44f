# A key that meets its equal in a set or a dict asks the class, step by step.
# >>> main(1)
# >>> main(2)


class Pair:
    def __init__(self, x):
        self.x = x

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return self.x == other.x

    def __repr__(self):
        return f"Pair({self.x})"


def main(n):
    shown = {Pair(n), Pair(n)}
    keyed = {Pair(n): 1, Pair(n): 2}
    frozen = frozenset([Pair(n), Pair(n)])
    made = {Pair(x) for x in [n, n]}
    made.add(Pair(n))
    return len(shown) + len(keyed) + len(frozen) + len(made)
