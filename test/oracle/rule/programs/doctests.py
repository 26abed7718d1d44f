# >>> scale(3, base=2)
# >>> scale(3, *[4], key="k")
# >>> sorted(scale(5)[:2], reverse=True)
# >>> [scale(i)[0] for i in range(2)]
# >>> scale(n=2 ** 70)
# >>> table(3)
# >>> table(3, sep="")
# >>> print(scale(1), end="!")
# >>> countdown(2) is None
# >>> noisy([1, 2, 0])
# >>> scale()


def scale(n, base=10, *rest, key=None, **more):
    result = n * base
    return result, base, rest, key, more


def table(n, sep=" "):
    for i in range(1, n + 1):
        row = [i * j for j in range(1, n + 1)]
        print(*row, sep=sep)
    print()
    return n


def countdown(n):
    while n:
        print(n)
        n -= 1
    print("done", n, [n], 1.5, {"a"}, None, sep=", ", end=".\n")


def noisy(xs):
    total = 0
    for x in xs:
        print(f"{total} / {x}")
        total += 1 / x
    return total
