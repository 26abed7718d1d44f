from collections import deque

# >>> [kind(1), kind(2.5), kind("a"), kind(None), kind([])]
# >>> show(2)
# >>> dots(1)

Matrix = list[list[float]]
Pair = tuple[int, ...]
Number = int | float
Maybe = str | None
Table = dict[str, Pair]


def kind(x: Number | Maybe) -> str:
    if isinstance(x, Number):
        return "number"
    if isinstance(x, int | str | None):
        return "text"
    return "other"


def show(n):
    made = list[int](range(n)), dict[str, int](a=n), deque[int]([n])
    print(Matrix, Pair, Number, Maybe, Table, list[int] | None, deque[int])
    return made


def stub(x): ...


def dots(n):
    a = ...
    return stub(n), a, a is ..., [..., n]
