def alias():
    row = [0] * 2
    grid = [row] * 3
    grid[0][0] = 1
    other = grid
    other.append(row[:])
    copied = grid.copy()
    copied[1].append(9)
    same = grid is other, copied is grid, grid[0] is grid[1], copied[0] is row
    a = b = []
    a += [1]
    b = b + [2]
    t = ([],)
    t[0].append(a)
    a.append(t)
    return grid, same, a


# >>> alias()
