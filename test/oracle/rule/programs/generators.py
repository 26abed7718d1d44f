# >>> counted(4)
# >>> firstTwo()
# >>> summed(5)
# >>> nexts()
# >>> withDefault()
# >>> zipped()
# >>> any(x > 2 for x in upTo(9))
# >>> anyOf(9)
# >>> chain()
# >>> flatten([1, [2, [3, []]], 4])
# >>> inorder(((None, 1, None), 2, (None, 3, None)))
# >>> averages()
# >>> sentTooSoon()
# >>> closedEarly()
# >>> closedAtStart()
# >>> thrownIn()
# >>> thrownThrough()
# >>> returned()
# >>> returnedByDelegate()
# >>> delegateToList()
# >>> leaky()
# >>> raising(2)
# >>> finallyRuns()
# >>> nested(3)
# >>> walked()
# >>> unpacked()
# >>> starUnpack()
# >>> joined()
# >>> infinite(5)
# >>> oneLine(3)
# >>> expression(2)
# >>> ignoring()
# >>> sorting()
# >>> shown()
# >>> tooMany(1, 2)
# >>> emptyOne()
# >>> lambdas()
# >>> comprehension(3)
# >>> itself()
# >>> exhausted()
# >>> sendThrough()
# >>> whileYield(3)
# >>> afterYield()
# >>> together()
# >>> sliced()
# >>> primes(5)
# >>> withValue()
# >>> closing()
# >>> dictOf()
# >>> membership()
# >>> multi()
# >>> permuted([1, 2, 3])
# >>> thrownAtStart()
# >>> thrownClass()
from itertools import chain as link, islice, takewhile, count


def upTo(n):
    i = 0
    while i < n:
        yield i
        i += 1


def counted(n):
    total = 0
    for x in upTo(n):
        total += x
    return total


def pair():
    """Two items."""
    yield 1
    yield 2


def firstTwo():
    a, b = pair()
    return a + b


def summed(n):
    return sum(upTo(n)) + max(upTo(n)) + len(list(upTo(n)))


def nexts():
    g = pair()
    a = next(g)
    b = next(g)
    return next(g), a, b


def withDefault():
    g = pair()
    return [next(g, None), next(g, 7), next(g, 7), next(g, None)]


def zipped():
    return [(a, b, i) for i, (a, b) in enumerate(zip(upTo(3), pair()))]


def anyOf(n):
    g = upTo(n)
    found = any(x > 2 for x in g)
    return found, list(g)


def chain():
    def both():
        yield from pair()
        yield from upTo(2)
    return list(both())


def flatten(items):
    def walk(items):
        for item in items:
            if isinstance(item, list):
                yield from walk(item)
            else:
                yield item
    return list(walk(items))


def inorder(tree):
    def visit(node):
        if node is None:
            return
        left, value, right = node
        yield from visit(left)
        yield value
        yield from visit(right)
    return [value for value in visit(tree)]


def averager():
    total = 0
    count = 0
    average = None
    while True:
        value = yield average
        total += value
        count += 1
        average = total // count


def averages():
    g = averager()
    next(g)
    return [g.send(10), g.send(20), g.send(60)]


def sentTooSoon():
    g = averager()
    return g.send(1)


def guarded(log):
    try:
        yield 1
        yield 2
    finally:
        log.append("done")


def closedEarly():
    log = []
    g = guarded(log)
    first = next(g)
    g.close()
    g.close()
    return first, log, list(g)


def closedAtStart():
    log = []
    g = guarded(log)
    g.close()
    return log, next(g, "over")


def catching():
    while True:
        try:
            got = yield "ready"
        except ValueError as error:
            yield str(error)
        else:
            yield got


def thrownIn():
    g = catching()
    out = [next(g)]
    out.append(g.throw(ValueError("oops")))
    out.append(next(g))
    out.append(g.send(5))
    return out


def outer(log):
    try:
        yield from guarded(log)
    except KeyError:
        log.append("caught")
        yield 9


def thrownThrough():
    log = []
    g = outer(log)
    out = [next(g)]
    out.append(g.throw(KeyError("k")))
    return out, log


def valued(n):
    yield n
    return n * 2


def returned():
    g = valued(3)
    next(g)
    try:
        next(g)
    except StopIteration as end:
        return end.value


def delegating():
    got = yield from valued(4)
    yield got
    rest = yield from []
    yield rest
    return (yield from nothing())


def nothing():
    return 5
    yield


def returnedByDelegate():
    return list(delegating())


