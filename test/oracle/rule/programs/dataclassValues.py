from dataclasses import dataclass, field, replace, asdict, astuple


@dataclass(order=True)
class Item:
    price: float
    name: str = field(compare=False)
    tags: list = field(default_factory=list)


@dataclass(frozen=True)
class Pos:
    x: int
    y: int = 0


@dataclass
class Inventory:
    items: list = field(default_factory=list)
    total: float = field(init=False, default=0)

    def __post_init__(self):
        self.total = sum(i.price for i in self.items)

    def add(self, item):
        self.items.append(item)
        self.total += item.price
        return self


def work(a, b):
    x, y = Item(a, "x"), Item(b, "y", ["t"])
    inv = Inventory([x]).add(y)
    p = Pos(1)
    q = replace(p, y=5)
    d = asdict(inv)
    return inv, x < y, min(x, y), q, d, astuple(q), hash(p) == hash(Pos(1)), {p: 1}


def freeze():
    p = Pos(1)
    p.x = 2
    return p
# >>> work(2.5, 1)
# >>> freeze()
