# >>> unique([3, 1, 2, 3, 1, 40, 33, 8])
# >>> combine([1, 2, 3, 4], [3, 4, 5])
# >>> sieve(50)
# >>> change([5, 3, 9, 5])
# >>> reachable({1: [2, 3], 2: [4], 3: [4], 4: []}, 1)
# >>> order([100, 5, 33, 8, 16, 24, -1, -2, 2305843009213693952, 100000000000000000000])
# >>> relations({1, 2}, {1, 2, 3})
# >>> group(["listen", "silent", "enlist", "google"])
# >>> missing({1, 2}, 7)
# >>> unhashable([1, 2])
# >>> grow({1, 2, 3})
# >>> letters("mississippi")
# >>> pairs(4)
# >>> popped({30, 10, 20})
# >>> dummies(40)
# >>> methods({1, 2, 3, 4})


def unique(xs):
    seen = set()
    result = []
    for x in xs:
        if x in seen:
            continue
        seen.add(x)
        result.append(x)
    return result, seen


def combine(a, b):
    x, y = set(a), frozenset(b)
    both = x & y
    either = x | y
    only = x - y
    one = x ^ y
    return both, either, only, one, y & x, y - x


def sieve(n):
    left = set(range(2, n))
    for p in range(2, n):
        if p in left:
            left -= set(range(p * p, n, p))
    return left


def change(xs):
    s = {x % 4 for x in xs}
    s |= {7}
    s &= {1, 3, 7, 9}
    s ^= {7, 8}
    s.discard(100)
    s.remove(8)
    s.update([2, 3], {4})
    s.add((1, 2))
    return s, len(s)


def reachable(graph, start):
    seen = {start}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        for other in graph[node]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def order(xs):
    s = set(xs)
    t = {x * 1.5 for x in range(6)}
    return list(s), t, {(1, 2), (3, 4), (0, 0)}, {-5, -3, 10**20, 2**61}


def relations(a, b):
    return a < b, a <= b, a > b, a == b, a != b, a.issubset(b), b.issuperset(a), a.isdisjoint({9}), a == frozenset(a)


def group(words):
    groups = {}
    for word in words:
        groups.setdefault(frozenset(word), []).append(word)
    return sorted(groups.values())


def missing(s, x):
    s.remove(x)


def unhashable(x):
    return {x}


def grow(s):
    for x in s:
        s.add(x + 10)


def letters(text):
    found = set(text)
    return sorted(found), len(found), "".join(sorted(found - {"i"}))


def pairs(n):
    return {(a, b) for a in range(n) for b in range(a) if (a + b) % 2}


def popped(s):
    first = s.pop()
    second = s.pop()
    return first, second, s


def dummies(n):
    s = set(range(n))
    for i in range(0, n, 2):
        s.discard(i)
    s.add(n + 88)
    t = s.copy()
    return s, t, s - set(range(10)), s | {1000}


def methods(s):
    return s.union([9], (8,)), s.intersection([1, 2], [2]), s.difference([1]), s.symmetric_difference([4, 5]), max(s), sum(s)
