def subsets(items):
    out = []
    for mask in range(1 << len(items)):
        subset = []
        for bit in range(len(items)):
            if mask & (1 << bit):
                subset.append(items[bit])
        out.append(tuple(subset))
    return sorted(out, key=lambda s: (len(s), s))


# >>> subsets([3, 1])
