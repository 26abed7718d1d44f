def shortest(graph, start, goal):
    queue = [(start, [start])]
    visited = {start: True}
    while queue:
        node, path = queue.pop(0)
        if node == goal:
            return path
        for neighbour in graph.get(node, []):
            if neighbour not in visited:
                visited[neighbour] = True
                queue.append((neighbour, path + [neighbour]))
    return None


# >>> shortest({"a": ["b", "c"], "b": ["d"], "c": ["d"]}, "a", "d")
# >>> shortest({}, 1, 2)
