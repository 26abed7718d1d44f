"""Long addition, digit by digit, as a rule that a model can follow.

Numbers are lists of digits, so that every step touches one digit of each operand.
"""


def add(num1, num2):
    """Add two numbers that are given as lists of digits.

    >>> add([5, 9], [1, 3])
    [7, 2]
    >>> add([4, 7], [5, 8])
    [1, 0, 5]
    >>> add([6], [7])
    [1, 3]
    >>> add([9, 9, 9], [1])
    [1, 0, 0, 0]
    >>> add([3, 1, 4, 1, 5], [2, 7, 1, 8, 2])
    """
    # Initialize result and carry.
    result = []
    carry = 0
    # Loop through the digits, from the last to the first.
    while num1 or num2:
        digit1 = num1.pop() if num1 else 0
        digit2 = num2.pop() if num2 else 0
        total = digit1 + digit2 + carry
        result.insert(0, total % 10)
        carry = total // 10
    # Check whether a carry remains.
    if carry:
        result.insert(0, carry)
    # Return the result.
    return result
