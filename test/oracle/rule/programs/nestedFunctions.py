# >>> counter(4)
# >>> adders([1, 2, 3])
# >>> late()
# >>> memo(8)
# >>> deep(3)
# >>> defaults(5)
# >>> shadowed(2)
# >>> early()
# >>> forgotten(1)
# >>> unset()
# >>> evenness(5)
# >>> ticks(3)
# >>> reset()
# >>> walked([3, 1, 2])
# >>> wrongCall()
# >>> passed(3)

TOTAL = 10


def counter(n):
    count = 0

    def bump(by=1):
        nonlocal count
        count += by
        return count

    for i in range(n):
        bump(i)
    bump()
    return count


def adders(xs):
    made = []
    for x in xs:
        def add(y, x=x):
            return x + y
        made.append(add)
    return [f(10) for f in made]


def late():
    made = []
    for i in range(3):
        def show():
            return i
        made.append(show)
    return [f() for f in made] + [(lambda: i)()]


def memo(n):
    """Fibonacci numbers, each computed once."""
    seen = {}

    def fib(k):
        """The k-th one."""
        if k in seen:
            return seen[k]
        value = k if k < 2 else fib(k - 1) + fib(k - 2)
        seen[k] = value
        return value

    return fib(n)


def deep(n):
    path = []

    def outer(k):
        def inner(j):
            nonlocal k
            k -= 1
            path.append((j, k))
            if k > 0:
                inner(j + 1)
            return k
        return inner(0)

    result = outer(n)
    return result, path


def defaults(n):
    def scaled(
        x,
        factor=n
        * 2,
        *,
        shift=1,
    ):
        return x * factor + shift

    return scaled(1), scaled(1, 2), scaled(1, shift=5)


def shadowed(x):
    def inner(x):
        x = x + 1

        def innermost():
            return x
        return innermost
    f = inner(x)
    return f() + x


def early():
    def show():
        return later
    later = 1
    first = show()
    del later
    return first + show()


def forgotten(n):
    def show():
        return n

    del n
    return show()


def unset():
    def f():
        return value

    if False:
        value = 1
    return f()


def evenness(n):
    def even(k):
        return True if k == 0 else odd(k - 1)

    def odd(k):
        return False if k == 0 else even(k - 1)

    return even(n)


def ticks(n):
    global TOTAL
    for _ in range(n):
        TOTAL += 1

    def more():
        global TOTAL
        TOTAL = TOTAL * 2

    more()
    return TOTAL


def reset():
    global FRESH
    FRESH = [1]
    FRESH.append(2)
    result = FRESH
    del FRESH
    return result, FRESH


def walked(xs):
    best = 0

    def consider(x):
        nonlocal best
        return (best := max(best, x))

    [consider(x) for x in xs]
    return best


def wrongCall():
    def f(a, b):
        return a

    return f(1)


def passed(n):
    def twice(f):
        def both(x):
            return f(f(x))
        return both

    def double(x): return 2 * x
    g = twice(twice(double))
    return g(n)
