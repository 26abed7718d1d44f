def check(n):
    if n == 0:
        raise ValueError
    if n == 1:
        raise KeyError("missing")
    if n == 2:
        raise IndexError("a", 2)
    if n == 3:
        assert n != 3
    if n == 4:
        assert n > 4, (n, "too small")
    if n == 5:
        raise ValueError(
            f"bad {n}"
        )
    if n == 6:
        raise "text"
    error = NotImplementedError("later")
    raise error


def caller(n):
    before = [n]
    result = check(before.pop())
    return result


# >>> caller(0)
# >>> caller(1)
# >>> caller(2)
# >>> caller(3)
# >>> caller(4)
# >>> caller(5)
# >>> caller(6)
# >>> caller(7)
