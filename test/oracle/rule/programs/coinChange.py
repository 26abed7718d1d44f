def coins(amount, kinds):
    best = [0] + [None] * amount
    for total in range(1, amount + 1):
        options = [best[total - k] for k in kinds if k <= total and best[total - k] is not None]
        best[total] = min(options, default=-1) + 1 if options else None
    return best[amount]


# >>> coins(6, [1, 3, 4])
# >>> coins(3, [2])
