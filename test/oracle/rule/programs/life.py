def neighbours(cells, x, y):
    return sum(
        (x + dx, y + dy) in cells
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        if dx or dy
    )


def step(cells):
    fresh = {}
    for x in range(-1, 3):
        for y in range(-1, 3):
            n = neighbours(cells, x, y)
            if n == 3 or (n == 2 and (x, y) in cells):
                fresh[x, y] = 1
    return fresh


# >>> step({(0, 1): 1, (1, 1): 1, (2, 1): 1})
