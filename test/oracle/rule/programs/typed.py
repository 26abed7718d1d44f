from typing import NamedTuple, List, Optional


class Employee(NamedTuple):
    name: str
    age: int = 30
    tags: tuple = ()

    def older(self, years):
        return self._replace(age=self.age + years)

    @property
    def label(self):
        return f"{self.name}<{self.age}>"


def staff(names):
    people = [Employee(n, 20 + len(n)) for n in names]
    people.sort(key=lambda e: e.age)
    first = people[0].older(5)
    print(first, first.label)
    name, age, _ = first
    return people, name, age, first._asdict(), Employee("z") == ("z", 30, ())
# >>> staff(["Ann", "Bo", "Christine"])
