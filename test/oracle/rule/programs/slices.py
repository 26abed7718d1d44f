def slices(xs, n):
    a = xs[n:], xs[:n], xs[::n], xs[-n:], xs[n:-1], xs[::-n], xs[10:], xs[:-10]
    b = xs[:]
    b[n:n] = [9, 9]
    b[-1:] = []
    c = list(xs)
    c[::n] = range(len(c[::n]))
    d = xs[None:None:None], xs[True:], "hello"[n:-1:2], (1, 2, 3)[::-1]
    c[::2] = [0]
    return a, b, c, d


# >>> slices([1, 2, 3], 2)
# >>> slices([1, 2], 1)
# >>> slices([1, 2, 3, 4, 5], 2)
# >>> slices([1], 0)
