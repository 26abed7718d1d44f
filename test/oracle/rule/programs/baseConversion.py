def to_base(number, base):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    number = abs(number)
    text = ""
    while number:
        number, rest = divmod(number, base)
        text = digits[rest] + text
    return sign + text


def back(text, base):
    return int(text, base) == int("  -0_7 ") or int(text, base)


# >>> to_base(255, 16)
# >>> to_base(-10, 2)
# >>> to_base(0, 7)
# >>> to_base(5, 0)
# >>> back("zz", 36)
# >>> back("129", 8)
