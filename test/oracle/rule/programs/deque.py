from collections import deque


def rotate(items):
    d = deque(items, maxlen=4)
    d.append(9)
    d.appendleft(0)
    d.rotate(1)
    d.extend([7, 8])
    d.extendleft([5, 6])
    e = deque([1, 2]) + deque([3])
    e += [4]
    f = e.copy()
    f.insert(1, 10)
    f.remove(3)
    f.reverse()
    return d, e, f, d[0], d[-1], e.index(2), e < f, e == deque([1, 2, 3, 4]), d.maxlen, list(reversed(e)), 3 in e, e * 2, e.count(1)
# >>> rotate([1, 2, 3])
