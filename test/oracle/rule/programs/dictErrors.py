def fail(which):
    d = {"a": 1, 2: "two", (1, 2): 3}
    if which == 0:
        return d["b"]
    if which == 1:
        return d[[1]]
    if which == 2:
        for key in d:
            d[key + "!" if isinstance(key, str) else 9] = 0
    if which == 3:
        return {}.popitem()
    if which == 4:
        d[{}] = 1
    if which == 5:
        return d[True, 2]
    if which == 6:
        return ([1], 2) in d
    return d.items() < 3


# >>> fail(0)
# >>> fail(1)
# >>> fail(2)
# >>> fail(3)
# >>> fail(4)
# >>> fail(5)
# >>> fail(6)
# >>> fail(7)
