from collections import defaultdict


def group(words):
    by = defaultdict(list)
    lengths = defaultdict(int)
    nested = defaultdict(lambda: defaultdict(int))
    for w in words:
        by[w[0]].append(w)
        lengths[len(w)] += 1
        nested[w[0]][len(w)] += 1
    plain = {k: dict(v) for k, v in nested.items()}
    got = by.get("zz")
    return by, lengths, plain, got, dict(by)
# >>> group(["apple", "ant", "bee"])
