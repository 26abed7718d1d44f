def two_sum(numbers, target):
    seen = {}
    for i, n in enumerate(numbers):
        if target - n in seen:
            return seen[target - n], i
        seen[n] = i
    else:
        return ()


# >>> two_sum([2, 7, 11], 9)
# >>> two_sum([1], 2)
