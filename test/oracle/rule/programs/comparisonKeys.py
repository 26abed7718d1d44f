from functools import cmp_to_key, reduce, partial


def compare(a, b):
    if len(a) != len(b):
        return len(a) - len(b)
    return -1 if a > b else 1 if a < b else 0


def work(words):
    s = sorted(words, key=cmp_to_key(compare))
    t = reduce(lambda a, b: a + len(b), words, 10)
    p = partial(pow, 2)
    inc = partial(lambda x, y=1: x + y, y=5)
    return s, t, p(5), inc(1), p, reduce(max, [3, 1, 4])
# >>> work(["bb", "a", "cc", "ccc", "b"])
