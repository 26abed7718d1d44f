from collections import OrderedDict


def work(pairs):
    d = OrderedDict(pairs)
    e = OrderedDict(a=1, b=2)
    d.move_to_end("b", last=False)
    k = d.popitem()
    same = e == OrderedDict([("b", 2), ("a", 1)])
    plain = e == {"b": 2, "a": 1}
    return d, e, k, same, plain, list(reversed(e)), OrderedDict()
# >>> work([("a", 1), ("b", 2), ("c", 3)])
