def fail(value, spec):
    return f"{value:{spec}}"


# >>> fail(5, "q")
# >>> fail("a", "d")
# >>> fail("a", "=5")
# >>> fail([1], ">5")
# >>> fail(None, "5")
# >>> fail(5, ".2")
# >>> fail(5, "s")
# >>> fail(True, "d")
# >>> fail(True, "5")
# >>> fail(5, "5dd")
# >>> fail(-5, "=+6")
# >>> fail("é😀", "_^5")
