def walrus(xs):
    total = 0
    while (n := len(xs)) > 1:
        total += n
        xs.pop()
    if (m := total) and [last := x for x in range(m)]:
        total = last
    return total, m, n


# >>> walrus([1, 2, 3])
# >>> walrus([])
