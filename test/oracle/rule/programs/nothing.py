def nothing():
    """Only a docstring."""


def empty(x):
    pass


def bare(x):
    if x:
        return
    nothing()
    "a string"
    3
    x
    ...


def nested(n: int = 2, *, deep: bool = False) -> None:
    y: int
    z: "list[int]" = [n]
    if n:
        if deep:
            nested(n - 1)
        else:
            nested(n=n - 1, deep=True)


# >>> nothing()
# >>> empty(1)
# >>> bare(0)
# >>> bare(1)
# >>> nested()
