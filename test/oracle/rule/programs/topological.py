def order(needs):
    done, out = {}, []

    for start in sorted(needs):
        out = visit(needs, start, done, out)
    return out


def visit(needs, node, done, out):
    if done.get(node) == "now":
        raise RuntimeError("cycle at " + node)
    if node in done:
        return out
    done[node] = "now"
    for other in needs.get(node, ()):
        out = visit(needs, other, done, out)
    done[node] = "done"
    return out + [node]


# >>> order({"b": ["a"], "c": ["b", "a"]})
# >>> order({"a": ["b"], "b": ["a"]})
