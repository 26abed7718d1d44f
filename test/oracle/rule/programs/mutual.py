def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    if n == 0:
        return False
    return is_even(n - 1)


def main(n):
    answers = [is_even(k) for k in range(n)]
    return answers, is_odd(is_even(2) + is_odd(1))


# >>> main(3)
