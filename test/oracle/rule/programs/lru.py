from collections import OrderedDict


class LRUCache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = OrderedDict()

    def get(self, key):
        if key not in self.items:
            return -1
        self.items.move_to_end(key)
        return self.items[key]

    def put(self, key, value):
        if key in self.items:
            self.items.move_to_end(key)
        self.items[key] = value
        if len(self.items) > self.capacity:
            self.items.popitem(last=False)


def run(ops):
    cache = LRUCache(2)
    out = []
    for op in ops:
        if len(op) == 2:
            cache.put(*op)
        else:
            out.append(cache.get(op[0]))
    items = cache.items
    print(items)
    return out, list(items.items())
# >>> run([(1, 1), (2, 2), (1,), (3, 3), (2,), (4, 4), (1,), (3,), (4,)])
