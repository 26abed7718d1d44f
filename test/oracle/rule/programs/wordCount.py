def count(text):
    counts = {}
    for word in text.lower().replace(",", " ").split():
        counts[word] = counts.get(word, 0) + 1
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {word: n for word, n in best if n > 1}, max(counts, key=counts.get)


# >>> count("a b a, B c b a")
# >>> count("")
