def show(n, word, xs):
    a = f"{n}|{n:5}|{n:<5}|{n:^5}|{n:>+5}|{n:05d}|{n:,}|{n:_}|{n:x}|{n:#X}|{n:b}|{n:o}|{n:c}"
    b = f"{word}|{word!r}|{word:6}|{word:>6}|{word:*^7}|{word:.2}|{word!a}"
    c = f"{xs}{xs!s:>14}{{}}{n=}{word = }{n!r:>{len(xs) + 3}}"
    d = "{} {1}".format(n, word) if n < 0 else "{0}-{1!r:>5}-{w:>{k}}".format(n, word, w=word, k=4)
    e = "%d %s %05d %x %-4s| %r %%" % (n, word, n, n, word, xs)
    return a, b, c, d, e


# >>> show(65, "é'x", [1, "a"])
# >>> show(-65, "ab", [])
# >>> show(1234567, "ab\n", [])
