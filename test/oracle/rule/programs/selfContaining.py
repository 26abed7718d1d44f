def loop():
    a = [1]
    a.append(a)
    d = {}
    d["d"] = d
    d["a"] = a
    return a, d, len(a[1][1])


# >>> loop()
