def fail(which, x, y):
    if which == "len":
        return len(x)
    if which == "int":
        return int(x)
    if which == "add":
        return x + y
    if which == "index":
        return x[y]
    if which == "call":
        return x(y)
    if which == "less":
        return x < y
    if which == "in":
        return x in y
    if which == "iter":
        for z in x:
            pass
    if which == "set":
        x[y] = 0
    if which == "del":
        del x[y]
    if which == "neg":
        return -x
    if which == "sorted":
        return sorted(x)
    if which == "join":
        return y.join(x)
    if which == "augment":
        x -= y
    if which == "attribute":
        return x.append(y)
    if which == "sum":
        return sum(x)
    if which == "range":
        return list(range(x, y, 0))
    if which == "chr":
        return chr(x)
    if which == "ord":
        return ord(x)
    if which == "mod":
        return x % y
    if which == "shift":
        return x << y
    if which == "dict":
        return dict(x)


# >>> fail("len", 5, 0)
# >>> fail("int", "12x", 0)
# >>> fail("int", [], 0)
# >>> fail("add", 1, "a")
# >>> fail("add", "a", 1)
# >>> fail("add", [1], (2,))
# >>> fail("add", None, 1)
# >>> fail("index", [1], 5)
# >>> fail("index", (1,), -2)
# >>> fail("index", "ab", 2)
# >>> fail("index", "ab", "a")
# >>> fail("index", [1], None)
# >>> fail("index", 5, 0)
# >>> fail("call", 5, 0)
# >>> fail("less", 1, "a")
# >>> fail("less", [1, "a"], [1, 2])
# >>> fail("in", 1, "abc")
# >>> fail("in", 1, 2)
# >>> fail("iter", 5, 0)
# >>> fail("set", "abc", 0)
# >>> fail("set", (1,), 0)
# >>> fail("set", [1], 3)
# >>> fail("del", [1], 3)
# >>> fail("del", (1,), 0)
# >>> fail("del", {}, "k")
# >>> fail("neg", "a", 0)
# >>> fail("sorted", [1, "a"], 0)
# >>> fail("sorted", [3, 2, None], 0)
# >>> fail("join", [1, 2], ",")
# >>> fail("join", 5, ",")
# >>> fail("augment", 1, "a")
# >>> fail("attribute", (1,), 2)
# >>> fail("attribute", None, 2)
# >>> fail("sum", ["a"], 0)
# >>> fail("range", 1, 5)
# >>> fail("range", "a", 5)
# >>> fail("chr", -1, 0)
# >>> fail("ord", "ab", 0)
# >>> fail("mod", 5, 0)
# >>> fail("mod", "%d", "x")
# >>> fail("mod", "%d %d", (1,))
# >>> fail("shift", 1, -1)
# >>> fail("dict", [1], 0)
# >>> fail("dict", ["abc"], 0)
