def quick(xs):
    if len(xs) <= 1:
        return xs
    pivot, *rest = xs
    small = [x for x in rest if x < pivot]
    large = [x for x in rest if x >= pivot]
    return quick(small) + [pivot] + quick(large)


# >>> quick([3, 6, 1, 8, 2])
