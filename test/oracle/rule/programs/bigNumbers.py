def big(n):
    a = 2 ** n
    b = a * a - 1
    c = b // 3 ** 20, b % 10 ** 9, -b // 7, -b % 7
    d = b & 0xFFFF, b >> 100, b ^ a, ~b, b.bit_length()
    e = str(b)[::-1], int(str(b)), hex(b)
    f = 1
    for i in range(1, n // 4):
        f *= i
    return c, d, e, f, 1_000_000, 0x_ff, 0o17, 0b101


# >>> big(100)
