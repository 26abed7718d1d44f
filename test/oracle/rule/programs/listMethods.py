def methods(xs):
    xs.append(4)
    xs.extend(range(2))
    xs.insert(1, "new")
    xs.insert(-100, "first")
    xs.insert(100, "last")
    last = xs.pop()
    first = xs.pop(0)
    xs.remove("new")
    at = xs.index(4)
    ones = xs.count(1)
    xs.reverse()
    xs.sort(reverse=True)
    copied = xs.copy()
    xs[1:3] = "ab"
    xs[::2] = [0] * len(xs[::2])
    del xs[0]
    del copied[::2]
    xs += (7,)
    xs *= 2
    xs.clear()
    return last, first, at, ones, copied


# >>> methods([1, 2, 3])
# >>> methods([])
