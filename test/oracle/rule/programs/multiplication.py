def times(a, b):
    result = [0] * (len(a) + len(b))
    for i in range(len(a) - 1, -1, -1):
        carry = 0
        for j in reversed(range(len(b))):
            cell = result[i + j + 1] + a[i] * b[j] + carry
            carry, result[i + j + 1] = divmod(cell, 10)
        result[i] += carry
    while len(result) > 1 and not result[0]:
        del result[0]
    return result


# >>> times([1, 2], [3, 4])
# >>> times([9, 9], [9, 9])
# >>> times([0], [5])
