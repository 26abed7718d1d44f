def spread(a, b):
    total = (
        a
        + b
        * 2
    )
    pairs = {
        "a": a,
        "b": [
            b,
            total,
        ],
    }
    if (
        a < b
        and total > 3
        or not pairs
    ):
        total = max(
            a,
            b,
            *pairs["b"],
        )
    text = "x" \
        "y" + str(
            total)
    words = (text
             .upper()
             .replace("X",
                      "z"))
    pairs["b"][
        0
    ] += (
        5
    )
    (first,
     second) = (b,
                a)
    squares = [
        n * n
        for n in range(total)
        if n % 2
    ]
    return (
        first, second,
        words, squares[
            -1:
        ]
    )


# >>> spread(1, 2)
# >>> spread(3, 1)
