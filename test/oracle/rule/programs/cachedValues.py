from functools import lru_cache, cached_property, wraps


def logged(f):
    @wraps(f)
    def inner(*args):
        inner.calls += 1
        return f(*args)
    inner.calls = 0
    return inner


@logged
def square(x):
    return x * x


class Data:
    def __init__(self, xs):
        self.xs = xs

    @cached_property
    def total(self):
        return sum(self.xs)


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def work(n):
    d = Data([1, 2, n])
    a = d.total
    d.xs.append(100)
    return square(n), square(2), square.calls, square.__name__, a, d.total, fib(n), fib.cache_info().hits
# >>> work(5)