def delegateToList():
    def g():
        yield from [1, 2]
        yield from "ab"
        yield from range(2)
    return list(g())


def leak(items):
    it = iter(items)
    while True:
        yield next(it)


def leaky():
    return list(leak([1, 2]))


def fails(n):
    for i in range(n):
        yield i
    raise ValueError("end")


def raising(n):
    seen = []
    try:
        for i in fails(n):
            seen.append(i)
    except ValueError as error:
        seen.append(str(error))
    return seen


def finallyRuns():
    log = []
    for x in guarded(log):
        log.append(x)
    return log


def nested(n):
    def squares():
        for i in range(n):
            yield i * i

    return sum(squares())


class Tree:
    def __init__(self, depth):
        self.depth = depth

    def __repr__(self):
        return f"Tree({self.depth})"

    def __iter__(self):
        yield self.depth
        if self.depth > 0:
            yield from Tree(self.depth - 1)

    def walk(self):
        return [x for x in self]


def walked():
    total = 0
    for x in Tree(2):
        total += x
    return total


def unpacked():
    a, *b = upTo(4)
    return a, b


def starUnpack():
    return [*pair(), *upTo(2)], max(*pair())


def joined():
    def words():
        yield "a"
        yield "b"
    return "-".join(words())


def naturals():
    n = 0
    while True:
        yield n
        n += 1


def infinite(n):
    out = []
    for x in naturals():
        if x >= n:
            break
        out.append(x)
    return out


def oneLine(n):
    def g():
        for i in range(n): yield i
    return list(g())


def expression(n):
    def g():
        got = [(yield n), (yield n + 1)]
        print(got)
        yield got
    it = g()
    return next(it), it.send("a"), it.send("b")


def ignoring():
    def g():
        try:
            yield 1
        except GeneratorExit:
            yield 2
    it = g()
    next(it)
    it.close()


def sorting():
    return sorted(upTo(4), reverse=True), set(upTo(3)), tuple(pair()), dict(zip(pair(), "ab"))


def shown():
    g = pair()
    items = [g]
    return str(g), items, repr(items)


def tooMany(a, b):
    return pair(a)


def emptyOne():
    def g():
        if False:
            yield
    return list(g())


def lambdas():
    make = lambda: pair()
    return list(make())


def comprehension(n):
    return {x: list(upTo(x)) for x in upTo(n)}


def itself():
    def g():
        yield next(it)
    it = g()
    return next(it)


def exhausted():
    g = pair()
    first = list(g)
    second = list(g)
    return first, second


def sendThrough():
    def g():
        result = yield from averager()
        return result
    it = g()
    next(it)
    return it.send(4), it.send(8)


def whileYield(n):
    def g():
        k = n
        while k: yield k; k -= 1
    return list(g())


def afterYield():
    def g():
        x = 1
        y = (yield x) or 5
        z = x + y
        yield z
    return list(g())


def together():
    a = naturals()
    b = upTo(3)
    return [x + y for x, y in zip(b, a)], next(a)


def sliced():
    return list(islice(naturals(), 2, 5)), list(takewhile(lambda x: x < 3, naturals())), list(link(pair(), pair()))


def primes(n):
    def sieve(numbers):
        p = next(numbers)
        yield p
        yield from sieve(x for x in numbers if x % p)
    return list(islice(sieve(count(2)), n))


def withValue():
    g = valued(1)
    out = []
    while True:
        try:
            out.append(next(g))
        except StopIteration as stop:
            out.append(stop.value)
            return out


def closing():
    log = []

    def inner():
        try:
            yield 1
        finally:
            log.append("inner")

    def middle():
        try:
            yield from inner()
        finally:
            log.append("middle")

    g = middle()
    next(g)
    g.close()
    return log


def dictOf():
    def entries():
        yield "a", 1
        yield "b", 2
    return dict(entries())


def membership():
    g = upTo(5)
    return 2 in g, list(g)


def multi():
    def g():
        yield (
            1 +
            2
        )
        x = yield [
            3,
            4,
        ]
        yield x
    return list(g())


def permuted(items):
    def permute(items):
        if len(items) <= 1:
            yield items
            return
        for i, item in enumerate(items):
            for rest in permute(items[:i] + items[i + 1:]):
                yield [item] + rest
    return list(permute(items))


def thrownAtStart():
    g = pair()
    try:
        g.throw(KeyError("early"))
    except KeyError as error:
        return str(error), list(g)


def thrownClass():
    g = catching()
    next(g)
    return g.throw(ValueError, "text")
