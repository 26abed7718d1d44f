def luhn(number):
    total = 0
    for place, digit in enumerate(reversed(str(number))):
        value = int(digit)
        if place % 2:
            value *= 2
            value -= 9 * (value > 9)
        total += value
    return total % 10 == 0


# >>> luhn(79927398713)
# >>> luhn(-1)
