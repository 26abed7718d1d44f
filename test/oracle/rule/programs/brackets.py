def balanced(text):
    stack = []
    pairs = {")": "(", "]": "[", "}": "{"}
    for position, c in enumerate(text, start=1):
        if c in pairs.values():
            stack.append(c)
        elif c in pairs:
            if not stack or stack.pop() != pairs[c]:
                return position
    return 0 if not stack else -len(stack)


# >>> balanced("{[()]}")
# >>> balanced("(]")
# >>> balanced("((")
