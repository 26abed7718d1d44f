class Polynomial:
    def __init__(self, *coefficients):
        self.c = list(coefficients)

    def __call__(self, x):
        r = 0
        for k in self.c:
            r = r * x + k
        return r

    def __mul__(self, other):
        out = [0] * (len(self.c) + len(other.c) - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(other.c):
                out[i + j] += a * b
        return Polynomial(*out)

    def __len__(self):
        return len(self.c)

    def __getitem__(self, i):
        return self.c[i]

    def __eq__(self, other):
        return isinstance(other, Polynomial) and self.c == other.c

    def __str__(self):
        return " + ".join(f"{c}x^{len(self.c) - 1 - i}" for i, c in enumerate(self.c) if c)


def work(a, b, x):
    p, q = Polynomial(*a), Polynomial(*b)
    r = p * q
    return str(r), r(x), len(r), r[0], r == Polynomial(1, 2), list(r), 3 in r
# >>> work([1, 1], [1, -1], 3)
