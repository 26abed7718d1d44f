def roman(n):
    table = [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    out = []
    for value, sign in table:
        while n >= value:
            n -= value
            out.append(sign)
    return "".join(out)


def unroman(text):
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    for a, b in zip(text, text[1:] + "I"):
        total += -values[a] if values[a] < values[b] else values[a]
    return total


# >>> roman(19)
# >>> unroman("XIV")
# >>> unroman("ABC")
