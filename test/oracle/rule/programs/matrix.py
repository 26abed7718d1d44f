def multiply(a, b):
    rows = len(a)
    columns = len(b[0])
    result = [[0] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            result[i][j] = sum(a[i][k] * b[k][j] for k in range(len(b)))
    return result


def transpose(m):
    return [list(row) for row in zip(*m)]


# >>> multiply([[1, 2], [3, 4]], [[0, 1], [1, 0]])
# >>> transpose([[1, 2, 3], [4, 5, 6]])
# >>> multiply([[1]], [])
