def mutate(xs):
    for x in xs:
        if x > 0 and len(xs) < 8:
            xs.append(x - 1)
    for i, x in enumerate(xs):
        if x == 0:
            del xs[i]
    for x in xs[:]:
        xs.remove(x)
        if len(xs) == 1:
            break
    ys = [3, 2, 1]
    for y in ys:
        ys = []
    for y in reversed(ys or [1, 2]):
        y += 1
    return xs, ys, y


# >>> mutate([2, 1])
# >>> mutate([3])
