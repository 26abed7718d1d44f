import operator
from operator import add, itemgetter as field
from typing import Dict, List, Optional

Rows = List[List[int]]
best: Optional[int] = None

# >>> sort_rows([[1, 2], [3, 1]])
# >>> fold([1, 2, 3])
# >>> several({"a": 1, "b": 2})
# >>> local([3, 1])
# >>> missing([1])
# >>> wrong(3)


def sort_rows(rows: Rows) -> Rows:
    by_last = field(1)
    sort = rows.sort
    sort(key=by_last)
    push = operator.methodcaller("append", 4)
    for row in rows:
        push(row)
    return rows


def fold(xs):
    total = 0
    for x in xs:
        total = add(total, operator.mul(x, x))
    return total, operator.floordiv(total, 3), operator.contains(xs, 2), operator.indexOf(xs, 3)


def several(d: Dict[str, int]):
    both = operator.itemgetter("a", "b")
    return both(d), both


def local(xs):
    from operator import lt, neg

    return sorted(xs, key=neg), lt(*xs)


def missing(xs):
    get = field(2)
    return get(xs)


def wrong(x):
    y = add(x, "a")
    return y
