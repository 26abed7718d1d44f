from itertools import *
from math import *


def pairs(items):
    """All of a module, one of whose names is also a built-in function's."""
    found = list(combinations(items, 2))
    power = pow(2, len(found))
    return f"{power:=+10}|{power!r:=>6}|{len(found):={4 + 2}}|{ {'a': 1}['a']:<3}|"


def lines(items):
    return len(list(accumulate(
        items))) + floor(
            2.5)

# >>> pairs([3, 1, 2])
# >>> lines([3, 1])
# >>> pairs(5)
