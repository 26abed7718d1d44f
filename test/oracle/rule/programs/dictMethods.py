def methods(d):
    d["z"] = d.get("a")
    d.setdefault("s", []).append(1)
    d.update({"u": 2}, v=3)
    d.update([("w", 4), ["x", 5]])
    popped = d.pop("a", "none")
    item = d.popitem()
    keys, values, items = list(d), list(d.values()), list(d.items())
    del d["u"]
    merged = {**d, "q": 1} | {"r": 2}
    d |= {"t": 0}
    for key in d:
        last = key
    view = d.keys()
    both = "t" in view, len(view), view
    other = dict.fromkeys("ab", 0)
    backwards = list(reversed(d))
    d.clear()
    return popped, item, keys, values, items, merged, both, other, backwards, d == {}


# >>> methods({"a": 1, "b": 2})
# >>> methods({})
