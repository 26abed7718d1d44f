from collections import namedtuple

Point = namedtuple("Point", ["x", "y"])
Line = namedtuple("Line", "start end width", defaults=[1])


def move(x, y):
    p = Point(x, y)
    q = p._replace(x=p.x + 1)
    line = Line(p, q)
    a, b = q
    d = q._asdict()
    same = p == (x, y)
    return line, a + b, d, same, Point._fields, max(p, q), p[1], len(p), line.width
# >>> move(1, 2)
