def apply(operator, a, b):
    if operator == "+":
        return a + b
    if operator == "-":
        return a - b
    if operator == "*":
        return a * b
    if operator == "/":
        return a // b
    raise ValueError(f"unknown operator {operator!r}")


def evaluate(text):
    stack = []
    for token in text.split():
        if token.lstrip("-").isdigit():
            stack.append(int(token))
        else:
            right = stack.pop()
            stack.append(apply(token, stack.pop(), right))
    assert len(stack) == 1, f"{len(stack)} values left"
    return stack[0]


# >>> evaluate("3 4 + 2 *")
# >>> evaluate("3 0 /")
# >>> evaluate("3 4")
# >>> evaluate("3 +")
# >>> evaluate("3 4 ^")
