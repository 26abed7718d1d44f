def find(numbers, wanted):
    for n in numbers:
        if n == wanted:
            found = True
            break
    else:
        found = False
    count = 3
    while count:
        count -= 1
        if count == wanted:
            continue
        if count == 0:
            pass
    else:
        count = -1
    for a in range(2):
        for b in range(2):
            if b:
                break
        else:
            continue
        break
    return found, count, a, b


# >>> find([1, 2, 3], 2)
# >>> find([], 2)
