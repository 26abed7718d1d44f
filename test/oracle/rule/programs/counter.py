from collections import Counter


def count(a, b):
    c = Counter(a)
    d = Counter(b)
    total = c + d
    less = c - d
    both = c & d
    any_ = c | d
    c.subtract(d)
    pos = +c
    miss = d["zz"]
    c.update("ab")
    top = total.most_common(2)
    del d[b[0]]
    return total, less, both, any_, c, pos, miss, top, sorted(total.elements()), sum(total.values()), total.total(), d
# >>> count("banana", "bandana")
