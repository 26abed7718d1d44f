def unpack(rows):
    a, (b, *c), [d] = rows
    *e, f = c or [0]
    for i, (x, y) in enumerate(zip(c, c[1:])):
        e.append((i, x, y))
    (g) = h, = [5]
    e[0], e[-1] = f, g
    m, n = "xy"
    for k, in [(1,), (2,)]:
        n += str(k)
    i = 0
    i, e[i] = 1, "set"
    return a, b, c, d, e, f, g, h, m, n


# >>> unpack([1, [2, 3, 4], [5]])
# >>> unpack((1, "abc", (2,)))
# >>> unpack([1, [], [5]])
# >>> unpack([1, 2, [3]])
# >>> unpack([1, [2], [3], 4])
# >>> unpack([1, [2], [3, 4]])
# >>> unpack(5)
