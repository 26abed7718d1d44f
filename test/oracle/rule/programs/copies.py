import copy


class Box:
    def __init__(self, items):
        self.items = items


def work(items):
    a = copy.copy(items)
    b = copy.deepcopy(items)
    items[0].append(1)
    box = Box(items)
    c = copy.copy(box)
    d = copy.deepcopy(box)
    box.items.append(5)
    return a, b, items, c.items is box.items, d.items, a is items
# >>> work([[0], 2])
