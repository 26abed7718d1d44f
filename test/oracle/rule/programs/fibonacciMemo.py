def fib(n, memo={}):
    if n in memo:
        return memo[n]
    if n < 2:
        return n
    memo[n] = fib(n - 1, memo) + fib(n - 2, memo)
    return memo[n]


# >>> fib(6)
# >>> fib(90, {89: 1779979416004714189, 88: 1100087778366101931})
