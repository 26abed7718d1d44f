# >>> average([3, 4, 4])
# >>> average([])
# >>> newton(2.0, 6)
# >>> newton(10, 4)
# >>> compound(1000, 0.05, 3)
# >>> writings([0.1, 1e16, 1e-05, 1e22, 123456789.125, -0.0, 2.0, 5e-324, 1.7976931348623157e308])
# >>> formats(3.14159, -2.5, 1234567.891)
# >>> mixed(7, 2.0)
# >>> mixed(-7.5, 2)
# >>> mixed(1, 0.0)
# >>> rounding([0.5, 1.5, 2.5, -0.5, 2.675, 1234.5678])
# >>> keys([1, 1.0, True, 2.5, 2.0, 2])
# >>> large(1000000000000000000000000000000, 1000000000000001)
# >>> compare(9007199254740993, 9007199254740992.0)
# >>> fahrenheit(["36.6", " 100 ", "-40", "1e2", "warm"])
# >>> powers(2, [0.5, -1, 3.0, 10])
# >>> whole(2.0)
# >>> whole(2.5)


def average(xs):
    total = sum(xs)
    return total / len(xs)


def newton(n, count):
    guess = n / 2
    for _ in range(count):
        guess = (guess + n / guess) / 2
    return round(guess, 6)


def compound(amount, rate, years):
    history = []
    for year in range(years):
        amount *= 1 + rate
        history.append(f"{year}: {amount:.2f}")
    return history, amount


def writings(xs):
    return [(x, str(x), int(x) if abs(x) < 1e9 else None) for x in xs]


def formats(a, b, c):
    first = f"{a:.2f} {a:10.3f}| {a:<8.1f}| {a:e} {a:g} {a:.3g} {a:%}"
    second = "%5.1f %e %g %d %s" % (b, b, b, b, b)
    third = "{:,.2f} {:_.1f} {:+.0f} {:012.3f} {}".format(c, c, c, c, c)
    return first, second, third


def mixed(a, b):
    quotient = a / b
    floor = a // b
    rest = a % b
    both = divmod(a, b)
    return quotient, floor, rest, both, a * b, a - b, a + b


def rounding(xs):
    result = []
    for x in xs:
        result.append((round(x), round(x, 1), round(x, 2), round(x, -2)))
    return result


def keys(xs):
    counts = {}
    for x in xs:
        counts[x] = counts.get(x, 0) + 1
    return counts, 1.0 in xs, xs.index(2)


def large(a, b):
    ratio = a / b
    back = int(ratio)
    return ratio, back, back == a // b, float(a), float(a) == a


def compare(n, x):
    return n == x, n > x, n < x, max(n, x), min(x, n), sorted([n, x, 1.5])


def fahrenheit(texts):
    result = []
    for text in texts:
        celsius = float(text)
        result.append(celsius * 9 / 5 + 32)
    return result


def powers(base, exponents):
    return [base ** e for e in exponents]


def whole(x):
    if x.is_integer():
        return int(x)
    return x.as_integer_ratio()
