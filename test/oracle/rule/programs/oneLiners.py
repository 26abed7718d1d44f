def compact(xs, n):
    for x in xs: n += x
    while n > 5: n -= 3
    if n: n = -n; xs = []
    else: n = 1
    if n > 0: pass
    elif n < -3: n = 3
    for x in xs: continue
    while True: break
    return n


# >>> compact([1, 2, 3], 4)
# >>> compact([], 0)
