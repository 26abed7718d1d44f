def search(xs, wanted, low=0, high=None):
    if high is None:
        high = len(xs)
    while low < high:
        middle = (low + high) // 2
        if xs[middle] == wanted:
            return middle
        elif xs[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    else:
        low = -1
    return low


# >>> search([1, 3, 5, 7], 5)
# >>> search([1, 3, 5, 7], 4)
# >>> search([], 4)
