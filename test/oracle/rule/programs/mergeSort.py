def merge(a, b):
    out = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            out.append(a[i]); i += 1
        else:
            out.append(b[j]); j += 1
    out += a[i:]
    out += b[j:]
    return out


def sort(xs):
    if len(xs) < 2:
        return xs[:]
    middle = len(xs) // 2
    return merge(sort(xs[:middle]), sort(xs[middle:]))


# >>> sort([5, 2, 4, 1])
