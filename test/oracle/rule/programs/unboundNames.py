def unbound(flag):
    if flag:
        x = 1
    del_me = 2
    del del_me
    if flag == 2:
        return del_me
    y = [z for z in range(2)]
    return x, missing


# >>> unbound(0)
# >>> unbound(1)
# >>> unbound(2)
