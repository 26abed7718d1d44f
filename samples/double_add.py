"""A rule of your own, with what Rulescope needs to draw problems of it.

The section `Task:` says what each parameter can be. That is enough to train a model on this rule, to measure it, to hold a part of its
problems out, and to export them; see recipes/own-rule-direct.json.
"""


def double_add(a, b):
    """Add twice the second number to the first.

    >>> double_add(7, 5)
    17
    >>> double_add(40, 38)

    Task: double-add
        a: integer 0..49
        b: integer 0..49
        format: {a} and twice {b} =
        answer: integer
        axes: a, b
    """
    # One number at a time.
    total = a
    for turn in range(2):
        total = total + b
    return total
