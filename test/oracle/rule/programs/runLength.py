def encode(text):
    runs = []
    for c in text:
        if runs and runs[-1][0] == c:
            runs[-1][1] += 1
        else:
            runs.append([c, 1])
    return "".join(f"{c}{n if n > 1 else ''}" for c, n in runs)


# >>> encode("aaabcc")
# >>> encode("")
