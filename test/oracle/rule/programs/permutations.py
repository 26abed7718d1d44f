def permutations(items):
    if not items:
        return [[]]
    out = []
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            out.append([items[i]] + rest)
    return out


# >>> permutations([1, 2, 3])
