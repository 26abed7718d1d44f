def compare(a, b, c):
    chain = a < b < c, a <= b == c, a != b != c, a < b > c
    same = a is None, b is not None, a in (b, c), a not in [b, c]
    logic = a and b or c, not a or not b, (a or b) and c, a if b else c
    bits = a & b | c ^ a, ~a, a << 2 >> 1, -a ** 2, (-a) ** 2, +b
    division = a // (b or 1), a % (b or 1), -a // (b or 1), -a % (b or 1), divmod(-a, -(b or 1))
    lists = [a, b] < [a, c], (a,) < (a, b), "a" < "B", [1, [2]] == [1, [2]], (1, True) == (True, 1)
    return chain, same, logic, bits, division, lists


# >>> compare(1, 2, 3)
# >>> compare(7, -2, 0)
# >>> compare(True, False, 100000000000000000000)
# >>> compare("a", 1, 2)
