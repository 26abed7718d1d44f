def safe(columns, column):
    row = len(columns)
    for r, c in enumerate(columns):
        if c == column or abs(c - column) == row - r:
            return False
    return True


def queens(n, columns=()):
    if len(columns) == n:
        return columns
    for column in range(n):
        if safe(columns, column):
            found = queens(n, columns + (column,))
            if found:
                return found
    return None


# >>> queens(4)
