import bisect
import heapq
import itertools
import math
import string
from itertools import accumulate, chain, combinations, groupby, permutations, product
from math import gcd, isqrt, pi, sqrt

# >>> is_prime(97)
# >>> circle(2.5)
# >>> distance((0, 0), (3, 4))
# >>> runs("aabbbc")
# >>> subsets([1, 2, 3])
# >>> grid(2, 3)
# >>> running([3, 1, 2])
# >>> rank([1, 3, 5, 7], 4)
# >>> smallest([5, 3, 8, 1], 2)
# >>> shortest({"a": {"b": 1, "c": 4}, "b": {"c": 2}, "c": {}}, "a")
# >>> waves(4)
# >>> counts(10, 3)
# >>> domain(-1)
# >>> caesar("Hello, World!", 3)
# >>> lazily(5)
# >>> grouped([1, 3, 2, 4, 5])


def is_prime(n):
    for d in range(2, isqrt(n) + 1):
        if n % d == 0:
            return False
    return n > 1


def circle(r):
    area = pi * r ** 2
    around = 2 * math.pi * r
    return round(area, 3), around, math.floor(area), math.ceil(around)


def distance(a, b):
    square = sum((x - y) ** 2 for x, y in zip(a, b))
    return sqrt(square), math.hypot(3, 4), math.dist(a, b)


def runs(text):
    result = []
    for key, group in groupby(text):
        result.append((key, len(list(group))))
    return result


def subsets(xs):
    pairs = list(combinations(xs, 2))
    orders = [p for p in permutations(xs) if p[0] < p[-1]]
    return pairs, orders, sum(1 for _ in chain.from_iterable(pairs))


def grid(rows, columns):
    cells = list(product(range(rows), range(columns)))
    return cells, list(itertools.islice(itertools.count(1, 2), 3))


def running(xs):
    sums = list(accumulate(xs))
    products = list(accumulate(xs, lambda a, b: a * b, initial=1))
    return sums, products, list(itertools.pairwise(xs)), list(itertools.zip_longest(xs, sums[:1], fillvalue=0))


def rank(xs, x):
    at = bisect.bisect_left(xs, x)
    bisect.insort(xs, x)
    return at, xs


def smallest(xs, n):
    heap = list(xs)
    heapq.heapify(heap)
    result = []
    for _ in range(n):
        result.append(heapq.heappop(heap))
    heapq.heappush(heap, 0)
    return result, heap, heapq.nlargest(2, xs), heapq.nsmallest(2, xs, key=lambda x: -x)


def shortest(graph, start):
    far = {start: 0}
    heap = [(0, start)]
    while heap:
        d, node = heapq.heappop(heap)
        for other, cost in graph[node].items():
            if other not in far or d + cost < far[other]:
                far[other] = d + cost
                heapq.heappush(heap, (far[other], other))
    return far


def waves(n):
    return [(math.sin(x), math.cos(x), math.exp(x), math.log(x + 1), math.log2(x + 1), math.log10(x + 1)) for x in range(n)]


def counts(n, k):
    ways = math.comb(n, k)
    orders = math.perm(n, k)
    return ways, orders, math.factorial(k), gcd(n, 4), math.lcm(4, 6), math.prod([n, k])


def domain(x):
    y = x * 2
    return math.sqrt(y)


def caesar(text, by):
    letters = string.ascii_lowercase
    result = ""
    for c in text:
        if c.lower() in letters:
            moved = letters[(letters.index(c.lower()) + by) % 26]
            result += moved.upper() if c in string.ascii_uppercase else moved
        else:
            result += c
    return result


def lazily(n):
    squares = map(lambda x: x * x, itertools.count())
    small = itertools.takewhile(lambda x: x < n * n, squares)
    return list(itertools.compress(small, itertools.cycle([1, 0])))


def grouped(xs):
    result = {}
    for odd, group in itertools.groupby(sorted(xs, key=lambda x: x % 2), key=lambda x: x % 2):
        result[odd] = list(group)
    return result, list(itertools.filterfalse(lambda x: x > 2, xs)), list(itertools.starmap(pow, [(2, 3)]))
