def builtins(xs):
    a = len(xs), sum(xs), min(xs), max(xs), sorted(xs), list(reversed(xs)), any(xs), all(xs)
    b = list(enumerate(xs, 1)), list(zip(xs, xs[1:])), list(map(str, xs)), list(filter(None, xs))
    c = abs(-5), divmod(7, -2), pow(2, 10), pow(3, -1, 7), pow(-2, 5, 9), round(15, -1), round(-25, -1), round(7)
    d = int("-12"), int("ff", 16), int("0b11", 0), int(True), str(None), bool([]), bool("0"), list("ab"), tuple([1]), dict([(1, 2)])
    e = ord("a"), chr(8364), bin(-5), hex(255), oct(8), repr("it's"), ascii("é"), isinstance(True, int), isinstance(xs, (str, list))
    f = range(3), range(1, 9, 3)[1], list(range(5, 0, -2)), 3 in range(0, 9, 3), len(range(10, 0, -3)), range(5)[1:4], range(3) == range(0, 3, 1)
    g = min("b", "a"), max([1, 5], [1, 3]), sum([[1], [2]], []), max(xs, key=lambda x: -x), min([], default=0), (5).bit_length()
    h = print("hello", xs, sep="-"), callable(len), type_name(1), sum(range(101)), "".join(sorted("hello"))
    return a, b, c, d, e, f, g, h


def type_name(x):
    for kind in (bool, int, str, list, tuple, dict):
        if isinstance(x, kind):
            return str(kind)


# >>> builtins([3, 0, 2])
# >>> builtins([])
