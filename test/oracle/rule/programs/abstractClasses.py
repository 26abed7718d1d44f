from abc import ABC, abstractmethod
import math


class Shape(ABC):
    @abstractmethod
    def area(self):
        ...

    def describe(self):
        return f"{type(self).__name__} with area {self.area():.2f}"


class Circle(Shape):
    def __init__(self, r):
        self.r = r

    def area(self):
        return 3.14159 * self.r ** 2


class Square(Shape):
    def __init__(self, a):
        self.a = a

    def area(self):
        return self.a * self.a


def areas(r, a):
    shapes = [Circle(r), Square(a)]
    shapes.sort(key=lambda s: s.area())
    return [s.describe() for s in shapes], isinstance(shapes[0], Shape)


def bad():
    s = Shape()
    return s
# >>> areas(1, 3)
# >>> bad()
