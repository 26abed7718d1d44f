"""Sixteen rules that people write, none of which a follower has been trained on.

Each is small enough to be stated as a form; the sections say what its problems are.
"""


def add(num1, num2):
    """Add two numbers that are given as lists of digits.

    Task: base-10-addition
        num1: list of 1..3 integers 0..9
        num2: list of 1..3 integers 0..9
    """
    result = []
    carry = 0
    while num1 or num2:
        digit1 = num1.pop() if num1 else 0
        digit2 = num2.pop() if num2 else 0
        total = digit1 + digit2 + carry
        result.insert(0, total % 10)
        carry = total // 10
    if carry:
        result.insert(0, carry)
    return result


def add_octal(num1, num2):
    """Add two numbers in base 8.

    Task: base-8-addition
        num1: list of 1..3 integers 0..7
        num2: list of 1..3 integers 0..7
    """
    result = []
    carry = 0
    while num1 or num2:
        digit1 = num1.pop() if num1 else 0
        digit2 = num2.pop() if num2 else 0
        total = digit1 + digit2 + carry
        result.insert(0, total % 8)
        carry = total // 8
    if carry:
        result.insert(0, carry)
    return result


def add_quinary(num1, num2):
    """Add two numbers in base 5.

    Task: base-5-addition
        num1: list of 1..3 integers 0..4
        num2: list of 1..3 integers 0..4
    """
    result = []
    carry = 0
    while num1 or num2:
        digit1 = num1.pop() if num1 else 0
        digit2 = num2.pop() if num2 else 0
        total = digit1 + digit2 + carry
        result.insert(0, total % 5)
        carry = total // 5
    if carry:
        result.insert(0, carry)
    return result


def add_modulo(a, b):
    """Add on a clock of seven hours.

    Task: clock-addition
        a: integer 0..30
        b: integer 0..30
    """
    total = a + b
    rest = total % 7
    return rest


def largest(items):
    """The largest item.

    Task: largest-item
        items: list of 2..5 integers 0..20
    """
    best = items[0]
    for item in items:
        if item > best:
            best = item
    return best


def add_all(items):
    """The sum of all items.

    Task: sum-of-items
        items: list of 1..5 integers 0..20
    """
    total = 0
    for item in items:
        total = total + item
    return total


def count_evens(items):
    """How many items are even.

    Task: count-of-evens
        items: list of 1..5 integers 0..20
    """
    count = 0
    for item in items:
        if item % 2 == 0:
            count = count + 1
    return count


def backwards(items):
    """The items in reverse order.

    Task: reversed-items
        items: list of 1..5 integers 0..20
    """
    result = []
    while items:
        item = items.pop()
        result.append(item)
    return result


def common_divisor(a, b):
    """Euclid's algorithm, by subtraction.

    Task: euclid-by-subtraction
        a: integer 1..15
        b: integer 1..15
    """
    while a != b:
        if a > b:
            a = a - b
        else:
            b = b - a
    return a


def factorial(n):
    """The product of all numbers up to n.

    Task: small-factorial
        n: integer 0..5
    """
    product = 1
    while n > 1:
        product = product * n
        n = n - 1
    return product


def collatz(n):
    """Steps of the Collatz sequence down to 1.

    Task: collatz-steps
        n: one of [1, 2, 3, 4, 5, 6, 8, 10, 12, 13, 16, 20, 21, 32]
    """
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = n * 3 + 1
        steps = steps + 1
    return steps


def find(items, wanted):
    """Where an item stands, or -1.

    Task: linear-search
        items: list of 2..5 integers 0..9
        wanted: integer 0..9
    """
    i = 0
    while i < len(items):
        if items[i] == wanted:
            return i
        i = i + 1
    return -1


def running_largest(items):
    """The largest item so far, at each item.

    Task: running-maximum
        items: list of 1..5 integers 0..20
    """
    result = []
    best = 0
    for item in items:
        if item > best:
            best = item
        result.append(best)
    return result


def run_lengths(items):
    """How long each run of equal items is.

    Task: run-lengths
        items: list of 2..5 integers 1..3
    """
    lengths = []
    length = 0
    before = -1
    for item in items:
        if item == before:
            length = length + 1
        else:
            if length > 0:
                lengths.append(length)
            length = 1
            before = item
    lengths.append(length)
    return lengths


def bubble(items):
    """One pass of bubble sort.

    Task: bubble-pass
        items: list of 2..4 integers 0..20
    """
    i = 0
    while i < len(items) - 1:
        if items[i] > items[i + 1]:
            items[i], items[i + 1] = items[i + 1], items[i]
        i = i + 1
    return items


def remainder(a, b):
    """What is left of a when b is taken away as often as possible.

    Task: remainder-by-subtraction
        a: integer 0..40
        b: integer 3..12
    """
    while a >= b:
        a = a - b
    return a
