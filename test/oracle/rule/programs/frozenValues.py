from dataclasses import dataclass, FrozenInstanceError

# >>> total([1, -2])
# >>> total([1, 2, 3])
# >>> mutate()


@dataclass(frozen=True)
class Money:
    amount: int
    currency: str = "EUR"

    def __post_init__(self):
        if self.amount < 0:
            raise ValueError(f"negative amount: {self.amount}")

    def __add__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.amount + other.amount, self.currency)


def total(amounts):
    return sum((Money(a) for a in amounts), start=Money(0))


def mutate():
    m = Money(1)
    try:
        m.amount = 2
    except FrozenInstanceError as e:
        return str(e)
