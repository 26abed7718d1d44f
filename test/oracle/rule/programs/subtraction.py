def subtract(a, b):
    """Digits of a - b, where a >= b."""
    out, borrow = [], 0
    for i in range(1, len(a) + 1):
        d = a[-i] - borrow - (b[-i] if i <= len(b) else 0)
        borrow = 1 if d < 0 else 0
        out.append(d % 10)
    while len(out) > 1 and out[-1] == 0:
        out.pop()
    return out[::-1]


# >>> subtract([1, 0, 0], [1])
# >>> subtract([5], [5])
