LIMIT = 30
WHEEL = (2, 3)


def primes(limit=LIMIT):
    marks = [True] * limit
    marks[0:2] = [False, False]
    for p in range(2, limit):
        if marks[p]:
            marks[p * p::p] = [False] * len(marks[p * p::p])
    return [i for i, mark in enumerate(marks) if mark], WHEEL


# >>> primes(12)
# >>> primes()
