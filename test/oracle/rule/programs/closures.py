def square(x):
    y = x * x
    return y


def closures(n):
    adders = [lambda x: x + n for _ in range(2)]
    late = [lambda: i for i in range(3)]
    n += 1
    first = adders[0](10)
    values = [f() for f in late]
    mapped = list(map(square, [1, 2]))
    picked = list(filter(lambda v: square(v) > 3, range(4)))
    best = max([3, -5, 2], key=square)
    ordered = sorted(range(-2, 3), key=lambda v: (square(v), v))
    total = sum(square(k) for k in range(3) if square(k) % 2 == 0)
    some = any(square(k) > 0 for k in range(5))
    nested = [[square(a) for a in range(b)] for b in range(3)]
    table = {k: square(k) for k in (1, 2)}
    function = square
    return first, values, mapped, picked, best, ordered, total, some, nested, table, function(3)


# >>> closures(1)
