def report(names, width=6):
    lines = []
    for i, name in enumerate(names):
        line = f"{i + 1:>3}. {name:<{width}}|"
        print(line, end="")
        lines.append(line)
    print()
    return "\n".join(lines)


# >>> report(["Ada", "Bob"])
