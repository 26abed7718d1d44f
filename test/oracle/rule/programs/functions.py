def outer(a, b=2, *rest, c, d=4, **others):
    return a, b, rest, c, d, others


def slash(a, b, /, c=3):
    return a + b + c


def calls(which):
    if which == 0:
        return outer(1, c=3), outer(1, 2, 3, 4, c=5, e=6), outer(*[1, 2, 3], **{"c": 0, "z": 1})
    if which == 1:
        return outer(1)
    if which == 2:
        return outer(c=1)
    if which == 3:
        return slash(1, b=2)
    if which == 4:
        return slash(1, 2, 3, 4)
    if which == 5:
        return slash(1, 2, d=4)
    if which == 6:
        return slash(1, 2, c=4), slash(*(1, 2), *[3])
    if which == 7:
        return slash()
    if which == 8:
        return outer(1, a=2, c=3)
    return slash(*5)


# >>> calls(0)
# >>> calls(1)
# >>> calls(2)
# >>> calls(3)
# >>> calls(4)
# >>> calls(5)
# >>> calls(6)
# >>> calls(7)
# >>> calls(8)
# >>> slash(1)
