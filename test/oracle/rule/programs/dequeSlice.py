from collections import deque


def cut(items):
    d = deque(items)
    return d[1:3]
# >>> cut([1, 2, 3])
