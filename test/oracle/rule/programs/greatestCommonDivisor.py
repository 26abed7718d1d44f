def gcd(a, b):
    return a if b == 0 else gcd(b, a % b)


def lcm(numbers):
    result = 1
    for n in numbers:
        result = result * n // gcd(result, n)
    return result


# >>> lcm([4, 6, 10])
# >>> gcd(0, 0)
# >>> gcd(-12, 18)
