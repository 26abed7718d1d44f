def noisy(log, x):
    log.append(x)
    return x


def lazy():
    log = []
    a = any(noisy(log, x) > 1 for x in range(5))
    pairs = list(zip((noisy(log, x) for x in "ab"), [1]))
    g = (noisy(log, x) for x in range(3))
    first = next(g)
    log.append("between")
    rest = list(g)
    empty = next(g, "done")
    found = 1 in (noisy(log, x) for x in range(9))
    for y in (noisy(log, z) for z in (10, 20)):
        log.append(y)
    b, *c = map(lambda x: noisy(log, x), "xy")
    joined = "-".join(str(noisy(log, x)) for x in (1, 2))
    last = next(iter([]), None)
    return a, pairs, first, rest, empty, found, b, c, joined, len(log)


# >>> lazy()
