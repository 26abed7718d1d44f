# >>> gather(2)


class Deck:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i >= len(self):
            raise IndexError(i)
        return chr(97 + i)


def gather(n):
    deck = Deck(n)
    a = [*deck]
    b = sorted(deck)
    c = "".join(deck)
    a += deck
    a.extend(deck)
    d = {*deck}
    e = max(deck)
    print(*deck)
    x, y = deck
    f = list(map(str, deck)), list(zip(deck, deck)), list(enumerate(deck)), list(reversed(b))
    g = tuple(deck), dict.fromkeys(deck), "b" in deck
    return a, b, c, sorted(d), e, f, g
