def hanoi(n, a="A", b="B", c="C"):
    if n == 0:
        return []
    return hanoi(n - 1, a, c, b) + [(a, c)] + hanoi(n - 1, b=a, a=b, c=c)


# >>> hanoi(2)
# >>> hanoi(1, "Z")
