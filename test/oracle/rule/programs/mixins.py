class Base:
    def __init__(self, **kw):
        self.kw = kw

    def hello(self):
        return ["base"]


class A(Base):
    def hello(self):
        return ["a"] + super().hello()


class B(Base):
    def hello(self):
        return ["b"] + super().hello()


class C(A, B):
    def hello(self):
        return ["c"] + super().hello()

    def __getattr__(self, name):
        if name.startswith("get_"):
            return lambda: self.kw.get(name[4:])
        raise AttributeError(name)


def work(x):
    c = C(x=x)
    order = [k.__name__ for k in C.__mro__]
    return c.hello(), order, c.get_x(), hasattr(c, "foo"), getattr(c, "foo", 5), issubclass(C, Base), isinstance(c, (int, B)), vars(c), c.__dict__
# >>> work(4)
